// npm runs a script by a shell. Whoever ends npm must end the process that it started, and not only the shell between the two.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { createDatabase } from '@saga/local-stack';
import { expect, inject, it, onTestFinished, vi } from 'vitest';
import manifest from '../../../../package.json' with { type: 'json' };
import { repository } from '../api/running-process.ts';

it('npm run start:order ends its process when npm is told to stop', async () => {
  const database = await createDatabase(inject('localStack').postgresAdminUrl);
  onTestFinished(() => database.drop());
  const npm = spawn('npm', ['run', '--silent', 'start:order'], {
    cwd: repository,
    env: { ...process.env, PORT: '0', ORDER_DATABASE_URL: database.url },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(npm, 'close');
  const pid = await new Promise<number>((resolve, reject) => {
    createInterface(npm.stdout).on('line', (line) => {
      const found = /"msg":"listening".*"pid":(\d+)/.exec(line)?.[1];
      if (found !== undefined) resolve(Number(found));
    });
    void ended.then(([code]) => reject(new Error(`npm ended with ${code} before the service listened.`)));
  });
  onTestFinished(() => {
    if (isAlive(pid)) process.kill(pid, 'SIGKILL');
  });
  npm.kill('SIGTERM');
  await vi.waitFor(() => expect(isAlive(pid)).toBe(false), { timeout: 20_000, interval: 50 });
  await ended;
});

it('every script that runs until it is stopped takes the place of its shell', () => {
  const running = Object.entries(manifest.scripts).filter(([name]) => /^(start|demo)/.test(name));
  expect(running.length).toBeGreaterThan(8);
  for (const [name, script] of running) expect(script, name).toMatch(/^exec node /);
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    // There is no such process any more.
    return false;
  }
}
