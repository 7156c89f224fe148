import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { openScreen } from '../../src/demo/screen.ts';

it.each([
  ['a terminal', { isTTY: true, rows: 24, columns: 80 }, true],
  ['a terminal of no rows', { isTTY: true, rows: 0, columns: 80 }, false],
  ['a terminal of no columns', { isTTY: true, rows: 24, columns: 0 }, false],
  ['a pipe', {}, false],
])('Lines are drawn over only where there is room for them: %s', (_what, size, isTerminal) => {
  const stream = Object.assign(new PassThrough(), size) as unknown as NodeJS.WriteStream;
  expect(openScreen(stream).isTerminal).toBe(isTerminal);
});
