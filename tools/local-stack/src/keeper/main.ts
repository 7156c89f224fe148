// The keeper: a process of its own that owns Temporal and Postgres. Its standard input is a pipe to the process that asked
// for the stack; the kernel closes it when that process ends, however it ends, and then the keeper stops both servers and
// removes temporary data. Nothing else notices a kill -9.
import { createInterface } from 'node:readline';
import { LocalStackError } from '../local-stack-error.ts';
import type { KeeperEvent } from './keeper-event.ts';
import type { KeeperRequest } from './keeper-request.ts';
import { KeptStack } from './kept-stack.ts';

const emit = (event: KeeperEvent) => void process.stdout.write(`${JSON.stringify(event)}\n`);
// The reader may be gone: then the pipe's end below stops the stack, and what is said meanwhile is for nobody.
process.stdout.on('error', () => undefined);
process.stderr.on('error', () => undefined);

const stack = new KeptStack(emit);
let ending = false;

function end(): void {
  if (ending) return;
  ending = true;
  stack.stop().then(
    () => process.exit(),
    (error: unknown) => {
      process.stderr.write(`The local stack did not stop cleanly: ${error}\n`);
      process.exit(1);
    },
  );
}

for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, end);

const input = createInterface({ input: process.stdin });
input.once('close', end);
input.once('line', (line) => {
  stack.start(JSON.parse(line) as KeeperRequest).then(
    (facts) => emit({ event: 'ready', ...facts }),
    (error: unknown) => {
      process.exitCode = 1;
      const code = error instanceof LocalStackError ? error.code : undefined;
      emit({ event: 'failed', code, message: error instanceof Error ? error.message : String(error) });
      end();
    },
  );
});
