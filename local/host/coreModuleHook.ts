import { registerHooks } from 'node:module';

const coreUrl = new URL('./functionsCore.ts', import.meta.url).href;

/**
 * Lets `require` and `import` of `@azure/functions-core`, which no package provides, find the host's own; must run
 * before the app is loaded.
 */
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === '@azure/functions-core' ? { url: coreUrl, shortCircuit: true } : next(specifier, context),
});
