/** Command line of `npm run host`: only the local Functions host; everything else comes from the environment. */
import { settingsOf } from './environment.ts';

try {
  settingsOf(process.env);
  await import('../host/main.ts');
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
