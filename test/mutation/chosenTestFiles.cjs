/** Jest's `filter`: of all test files only those that the stage at hand is to run (see stagedJest.ts); all of them when none are chosen. */
module.exports = async (testPaths) => {
  const chosen = process.env.MUTATION_TEST_FILES;
  return { filtered: chosen === undefined ? testPaths : JSON.parse(chosen) };
};
