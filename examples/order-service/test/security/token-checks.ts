import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { exportJWK, SignJWT } from 'jose';
import {
  developmentAudience,
  developmentIssuer,
  developmentPrivateKey,
  developmentPublicKey,
} from '../../src/api/auth/development-keys.ts';
import { checksOf, type SecurityCheck, type Target } from './security-check.ts';

const now = Math.floor(Date.now() / 1000);
const claims = { iss: developmentIssuer, aud: developmentAudience, sub: 'customer-1', nbf: now - 10, exp: now + 3600 };
const stranger = generateKeyPairSync('ed25519');
const publicPem = developmentPublicKey().export({ type: 'spki', format: 'pem' }).toString();

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

function without(claim: keyof typeof claims): Record<string, unknown> {
  return Object.fromEntries(Object.entries(claims).filter(([name]) => name !== claim));
}

/** Signed as our issuer signs. */
function signed(payload: Record<string, unknown>): Promise<string> {
  return new SignJWT(payload).setProtectedHeader({ alg: 'EdDSA' }).sign(developmentPrivateKey());
}

/** Signed with our issuer's key, and with what no issuer's library would sign. */
function handSigned(header: object, payload?: string): string {
  const text = `${part({ alg: 'EdDSA', ...header })}.${payload === undefined ? part(claims) : Buffer.from(payload).toString('base64url')}`;
  return `${text}.${sign(null, Buffer.from(text), developmentPrivateKey()).toString('base64url')}`;
}

/** Signed by somebody else, who tells the API to check it with their own key (RFC 8725, section 3.10). */
async function withOwnKey(name: 'jwk' | 'jku' | 'x5u' | 'kid'): Promise<string> {
  const jwk = await exportJWK(stranger.publicKey);
  const value = { jwk, jku: 'http://127.0.0.1:9/keys', x5u: 'http://127.0.0.1:9/cert', kid: '../../../../dev/null' }[
    name
  ];
  return new SignJWT(claims).setProtectedHeader({ alg: 'EdDSA', [name]: value }).sign(stranger.privateKey);
}

function hs256(key: string | Buffer, header: object = {}): string {
  const text = `${part({ alg: 'HS256', ...header })}.${part(claims)}`;
  return `${text}.${createHmac('sha256', key).update(text).digest('base64url')}`;
}

async function edited(change: object): Promise<string> {
  const [header, , signature] = (await signed(claims)).split('.');
  return `${header}.${part({ ...claims, ...change })}.${signature}`;
}

interface TokenInput {
  readonly what: string;
  readonly authorization: string | (() => Promise<string>);
  readonly expect?: readonly number[];
}

const bearer = (what: string, token: string | (() => Promise<string>)): TokenInput => ({
  what,
  authorization: typeof token === 'string' ? `Bearer ${token}` : async () => `Bearer ${await token()}`,
});

const inputs: readonly TokenInput[] = [
  { what: 'an empty Authorization', authorization: '' },
  { what: 'Basic credentials', authorization: `Basic ${Buffer.from('admin:admin').toString('base64')}` },
  bearer('a token that is garbage', 'garbage'),
  bearer('three parts of junk', 'a.b.c'),
  bearer('a token of 10 kB', 'x'.repeat(10_000)),
  { ...bearer('a token of 100 kB', 'x'.repeat(100_000)), expect: [401, 431] },
  ...['none', 'None', 'nOnE', 'NONE'].map((alg) => bearer(`alg ${alg}`, `${part({ alg })}.${part(claims)}.`)),
  bearer('no alg at all', `${part({})}.${part(claims)}.`),
  bearer('HS256 signed with the public key as PEM', hs256(publicPem)),
  bearer('HS256 signed with the public key as PEM, trimmed', hs256(publicPem.trim())),
  bearer(
    'HS256 signed with the public key as DER',
    hs256(developmentPublicKey().export({ type: 'spki', format: 'der' })),
  ),
  bearer('HS256 signed with an empty key', hs256('')),
  bearer('a token that has run out', () => signed({ ...claims, exp: now - 60 })),
  bearer('a token that is not valid yet', () => signed({ ...claims, nbf: now + 3600, exp: now + 7200 })),
  ...(['exp', 'nbf', 'iss', 'aud', 'sub'] as const).map((claim) =>
    bearer(`a token without ${claim}`, () => signed(without(claim))),
  ),
  bearer('an exp that is text', () => signed({ ...claims, exp: String(now + 600) })),
  bearer('a token of another issuer', () => signed({ ...claims, iss: 'https://other.example' })),
  bearer('a token for another audience', () => signed({ ...claims, aud: 'payment' })),
  bearer('a token for several audiences, none of them us', () => signed({ ...claims, aud: ['payment', 'inventory'] })),
  bearer('a sub that is no text', () => signed({ ...claims, sub: 7 as unknown as string })),
  bearer('a sub that is empty', () => signed({ ...claims, sub: '' })),
  bearer('a sub with a line break', () => signed({ ...claims, sub: 'customer-1\r\nX: y' })),
  bearer('a payload that was edited, with the old signature', () => edited({ sub: 'customer-2' })),
  bearer('a payload made an operator\u2019s, with the old signature', () => edited({ role: 'operator' })),
  bearer('a signature that is cut off', async () => (await signed(claims)).slice(0, -10)),
  ...(['jwk', 'jku', 'x5u', 'kid'] as const).map((name) =>
    bearer(`a key of its own in ${name}`, () => withOwnKey(name)),
  ),
  bearer('an extension that must be understood (crit)', handSigned({ crit: ['x-unknown'], 'x-unknown': 1 })),
  bearer('a payload that is not to be decoded (b64: false)', handSigned({ crit: ['b64'], b64: false })),
  bearer('a token within a token (cty: JWT)', handSigned({ cty: 'JWT' }, hs256('x'))),
];

function challenged(answer: { readonly status: number; readonly headers: Headers }): void {
  if (answer.status !== 401) return;
  if (!answer.headers.get('www-authenticate')?.startsWith('Bearer'))
    throw new Error('A 401 must say how to authenticate.');
}

async function placeWith({ stack }: Target, headers: Record<string, string>, query = '') {
  // fetch as it is: the client would add its own token.
  const response = await fetch(`${stack.api.url}/api/v1/orders${query}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': 'k-1', ...headers },
    body: JSON.stringify({ items: [{ sku: 'sku-book', quantity: 1 }], paymentMethod: 'pm_ok' }),
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

/** Without a good token nothing is answered, nor said of why it is not good. */
export const tokenChecks: readonly SecurityCheck[] = [
  { send: 'no token', expect: [401], act: (target) => placeWith(target, {}), also: challenged },
  ...checksOf(inputs, ({ what, authorization, expect = [401] }) => ({
    send: what,
    expect,
    act: async (target) =>
      placeWith(target, { authorization: typeof authorization === 'string' ? authorization : await authorization() }),
    also: challenged,
  })),
  {
    send: 'a good token in the query, where logs and proxies keep it',
    expect: [401],
    act: (target) => placeWith(target, {}, `?access_token=${target.owner.token}`),
    also: challenged,
  },
  {
    send: 'a good token in a cookie',
    expect: [401],
    act: (target) => placeWith(target, { cookie: `token=${target.owner.token}; access_token=${target.owner.token}` }),
    also: challenged,
  },
];
