import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterEach, expect, it } from 'vitest';
import { portOf, type Started, startFixture } from './fixtures/started.ts';

let started: Started | undefined;
afterEach(() => {
  started?.child.kill('SIGKILL');
  started = undefined;
});

/** The answer to a request on a connection of its own, or the code of the error that came instead. */
async function ask(port: number, path = '/busy'): Promise<string> {
  const request = get({ host: '127.0.0.1', port, path, agent: false });
  try {
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    return `${response.statusCode} ${response.headers.connection} ${await text(response)}`;
  } catch (error) {
    return String((error as NodeJS.ErrnoException).code);
  }
}

it('a process that stops resets nobody of those who come again, each on a new connection, once they are answered', async () => {
  started = startFixture({ PORT: '0' });
  const port = await portOf(started);
  const outcomes: string[] = [];
  const caller = async () => {
    while (outcomes.at(-1) !== 'ECONNREFUSED') outcomes.push(await ask(port));
  };
  const callers = Promise.all(Array.from({ length: 60 }, caller));
  await expect.poll(() => outcomes.length).toBeGreaterThan(100);
  started.child.kill('SIGTERM');
  await callers;
  expect(await started.ended).toBe(0);
  expect(new Set(outcomes)).toEqual(new Set(['200 close done', 'ECONNREFUSED']));
  expect(started.stdout.join('\n')).not.toContain('cut off');
});

it('callers who come faster than they can be answered do not keep a process from stopping within its grace', async () => {
  started = startFixture({ PORT: '0' });
  const port = await portOf(started);
  const outcomes: Promise<string>[] = [];
  const coming = setInterval(() => outcomes.push(ask(port), ask(port)), 8);
  await expect.poll(() => outcomes.length).toBeGreaterThan(100);
  started.child.kill('SIGTERM');
  const code = await started.ended;
  clearInterval(coming);
  expect(code).toBe(0);
  const resets = (await Promise.all(outcomes)).filter((outcome) => outcome === 'ECONNRESET');
  // Who connects in the moment in which the port closes: one or two at this pace, and not the tens that wait to be accepted.
  expect(resets.length).toBeLessThanOrEqual(3);
  expect(started.stdout.join('\n')).not.toContain('cut off');
});

it('a process serves on for DRAIN_DELAY_MS, not ready any more, and takes new connections meanwhile', async () => {
  started = startFixture({ PORT: '0', DRAIN_DELAY_MS: '600000' });
  const port = await portOf(started);
  started.child.kill('SIGTERM');
  await started.said('"stopping"');
  // One after the other they take longer than the port would stay open by itself.
  for (let asked = 0; asked < 300; asked += 1) expect(await ask(port)).toBe('200 close done');
  expect(await ask(port, '/health/ready')).toContain('503 close {"status":"stopping"');
  started.child.kill('SIGTERM');
  expect(await started.ended).toBe(143);
});

it('a process that cannot go on does not wait for DRAIN_DELAY_MS', async () => {
  started = startFixture({ PORT: '0', DRAIN_DELAY_MS: '600000' });
  expect(await ask(await portOf(started), '/fail')).toContain('200');
  expect(await started.ended).toBe(1);
});
