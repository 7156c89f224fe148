import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const script = fileURLToPath(new URL('explore.ts', import.meta.url));

function run(...options: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--conditions=@saga/source', script, ...options], {
    encoding: 'utf8',
  });
  return { status, stderr, lines: stdout.trimEnd().split('\n') };
}

describe('npm run explore', { timeout: 180_000 }, () => {
  it('walks the create-order saga to every end, and reports it in one last line of JSON', () => {
    const { status, lines } = run('--decisions', '1', '--crashes', '0');
    const report = JSON.parse(lines.at(-1) ?? '') as Record<string, unknown>;
    expect(Object.keys(report)).toEqual(['states', 'transitions', 'endings', 'violations', 'exhaustive', 'seconds']);
    expect(report).toMatchObject({ violations: 0, exhaustive: true });
    expect(status).toBe(0);
  });

  it('keeps every promise of a saga that is terminated and then unwound, and of one that continues as new', () => {
    const { status, lines } = run('--take-backs', '1', '--continuations', '1', '--decisions', '0', '--crashes', '0');
    expect(lines.at(-1)).toContain('"violations":0,"exhaustive":true');
    expect(status).toBe(0);
  });

  it('keeps every promise when calls are tried locally, a worker crashes and goes on, and somebody cancels', () => {
    const { status, lines } = run('--execution', 'adaptive', '--zombie', '--decisions', '0', '--attempts', '1');
    expect(lines.at(-1)).toContain('"violations":0,"exhaustive":true');
    expect(lines.join('\n')).not.toContain('execution other than as normal activities');
    expect(status).toBe(0);
  });

  it('stops when its time is up, and says that it was not exhaustive', () => {
    const { status, lines } = run('--seconds', '0.01');
    expect(lines.at(-1)).toContain('"exhaustive":false');
    expect(status).toBe(1);
  });

  it('fails when it had to stop early', () => {
    const { status, lines } = run('--states', '100');
    expect(lines.at(-1)).toContain('"exhaustive":false');
    expect(status).toBe(1);
  });

  it('replays a schedule', () => {
    const { status, lines } = run('--replay', '[{"move":"deliver","call":"createOrder/run"},{"move":"cancel"}]');
    expect(lines).toContain('1. createOrder/run reaches order.');
    expect(lines).toContain('2. Somebody cancels the saga.');
    expect(status).toBe(0);
  });

  it.each([
    [['--attempts', 'many'], 'limits.attempts is NaN; give a whole number from 1 to 15.'],
    [['--replay', '[{"move":"answer","call":"createOrder/run"}]'], 'is not possible there. Possible are:'],
    [['--fast'], "Unknown option '--fast'"],
    [['--execution', 'often'], '--execution is "often"; give activity or adaptive.'],
    [['--seconds', '0'], 'limits.seconds is 0; give a number above 0.'],
  ])('says in one line what is wrong with %j', (options, complaint) => {
    const { status, stderr } = run(...options);
    expect(stderr).toContain(complaint);
    expect(stderr.trimEnd()).not.toContain('\n');
    expect(status).toBe(2);
  });
});
