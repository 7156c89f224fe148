import { createHmac, createSign, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createServer } from 'node:http';
import { exportJWK, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TokenTrust, tokenVerifier } from '../../src/api/auth/customer-token.ts';
import { TokenRefusedError } from '../../src/api/auth/token-refused-error.ts';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const ed = generateKeyPairSync('ed25519');
const issuer = 'https://issuer.example';
const audience = 'orders';
const now = Math.floor(Date.now() / 1000);
const goodClaims = { iss: issuer, aud: audience, sub: 'customer-1', nbf: now - 10, exp: now + 600 };

function signed(claims: Record<string, unknown>, alg: string, key: KeyObject, header: object = {}): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg, ...header }).sign(key);
}

const trust = (key: TokenTrust['key']): TokenTrust => ({ key, issuer, audience });

describe('a token of our issuer is taken', () => {
  test.each([
    ['RS256', rsa],
    ['ES256', ec],
    ['EdDSA', ed],
  ] as const)('with %s', async (alg, { privateKey, publicKey }) => {
    const token = await signed({ ...goodClaims, role: 'operator' }, alg, privateKey);
    expect(await tokenVerifier(trust(publicKey))(token)).toEqual({ subject: 'customer-1', role: 'operator' });
  });

  test('and a role that it does not have is not given', async () => {
    const token = await signed({ ...goodClaims, role: ['operator'] }, 'EdDSA', ed.privateKey);
    expect(await tokenVerifier(trust(ed.publicKey))(token)).toEqual({ subject: 'customer-1', role: 'customer' });
  });

  test('also with a clock that is a little off', async () => {
    const token = await signed({ ...goodClaims, nbf: now + 3 }, 'EdDSA', ed.privateKey);
    await expect(tokenVerifier(trust(ed.publicKey))(token)).resolves.toBeDefined();
  });
});

describe('a token is refused', () => {
  const without = (claim: keyof typeof goodClaims) =>
    Object.fromEntries(Object.entries(goodClaims).filter(([name]) => name !== claim));

  test.each([
    ['that ran out', { ...goodClaims, exp: now - 60 }],
    ['that is not valid yet', { ...goodClaims, nbf: now + 60 }],
    ['of another issuer', { ...goodClaims, iss: 'https://other.example' }],
    ['for another audience', { ...goodClaims, aud: 'payments' }],
    ['without iss', without('iss')],
    ['without aud', without('aud')],
    ['without exp', without('exp')],
    ['without nbf', without('nbf')],
    ['without sub', without('sub')],
    ['with an empty sub', { ...goodClaims, sub: '' }],
    ['with a NUL in its sub', { ...goodClaims, sub: 'a\u0000b' }],
    ['with a line break in its sub', { ...goodClaims, sub: 'a\r\nb' }],
    ['with a sub of 256 characters', { ...goodClaims, sub: 'x'.repeat(256) }],
  ])('%s', async (_what, claims) => {
    const token = await signed(claims, 'ES256', ec.privateKey);
    await expect(tokenVerifier(trust(ec.publicKey))(token)).rejects.toThrow(TokenRefusedError);
  });

  test.each(['none', 'None', 'nOnE'])('with alg %s', async (alg) => {
    const token = `${part({ alg })}.${part(goodClaims)}.`;
    await expect(tokenVerifier(trust(rsa.publicKey))(token)).rejects.toThrow(TokenRefusedError);
  });

  test.each([
    ['RSA', rsa.publicKey],
    ['EC', ec.publicKey],
  ])('signed by HS256 with the %s public key as its secret', async (_kind, publicKey) => {
    const pem = publicKey.export({ type: 'spki', format: 'pem' });
    for (const secret of [pem, String(pem).trim()]) {
      const content = `${part({ alg: 'HS256' })}.${part(goodClaims)}`;
      const token = `${content}.${createHmac('sha256', secret).update(content).digest('base64url')}`;
      await expect(tokenVerifier(trust(publicKey))(token)).rejects.toThrow(TokenRefusedError);
    }
  });

  test('whose payload was changed under its signature', async () => {
    const [header, , signature] = (await signed(goodClaims, 'RS256', rsa.privateKey)).split('.');
    const token = `${header}.${part({ ...goodClaims, sub: 'customer-2' })}.${signature}`;
    await expect(tokenVerifier(trust(rsa.publicKey))(token)).rejects.toThrow(TokenRefusedError);
  });

  test('of another key, of another algorithm of the same key, and one that names its own key', async () => {
    const other = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const verify = tokenVerifier(trust(rsa.publicKey));
    const jwk = await exportJWK(other.publicKey);
    await expect(signed(goodClaims, 'RS256', other.privateKey).then(verify)).rejects.toThrow(TokenRefusedError);
    await expect(signed(goodClaims, 'PS256', rsa.privateKey).then(verify)).rejects.toThrow(TokenRefusedError);
    await expect(signed(goodClaims, 'RS256', other.privateKey, { jwk }).then(verify)).rejects.toThrow(
      TokenRefusedError,
    );
  });

  test.each(['', 'x', 'a.b.c', '..', 'x'.repeat(100_000)])('that is no token at all', async (token) => {
    await expect(tokenVerifier(trust(rsa.publicKey))(token)).rejects.toThrow(TokenRefusedError);
  });
});

