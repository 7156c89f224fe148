import { SignJWT, UnsecuredJWT } from 'jose';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { freshServiceToken } from '../src/http/service-token.ts';
import { serviceToken, verifyServiceToken } from '../src/index.ts';

// 64 bytes, so that it would do for HS512 as well.
const secret = 'a-secret-of-these-tests-only'.padEnd(64, '-0123456789');
const inventory = { secret, audience: 'inventory' };

interface Claims {
  readonly iss?: string;
  readonly aud?: string;
  readonly sub?: string;
  readonly exp?: number;
  readonly nbf?: number;
}

const inSeconds = (seconds: number) => Math.floor(Date.now() / 1000) + seconds;
const goodClaims = (): Claims => ({ iss: 'saga', aud: 'inventory', sub: 'worker', exp: inSeconds(300) });

function without(claim: keyof Claims): Claims {
  const claims = { ...goodClaims() };
  delete claims[claim];
  return claims;
}

function signed(claims: Claims, { alg = 'HS256', key = secret } = {}): Promise<string> {
  return new SignJWT({ ...claims }).setProtectedHeader({ alg }).sign(new TextEncoder().encode(key));
}

afterEach(() => {
  vi.useRealTimers();
});

describe('a service token', () => {
  test('tells the service that was meant who calls', async () => {
    const token = await serviceToken({ secret, audience: 'inventory', subject: 'worker' });
    await expect(verifyServiceToken(inventory, token)).resolves.toMatchObject({ subject: 'worker' });
  });

  test('is worth nothing after five minutes', async () => {
    const { expiresAt } = await verifyServiceToken(
      inventory,
      await serviceToken({ secret, audience: 'inventory', subject: 'worker' }),
    );
    expect(expiresAt.getTime() - Date.now()).toBeLessThanOrEqual(5 * 60_000);
  });

  test('is taken when its claims are the least that is asked', async () => {
    await expect(verifyServiceToken(inventory, await signed(goodClaims()))).resolves.toMatchObject({
      subject: 'worker',
    });
  });

  const otherSecret = 'another-secret-of-these-tests-9876543210';
  test.each<[string, () => Promise<string | undefined>]>([
    ['no token', async () => undefined],
    ['an empty one', async () => ''],
    ['garbage', async () => 'garbage'],
    ['three parts of junk', async () => 'a.b.c'],
    ['100 kB of junk', async () => 'x'.repeat(100_000)],
    ['one without a signature (alg none)', async () => new UnsecuredJWT({ ...goodClaims() }).encode()],
    ['one signed with another secret', () => signed(goodClaims(), { key: otherSecret })],
    ['one signed by another algorithm', () => signed(goodClaims(), { alg: 'HS512' })],
    ['one for another service', () => signed({ ...goodClaims(), aud: 'payment' })],
    ['one of another issuer', () => signed({ ...goodClaims(), iss: 'someone' })],
    ['one that has run out', () => signed({ ...goodClaims(), exp: inSeconds(-60) })],
    ['one that is not valid yet', () => signed({ ...goodClaims(), nbf: inSeconds(600) })],
    ['one that is valid for more than an hour', () => signed({ ...goodClaims(), exp: inSeconds(2 * 3600) })],
    ['one whose caller has no name', () => signed({ ...goodClaims(), sub: '' })],
    ['one without iss', () => signed(without('iss'))],
    ['one without aud', () => signed(without('aud'))],
    ['one without sub', () => signed(without('sub'))],
    ['one without exp', () => signed(without('exp'))],
    [
      'one whose claims were changed after signing',
      async () => {
        const [header, , signature] = (await signed(goodClaims())).split('.');
        const claims = Buffer.from(JSON.stringify({ ...goodClaims(), sub: 'root' })).toString('base64url');
        return `${header}.${claims}.${signature}`;
      },
    ],
  ])('is refused when it is %s', async (_name, make) => {
    const token = await make();
    const error = await verifyServiceToken(inventory, token).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'ServiceTokenError', code: 'SERVICE_TOKEN_REFUSED' });
    expect(String(error)).not.toContain(secret);
    if (token) expect(String(error)).not.toContain(token);
  });

  test('can neither be made nor checked with a secret shorter than 32 bytes', async () => {
    const weak = { secret: 'short', audience: 'inventory' };
    await expect(serviceToken({ ...weak, subject: 'worker' })).rejects.toMatchObject({ code: 'SERVICE_SECRET_WEAK' });
    await expect(verifyServiceToken(weak, 'a.b.c')).rejects.toMatchObject({ code: 'SERVICE_SECRET_WEAK' });
    expect(() => freshServiceToken({ ...weak, subject: 'worker' })).toThrow(/at least 32/);
  });

  test('is made once and used until it is about to run out', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const fresh = freshServiceToken({ secret, audience: 'inventory', subject: 'worker' });
    const first = await fresh();
    vi.advanceTimersByTime(3 * 60_000);
    expect(await fresh()).toBe(first);
    vi.advanceTimersByTime(60_000);
    const second = await fresh();
    expect(second).not.toBe(first);
    await expect(verifyServiceToken(inventory, second)).resolves.toMatchObject({ subject: 'worker' });
  });
});
