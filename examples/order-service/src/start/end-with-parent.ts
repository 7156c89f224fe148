// Loaded before a process's own code (node --import). Its standard input is a pipe that nobody writes to: the kernel closes
// it when the parent ends, however it ends, and then this process stops as by SIGTERM. Nothing else notices a kill -9.
import { isMainThread } from 'node:worker_threads';

// Node loads this into every thread as well, where standard input is nothing and ends at once.
if (isMainThread) {
  process.stdin.once('close', () => process.kill(process.pid, 'SIGTERM'));
  process.stdin.on('error', () => undefined);
  process.stdin.resume();
  // The watch is no reason to stay: a process that has nothing left to do ends as it would without it.
  if ('unref' in process.stdin) process.stdin.unref();

  // Nobody reads what is said after that; it must not turn an orderly stop into a crash.
  process.stdout.on('error', () => undefined);
  process.stderr.on('error', () => undefined);
}
