import { afterEach, beforeEach, expect, it } from 'vitest';
import { portOf, type Started, startFixture } from './fixtures/started.ts';

let fixture: Started;
beforeEach(() => {
  fixture = startFixture({ PORT: '0' });
});
afterEach(() => {
  fixture.child.kill('SIGKILL');
});

/** What the log has of a request, beside that it was one. */
async function linesOf(path: string): Promise<readonly Record<string, unknown>[]> {
  const id = `id-of${path.replaceAll('/', '-')}`;
  await fetch(`http://127.0.0.1:${await portOf(fixture)}${path}`, { headers: { 'x-request-id': id } });
  await fixture.said('"msg":"request"');
  const lines = fixture.stdout.map((line) => JSON.parse(line));
  return lines.filter(({ msg, correlationId }) => msg !== 'request' && correlationId === id);
}

it('a 503 that is meant is one line of what it was, and no error: under load there are thousands', async () => {
  const [line, ...others] = await linesOf('/overloaded');
  expect(line).toMatchObject({ level: 'info', msg: 'request turned away', code: 'OVERLOADED' });
  expect(JSON.stringify(line)).not.toContain('stack');
  expect(others).toEqual([]);
});

it('a 503 because of something else is a warning that says why, without a stack', async () => {
  const [line, ...others] = await linesOf('/dependency-away');
  expect(line).toMatchObject({
    level: 'warn',
    msg: 'request turned away',
    code: 'CATALOGUE_AWAY',
    reason: {
      type: 'TypeError',
      message: 'fetch failed',
      causes: [{ type: 'Error', message: 'nobody listens', code: 'ECONNREFUSED' }],
    },
  });
  expect(JSON.stringify(line)).not.toContain('stack');
  expect(others).toEqual([]);
});

it('what nobody foresaw is an error with its stack', async () => {
  const [line, ...others] = await linesOf('/bug');
  expect(line).toMatchObject({
    level: 'error',
    msg: 'request failed',
    code: 'INTERNAL',
    err: { message: 'it broke', stack: expect.stringContaining('process.ts') },
  });
  expect(others).toEqual([]);
});

it('a refusal of what the client sent is no line of its own', async () => {
  expect(await linesOf('/nowhere')).toEqual([]);
});
