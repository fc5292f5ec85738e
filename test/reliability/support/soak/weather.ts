import type { PipelineRequest } from '@azure/core-rest-pipeline';
import { createRandom, type Random } from '../../../../local/simulators/data/random.ts';
import type { Product } from '../../../support/product.ts';
import type { ServiceFault, StorageFault, StorageRequest } from '../../../support/wire.ts';
import { FAULT_KINDS, type FaultKind, spoilService, spoilStorage } from '../faultKinds.ts';
import { idOfTarget } from './subject.ts';

/** What goes wrong for one export while it runs. */
export type Weather =
  | { is: 'calm' }
  /** Each call is spoilt with a probability, each time in another way. */
  | { is: 'showers'; seed: string; perMille: number }
  /** One kind of call is spoilt in one way, again and again. */
  | { is: 'storm'; call: string; fault: SoakFault; times: number };

/** Besides the faults of the grid: the call is carried out, and its answer is lost. */
export type SoakFault = FaultKind | { name: 'answer lost'; is: 'answerLost' };

const ANSWER_LOST: SoakFault = { name: 'answer lost', is: 'answerLost' };
const FAULTS: readonly [SoakFault, ...SoakFault[]] = [ANSWER_LOST, ...FAULT_KINDS, ANSWER_LOST];
const CALLS = [
  ...['export', 'operation', 'manifest', 'sourceGet', 'list', 'read'],
  ...['putFile', 'putManifest', 'putLatest', 'setMetadata'],
] as const;

export function randomWeather(random: Random, seed: string): Weather {
  const dice = random.below(100);
  if (dice < 25) return { is: 'calm' };
  if (dice < 70) return { is: 'showers', seed, perMille: random.pick([30, 80, 200]) };
  const times = random.pick([1, 2, 5, Number.POSITIVE_INFINITY]);
  return { is: 'storm', call: random.pick(CALLS as readonly [string, ...string[]]), fault: random.pick(FAULTS), times };
}

export interface Skies {
  set(exportId: string, weather: Weather): void;
  /** How often each fault was met, by its name. */
  readonly met: Map<string, number>;
}

/**
 * Spoils the calls of each export as its weather has it. A decision hangs on the seed, the export, the call and its
 * number, and not on what others do meanwhile.
 */
export function installSkies(product: Product): Skies {
  const weathers = new Map<string, Weather>();
  const calls = new Map<string, number>();
  const met = new Map<string, number>();
  /** Operations and manifests say nothing of what they are about. */
  const exportByResource = new Map<string, string>();

  function due(exportId: string | undefined, call: string): SoakFault | undefined {
    const weather = weathers.get(exportId ?? '');
    if (!weather || weather.is === 'calm') return undefined;
    const key = `${exportId} ${call}`;
    const nth = calls.get(key) ?? 0;
    calls.set(key, nth + 1);
    const fault = faultOf(weather, call, nth);
    if (fault) met.set(`${fault.name} | ${call}`, (met.get(`${fault.name} | ${call}`) ?? 0) + 1);
    return fault;
  }

  function identify({ method, url, body }: PipelineRequest): [string | undefined, string | undefined] {
    if (method === 'POST') {
      const slug = /\/(usage|reconciliation)\/billed/.exec(url)?.[1];
      const { invoiceId, attributeSet } = JSON.parse(String(body));
      return [`billed-${slug}-${invoiceId}-${attributeSet}`, 'export'];
    }
    const [, resource, id = ''] = /\/(operations|manifests)\/([^/?]+)$/.exec(url) ?? [];
    if (!resource) return [undefined, undefined];
    return [exportByResource.get(id), resource === 'operations' ? 'operation' : 'manifest'];
  }

  const service: ServiceFault = (request, send) => {
    const [exportId, call] = identify(request);
    if (call === undefined) return undefined;
    const sendAndNote = async () => {
      const response = await send();
      const operation = /operations\/([^/?]+)$/.exec(response.headers.get('location') ?? '')?.[1];
      const manifest = operation && product.stack.graph.snapshotOf(operation)?.manifestId;
      for (const resource of [operation, manifest]) if (resource && exportId) exportByResource.set(resource, exportId);
      return response;
    };
    const fault = due(exportId, call);
    return fault ? spoil(fault, product, request, sendAndNote) : sendAndNote();
  };
  product.wire.serviceFault = service;
  const storage: StorageFault = (request) => {
    const fault = due(idOfTarget(request.target), request.call);
    if (!fault) return false;
    return fault.is === 'answerLost' ? loseAnswer(request) : spoilStorage(fault, product.clock.now(), request);
  };
  product.wire.storageFault = storage;

  return {
    met,
    set(exportId, weather) {
      weathers.set(exportId, weather);
      for (const key of calls.keys()) if (key.startsWith(`${exportId} `)) calls.delete(key);
    },
  };
}

function faultOf(weather: Exclude<Weather, { is: 'calm' }>, call: string, nth: number): SoakFault | undefined {
  if (weather.is === 'storm') return weather.call === call && nth < weather.times ? weather.fault : undefined;
  const random = createRandom(`${weather.seed} ${call} ${nth}`);
  return random.below(1_000) < weather.perMille ? random.pick(FAULTS) : undefined;
}

async function spoil(
  fault: SoakFault,
  product: Product,
  request: PipelineRequest,
  send: Parameters<ServiceFault>[1],
): ReturnType<Parameters<ServiceFault>[1]> {
  if (fault.is !== 'answerLost') return spoilService(fault, product.clock.now(), request, send);
  await send();
  throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
}

/** Reads what storage is sent to its end and lets it be done, but nobody hears of it. */
async function loseAnswer({ incoming, response, pass }: StorageRequest): Promise<boolean> {
  incoming.once('end', () => response.destroy());
  await pass();
  return true;
}
