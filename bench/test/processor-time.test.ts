import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { processorTime, residentMemory } from '../src/measure/processor-time.ts';

test.runIf(process.platform === 'linux')(
  'a process is charged with what its children used, also when they have ended',
  () => {
    const before = processorTime({ here: process.pid })?.here ?? Number.NaN;
    execFileSync(process.execPath, ['-e', 'while (process.cpuUsage().user < 300_000);']);
    const after = processorTime({ here: process.pid })?.here ?? Number.NaN;
    expect(after - before).toBeGreaterThanOrEqual(250);
  },
);

test.runIf(process.platform === 'linux')('the memory of a process that there is not is not measured', () => {
  expect(residentMemory(process.pid)).toBeGreaterThan(0);
  expect(residentMemory(2 ** 30)).toBeUndefined();
});
