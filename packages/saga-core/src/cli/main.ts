#!/usr/bin/env node
// The program `saga`: sagas on Temporal for people who look after them, and saga files for people who write them.
import { runProgram } from './run-program.ts';

// A reader that has seen enough, such as `head`, closes the pipe: nothing is wrong, and nothing more can be said.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
}

await runProgram(process.argv.slice(2));
