import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { printProgress } from '../src/index.ts';
import { elapsed } from '../src/temporal/elapsed.ts';

test('on a terminal, lines that differ only in their numbers overwrite each other', () => {
  const { stream, written } = stage(true);
  const progress = printProgress(stream);
  progress.show('building: 0:01, 12 packages');
  progress.show('building: 0:02, 15 packages');
  progress.show('ready');
  progress.end();
  expect(written()).toBe('building: 0:01, 12 packages\r\x1b[2Kbuilding: 0:02, 15 packages\nready\n');
});

test('elsewhere the first of such lines is printed, and what is new at once', () => {
  const { stream, written } = stage(false);
  const progress = printProgress(stream);
  progress.show('building: 0:01, 12 packages');
  progress.show('building: 0:02, 15 packages');
  progress.show('ready');
  progress.end();
  expect(written()).toBe('building: 0:01, 12 packages\nready\n');
});

test('elapsed time is minutes and seconds', () => {
  expect(elapsed(0, 65_900)).toBe('1:05');
  expect(elapsed(0, 600_000)).toBe('10:00');
});

function stage(isTTY: boolean) {
  const stream = Object.assign(new PassThrough(), { isTTY });
  return { stream, written: () => String(stream.read() ?? '') };
}
