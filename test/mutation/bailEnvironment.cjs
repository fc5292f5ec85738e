const { TestEnvironment } = require('jest-environment-node');

/**
 * Skips what is left once a test has failed: one failure kills a mutant, and jest's own `bail` ends no sooner than the file, and the process with it. The
 * note is in the environment of the process because one run has many test files (see stagedJest.ts).
 */
module.exports = class BailEnvironment extends TestEnvironment {
  async handleTestEvent(event) {
    if (event.name === 'test_done' && event.test.errors.length > 0) process.env.MUTATION_KILLED = 'yes';
    if (event.name === 'test_start' && process.env.MUTATION_KILLED === 'yes') event.test.mode = 'skip';
  }
};
