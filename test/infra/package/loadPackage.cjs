// Loads a built package the way the Functions worker does: the module that registers functions is handed in at `require`.
// Prints what was registered and how long it took, in milliseconds, to the first registration.
const Module = require('node:module');

const started = performance.now();
const functions = [];
let firstMs;
const core = {
  version: '4.0.0',
  hostVersion: '4.0.0',
  registerFunction({ name, bindings }) {
    firstMs ??= performance.now() - started;
    functions.push({
      name,
      triggers: Object.values(bindings).map(({ type, schedule, route }) => ({ type, schedule, route })),
    });
  },
  registerHook: () => new core.Disposable(() => undefined),
  setProgrammingModel: () => undefined,
  getProgrammingModel: () => undefined,
  log: () => undefined,
  Disposable: class {
    constructor(dispose) {
      this.dispose = dispose;
    }
  },
};
const original = Module.prototype.require;
Module.prototype.require = function (id) {
  return id === '@azure/functions-core' ? core : original.call(this, id);
};
require(process.argv[2]);
process.stdout.write(JSON.stringify({ firstMs, functions }));
