import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { decodeJwt } from 'jose';
import { describe, expect, test } from 'vitest';
import { tokenVerifier } from '../../src/api/auth/customer-token.ts';
import { developmentAudience, developmentIssuer, developmentPublicKey } from '../../src/api/auth/development-keys.ts';
import { repository } from './running-process.ts';

const verify = tokenVerifier({
  key: developmentPublicKey(),
  issuer: developmentIssuer,
  audience: developmentAudience,
});

function token(...given: string[]) {
  const main = join(repository, 'examples/order-service/src/api/token/main.ts');
  return spawnSync(process.execPath, ['--conditions=@saga/source', main, ...given], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH },
  });
}

describe('the token command', () => {
  test('prints a token that the API takes, and nothing else', async () => {
    const { status, stdout, stderr } = token('--sub', 'customer-1', '--role', 'operator', '--ttl', '2h');
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^\S+\n$/);
    expect(await verify(stdout.trim())).toEqual({ subject: 'customer-1', role: 'operator' });
    const { iat, exp } = decodeJwt(stdout.trim());
    expect((exp ?? 0) - (iat ?? 0)).toBe(7200);
  });

  test('explains itself', () => {
    const { status, stdout } = token('--help');
    expect([status, stdout]).toEqual([0, expect.stringContaining('--sub customer-1')]);
  });

  test.each([
    [[], '--sub is missing'],
    [['--sub', ''], '--sub must have'],
    [['--sub', 'a', '--role', 'root'], '--role is "root"'],
    [['--sub', 'a', '--ttl', '1w'], '--ttl is "1w"'],
    [['--sub', 'a', '--ttl', '0s'], '--ttl is "0s"'],
    [['--sub', 'a', '--ttl', '8d'], '--ttl is "8d"'],
    [['--subject', 'a'], "'--subject'"],
    [['--sub', 'a', 'b'], "'b'"],
  ])('refuses %j with one line and prints no token', (given, said) => {
    const { status, stdout, stderr } = token(...given);
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toContain(said);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });
});
