#!/usr/bin/env node
// The program `saga`: sagas on Temporal for people who look after them, and saga files for people who write them.
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { leave } from './leave.ts';
import { runProgram } from './run-program.ts';

// A reader that has seen enough, such as `head`, closes the pipe: nothing more can be said, and the exit code stays what it is.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return;
    if (stream === process.stdout) process.stderr.write(`The answer can't be written: ${error.message}\n`);
    leave(exitCodes.bug);
  });
}

try {
  await runProgram(process.argv.slice(2));
} catch (error) {
  // Node itself would end with 1, which says that something was found.
  console.error(error);
  process.exitCode = exitCodes.bug;
}
const exitCode = Number(process.exitCode ?? exitCodes.fine) as ExitCode;
// A user's file may have left something open that would keep the process: the answer is given, so it ends.
await Promise.all([process.stdout, process.stderr].map((stream) => new Promise((done) => stream.write('', done))));
leave(exitCode);
