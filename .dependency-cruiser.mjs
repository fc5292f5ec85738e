/** Dependencies point one way: functions → shared, local → shared; the product never knows that it is run locally. */
export default {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'rooms-do-not-go-round',
      comment: 'Two rooms that need each other are one room, or have a third thing in common that lies below both.',
      severity: 'error',
      scope: 'folder',
      from: { path: '^shared/' },
      to: { circular: true },
    },
    {
      name: 'everything-is-deployed',
      comment: 'A function file that index.ts does not reach is deployed nowhere, and nothing else would notice.',
      severity: 'error',
      from: { path: '^functions/index\\.ts$' },
      to: { path: '^functions/', reachable: false },
    },
    {
      name: 'simulators-inherit-no-bug',
      comment: 'A fake that shares code with the product shares its faults. The clock has none to share.',
      severity: 'error',
      from: { path: '^local/simulators/' },
      to: { path: '^(functions|shared)/', pathNot: '^shared/clock\\.ts$' },
    },
    {
      name: 'shared-stands-alone',
      severity: 'error',
      from: { path: '^shared/' },
      to: { path: '^(functions|local|bench|test)/' },
    },
    {
      name: 'the-page-knows-the-api-alone',
      severity: 'error',
      from: { path: '^console/' },
      to: { path: '^(functions|shared|local|infra|test)/' },
    },
    {
      name: 'functions-only-bind',
      severity: 'error',
      from: { path: '^functions/' },
      to: { path: '^(local|bench|test)/' },
    },
    {
      name: 'the-app-is-loaded-not-imported',
      comment: 'The embedded host loads the app as Azure does; it never reaches into it.',
      severity: 'error',
      from: { path: '^local/host/' },
      to: { path: '^(functions|shared)/' },
    },
    {
      name: 'runtime-dependencies-only',
      severity: 'error',
      from: { path: '^(functions|shared)/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'everything-resolves',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^@azure/functions-core$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.mjs', '.js', '.json'] },
  },
};
