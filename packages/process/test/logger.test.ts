import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';

/** Runs a line of code with a logger, and gives what it wrote: the logger writes to the process's own stdout. */
function logged(code: string, env: Readonly<Record<string, string>> = {}): Record<string, unknown> {
  const script = `import { createLogger } from '@saga/process'; const logger = createLogger('test'); ${code}`;
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['--conditions=@saga/source', '--input-type=module', '-e', script],
    {
      cwd: import.meta.dirname,
      encoding: 'utf8',
      env: { PATH: process.env.PATH, ...env },
    },
  );
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as Record<string, unknown>;
}

describe('a log line', () => {
  it('is one line of JSON with time, level and service, whatever is in the message', () => {
    expect(logged(`logger.info('a\\r\\nb')`)).toMatchObject({
      level: 'info',
      service: 'test',
      msg: 'a\r\nb',
      time: expect.stringMatching(/^\d{4}-.*Z$/),
    });
  });

  it('never has a token or key in it', () => {
    const headers = `{ authorization: 'canary', 'x-service-token': 'canary', 'idempotency-key': 'canary', cookie: 'canary', host: 'h' }`;
    const line = logged(`logger.info({ headers: ${headers}, request: { headers: ${headers} } })`);
    expect(JSON.stringify(line)).not.toContain('canary');
    expect(line).toMatchObject({ headers: { host: 'h' } });
  });

  it('has of an error its class, code, message, stack and causes, and nothing else that hangs on it', () => {
    const line = logged(
      `logger.error({ err: Object.assign(new TypeError('it broke', { cause: new Error('deep down') }), { code: 'X', input: 'canary' }) })`,
    );
    expect(line).toMatchObject({
      err: { type: 'TypeError', code: 'X', message: 'it broke', causes: [{ message: 'deep down' }] },
    });
    expect(JSON.stringify(line)).not.toMatch(/"input"/);
  });

  it('of a lower level than LOG_LEVEL is not written, and a level that does not exist is refused', () => {
    expect(logged(`logger.info('no'); logger.warn('yes')`, { LOG_LEVEL: 'warn' })).toMatchObject({ msg: 'yes' });
    expect(() => logged('', { LOG_LEVEL: 'loud' })).toThrow(/LOG_LEVEL is not valid/);
  });
});
