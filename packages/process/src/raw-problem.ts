import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Problem } from './problem.ts';
import type { ProblemType } from './problem-type.ts';

/** Answers a connection on which no request was understood, so that there is no response to write to; then closes it. */
export function answerRawProblem(
  socket: Duplex,
  problem: Problem,
  correlationId: string,
  problemType: ProblemType,
): void {
  const body = JSON.stringify(problem.body(correlationId, problemType));
  const headers = {
    ...problem.headers,
    'Content-Type': 'application/problem+json',
    'Content-Length': Buffer.byteLength(body),
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    'X-Request-Id': correlationId,
    Connection: 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const head = `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}\r\n${lines.join('')}\r\n`;
  socket.end(`${head}${body}`, () => socket.destroy());
}
