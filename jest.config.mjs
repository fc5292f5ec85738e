// Before anything of TypeScript: on an old Node it says what is missing.
import './local/cli/launch.cjs';

const { keepOffProxies } = await import('./shared/wire/pastProxies.ts');

// Tests talk to servers on loopback. A proxy in the shell would get those requests, and could not answer them.
keepOffProxies(process.env);

/** Jest runs CommonJS; these packages are written as ES modules only. */
const ES_MODULES =
  'node_modules/(@sparticuz/chromium|preact|hyparquet|hyparquet-writer|hyparquet-compressors|hysnappy)/';

const swc = (syntax) => [
  '@swc/jest',
  { jsc: { parser: { syntax }, target: 'es2023' }, module: { type: 'commonjs' }, sourceMaps: 'inline' },
];

export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  transform: { '^.+\\.ts$': swc('typescript'), [`${ES_MODULES}.+\\.m?js$`]: swc('ecmascript') },
  transformIgnorePatterns: [`node_modules/(?!${ES_MODULES.slice('node_modules/'.length)})`],
  // Inside jest the module that the Functions worker injects is the embedded host's own.
  moduleNameMapper: { '^@azure/functions-core$': '<rootDir>/local/host/functionsCore.ts' },
  testTimeout: 30_000,
  // Much of the time is waited for Azurite and real sockets: a core left to Jest itself would idle.
  maxWorkers: '100%',
  reporters: ['default', '<rootDir>/.ci/summaryReporter.mjs'],
};
