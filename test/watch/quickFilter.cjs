/** Jest's `filter`: the test files that need neither Azurite nor a host. */
module.exports = async (testPaths) => {
  const { isQuick } = await import('./quickTests.ts');
  return { filtered: testPaths.filter(isQuick) };
};
