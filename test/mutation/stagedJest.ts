import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { commonTokens, type Injector, type PluginContext, PluginKind, tokens } from '@stryker-mutator/api/plugin';
import {
  type DryRunOptions,
  type DryRunResult,
  DryRunStatus,
  type MutantRunOptions,
  type MutantRunResult,
  MutantRunStatus,
  type TestRunner,
} from '@stryker-mutator/api/test-runner';
import { strykerPlugins as jestPlugins } from '@stryker-mutator/jest-runner';
import { loads } from '../support/moduleGraph.ts';
import { startSharedAzurite } from './sharedAzurite.ts';

/** Per test file the names of its tests. */
type TestFiles = Record<string, string[]>;

/**
 * Stryker's runner for jest loads every test file for every mutant, to run the few tests that cover it, and runs them all even when the first one has failed.
 * This one has the same runner load only the files with such tests, those of the mutant's own folder first, and stops at the first test that fails (see bailEnvironment.cjs). Files that need Azurite run for the
 * mutants of their own folder only. What this leaves out can only make the score smaller than it is.
 */
class StagedJest implements TestRunner {
  readonly #jest: TestRunner;
  #testFiles: TestFiles | undefined;

  constructor(jest: TestRunner) {
    this.#jest = jest;
  }

  capabilities() {
    return this.#jest.capabilities();
  }

  async init(): Promise<void> {
    process.env.MUTATION_AZURITE = await startSharedAzurite();
    await this.#jest.init?.();
  }

  async dryRun(options: DryRunOptions): Promise<DryRunResult> {
    delete process.env.MUTATION_TEST_FILES;
    delete process.env.MUTATION_KILLED;
    const result = await this.#jest.dryRun(options);
    if (result.status === DryRunStatus.Complete) {
      const files: TestFiles = {};
      for (const { fileName, id } of result.tests) {
        if (fileName === undefined) throw new Error(`The test "${id}" is in no file.`);
        files[fileName] ??= [];
        files[fileName].push(id);
      }
      // For the other worker processes: only one of them does the dry run.
      writeFileSync(notes(), JSON.stringify(files));
    }
    return result;
  }

  async mutantRun(options: MutantRunOptions): Promise<MutantRunResult> {
    let nrOfTests = 0;
    delete process.env.MUTATION_KILLED;
    for (const files of this.#stages(options)) {
      process.env.MUTATION_TEST_FILES = JSON.stringify(files);
      const result = await this.#jest.mutantRun(options);
      // Some mutants of the copy detach memory that Node shares between buffers; Stryker starts a new process after this, and tries again.
      if (result.status === MutantRunStatus.Error && result.errorMessage.includes('detached ArrayBuffer')) {
        throw new Error('A mutant has ruined this process.');
      }
      if (result.status !== MutantRunStatus.Survived) return result;
      nrOfTests += result.nrOfTests;
    }
    return { status: MutantRunStatus.Survived, nrOfTests };
  }

  #stages({ testFilter, sandboxFileName }: MutantRunOptions): string[][] {
    this.#testFiles ??= JSON.parse(readFileSync(notes(), 'utf8')) as TestFiles;
    const wanted = testFilter && new Set(testFilter);
    const subject = relative('shared', dirname(sandboxFileName));
    const own: string[] = [];
    const others: string[] = [];
    const slow: string[][] = [];
    for (const [file, tests] of Object.entries(this.#testFiles)) {
      // Without a filter the mutant is in code that runs as its module is loaded.
      if (!(wanted ? tests.some((test) => wanted.has(test)) : loads(file, sandboxFileName))) continue;
      const isOwn = subjectsOf(file).includes(subject);
      if (!loads(file, resolve('test/support/azurite.ts'))) (isOwn ? own : others).push(file);
      else if (isOwn) slow.push([file]);
    }
    return [own, others, ...slow].filter((files) => files.length > 0);
  }
}

/** The folders of `shared/` that a test file is about. */
function subjectsOf(testFile: string): string[] {
  const [, folder = ''] = relative('test', testFile).split('/');
  if (folder.endsWith('.ts')) return [''];
  return folder === 'steps' ? ['steps', 'landing'] : [folder];
}

/** In the sandbox, which is the working directory of all workers. */
function notes(): string {
  return resolve('mutation-test-files.json');
}

const [jest] = jestPlugins;
if (!jest) throw new Error('@stryker-mutator/jest-runner brings no test runner.');
const { factory: createJest } = jest;

function stagedJest(injector: Injector<PluginContext>): TestRunner {
  return new StagedJest(injector.injectFunction(createJest));
}
stagedJest.inject = tokens(commonTokens.injector);

export const strykerPlugins = [{ kind: PluginKind.TestRunner, name: 'staged-jest', factory: stagedJest }];
