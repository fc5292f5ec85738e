import type { ContainerClient } from '@azure/storage-blob';
import type { ExportRequest } from '../../shared/export/request.ts';
import { versionSuffix } from '../../shared/landing/layout.ts';
import { commitVersion } from '../../shared/steps/commitVersion.ts';
import { type CopyFileInput, copyFile } from '../../shared/steps/copyFile.ts';
import { listNames } from '../../shared/steps/listNames.ts';
import { planVersion, type VersionPlan } from '../../shared/steps/planVersion.ts';
import type { Azurite } from './azurite.ts';
import { createStepBed, type Snapshot, type StepBed } from './landing.ts';
import { BILLED_REQUEST, runOfRequest } from './requests.ts';

/** The folder of the export that these tests run. */
export const PARENT = 'billed-usage/invoice=G000000001/attributes=full/';
export const STARTED_AT = '2026-11-08T05:59:00.000Z';
export const TWO_FILES = { 'b.json.gz': '{"n":1}\n{"n":2}\n', 'a.json.gz': '{"n":3}\n' };

export function versionOf(createdBasic: string, eTag: string): string {
  return `${createdBasic}-${versionSuffix(eTag)}`;
}

/** The plan that this run would get; a stop is a fault of the test. */
export async function planned(bed: StepBed, run = runOfRequest()): Promise<VersionPlan> {
  const step = await planVersion(bed, { run, operationId: 'op-1' });
  if (step.stop) throw new Error(JSON.stringify(step));
  return step.plan;
}

export async function copyAll(bed: StepBed, plan: VersionPlan, run = runOfRequest()): Promise<void> {
  const range = { from: 0, count: plan.facts.blobCount };
  const listed = await listNames(bed, { run, plan, range });
  if (listed.stop) throw new Error(JSON.stringify(listed));
  for (const blobName of listed.names) await copyFile(bed, copyOf(plan, blobName, run));
}

export function copyOf(plan: VersionPlan, blobName: string, run = runOfRequest()): CopyFileInput {
  const { operationId, folder } = plan;
  return { run, operationId, eTag: plan.facts.eTag, folder, blobName, force: run.request.force };
}

/** A whole run, as the orchestrator strings the steps together. */
export async function exportAll(bed: StepBed, runId = 'run-1', request: ExportRequest = BILLED_REQUEST) {
  const run = runOfRequest(request, runId);
  const plan = await planned(bed, run);
  if (!plan.committed || request.force) await copyAll(bed, plan, run);
  const committed = await commitVersion(bed, { run, plan, startedAt: STARTED_AT });
  if (committed.stop) throw new Error(JSON.stringify(committed));
  return { ...committed, plan };
}

/** What stands in a container of its own for each test. */
export class Landed {
  readonly container: ContainerClient;

  constructor(container: ContainerClient) {
    this.container = container;
  }

  static async in(azurite: Azurite): Promise<Landed> {
    return new Landed(await azurite.createContainer());
  }

  /** A process that works on this container, with nothing in its memory. */
  bed(snapshot: Snapshot = { files: TWO_FILES }, prefix = ''): StepBed {
    return createStepBed(this.container, snapshot, prefix);
  }

  async text(path: string): Promise<string> {
    return (await this.container.getBlobClient(path).downloadToBuffer()).toString();
  }

  async json(path: string) {
    return JSON.parse(await this.text(path));
  }

  async paths(): Promise<string[]> {
    const found: string[] = [];
    for await (const { name } of this.container.listBlobsFlat()) found.push(name);
    return found.sort();
  }

  /** Everything, with its bytes. */
  async everything(): Promise<Record<string, string>> {
    const paths = await this.paths();
    return Object.fromEntries(await Promise.all(paths.map(async (path) => [path, await this.text(path)])));
  }

  async latestVersion(): Promise<string> {
    return (await this.json(`${PARENT}_latest.json`)).version;
  }
}
