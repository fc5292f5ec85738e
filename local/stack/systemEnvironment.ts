/** What any program may need to run at all; everything else of this process's environment stays here. */
const PASSED_ON = [
  'PATH',
  'HOME',
  'LANG',
  'LC_ALL',
  'TZ',
  'TMPDIR',
  'TEMP',
  'TMP',
  'USERPROFILE',
  'APPDATA',
  'SYSTEMROOT',
  'COMSPEC',
];

/**
 * The base of a child's environment: no variable of the user's shell can change what an export does, and none can leak
 * into it.
 */
export function systemEnvironment(): Record<string, string> {
  const entries = PASSED_ON.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(entries);
}
