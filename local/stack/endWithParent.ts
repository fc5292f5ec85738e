/**
 * Preloaded (`node --import`) into every child process of the stack: when the process that started it is gone, however
 * it died, its end of this child's standard input closes, and the child ends as if it had been asked to. Nothing is
 * left running, even after `kill -9`.
 */
const GRACE_MS = 5_000;

process.stdin.on('end', endNow).on('error', endNow).resume();
// Watching must not itself keep a child alive that has come to its own end.
if ('unref' in process.stdin && typeof process.stdin.unref === 'function') {
  process.stdin.unref();
}

function endNow(): void {
  setTimeout(() => process.exit(1), GRACE_MS).unref();
  process.kill(process.pid, 'SIGTERM');
}
