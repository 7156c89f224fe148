import { once } from 'node:events';
import { expect, it, onTestFinished } from 'vitest';
import { startFixture } from './fixtures/started.ts';

it('A process whose log nobody reads any more still stops, with exit code 0', async () => {
  const { child, said } = startFixture({ PORT: '0' });
  onTestFinished(() => void child.kill('SIGKILL'));
  await said('"listening"');
  child.stdout?.destroy();
  child.stderr?.destroy();
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  expect(await exited).toEqual([0, null]);
});
