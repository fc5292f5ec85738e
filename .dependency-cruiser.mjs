/** Dependencies point one way: functions → shared, local → shared; the product never knows that it is run locally. */
export default {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'shared-stands-alone',
      severity: 'error',
      from: { path: '^shared/' },
      to: { path: '^(functions|local|bench|test)/' },
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