describe('with a JWKS document', () => {
  let answer = () => ({ status: 200, body: '' });
  const server = createServer((_request, response) => {
    const { status, body } = answer();
    response.writeHead(status, { 'content-type': 'application/json' }).end(body);
  });
  let url: URL;

  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('The JWKS server has no port.');
    url = new URL(`http://127.0.0.1:${address.port}/jwks`);
    const keys = [{ ...(await exportJWK(ec.publicKey)), kid: 'one', alg: 'ES256' }];
    answer = () => ({ status: 200, body: JSON.stringify({ keys }) });
  });
  afterAll(() => server.close());

  test('a token of one of its keys is taken, and one of another key refused', async () => {
    const verify = tokenVerifier(trust(url));
    const good = await signed(goodClaims, 'ES256', ec.privateKey, { kid: 'one' });
    await expect(verify(good)).resolves.toMatchObject({ subject: 'customer-1' });
    const forged = await signed(goodClaims, 'EdDSA', ed.privateKey, { kid: 'two' });
    await expect(verify(forged)).rejects.toThrow(TokenRefusedError);
  });

  test('a token that names no key is taken if any key of its algorithm signed it, and refused if none did', async () => {
    const [before, other] = [answer, generateKeyPairSync('ec', { namedCurve: 'P-256' })];
    const keys = await Promise.all(
      [other, ec].map(async ({ publicKey }) => ({ ...(await exportJWK(publicKey)), alg: 'ES256' })),
    );
    answer = () => ({ status: 200, body: JSON.stringify({ keys }) });
    const verify = tokenVerifier(trust(url));
    for (const { privateKey } of [other, ec])
      await expect(signed(goodClaims, 'ES256', privateKey).then(verify)).resolves.toMatchObject({
        subject: 'customer-1',
      });
    const { privateKey: nobodys } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    await expect(signed(goodClaims, 'ES256', nobodys).then(verify)).rejects.toThrow(TokenRefusedError);
    await expect(signed({ ...goodClaims, aud: 'payments' }, 'ES256', ec.privateKey).then(verify)).rejects.toThrow(
      TokenRefusedError,
    );
    answer = before;
  });

  test('a token of a key that is published and too weak is refused, as any bad token', async () => {
    const [before, weak] = [answer, generateKeyPairSync('rsa', { modulusLength: 1024 })];
    const keys = [{ ...(await exportJWK(weak.publicKey)), kid: 'weak', alg: 'RS256' }];
    answer = () => ({ status: 200, body: JSON.stringify({ keys }) });
    const text = `${part({ alg: 'RS256', kid: 'weak' })}.${part(goodClaims)}`;
    const token = `${text}.${createSign('sha256').update(text).sign(weak.privateKey).toString('base64url')}`;
    await expect(tokenVerifier(trust(url))(token)).rejects.toThrow(TokenRefusedError);
    answer = before;
  });

  test('a token is not called bad while the keys cannot be had', async () => {
    const token = await signed(goodClaims, 'ES256', ec.privateKey, { kid: 'one' });
    const before = answer;
    for (const [status, body] of [
      [503, ''],
      [200, 'no json'],
      [200, '{}'],
    ] as const) {
      answer = () => ({ status, body });
      const error = await tokenVerifier(trust(url))(token).then(
        () => undefined,
        (reason: unknown) => reason,
      );
      expect(error).toBeInstanceOf(Error);
      expect(error).not.toBeInstanceOf(TokenRefusedError);
    }
    answer = before;
  });
});

function part(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
