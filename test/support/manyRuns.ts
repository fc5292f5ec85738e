/**
 * For properties of pure functions: `fc.configureGlobal(manyRuns)`. A hundred are enough to notice a mutant, and are
 * run for each of thousands of them.
 */
export const manyRuns = { numRuns: process.env.STRYKER_MUTATOR_WORKER === undefined ? 10_000 : 100 };
