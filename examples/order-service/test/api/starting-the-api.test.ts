import { createDatabase, type TestDatabase } from '@saga/local-stack';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { developmentPublicKey } from '../../src/api/auth/development-keys.ts';
import { readApiConfig } from '../../src/api/config.ts';
import { startProcess } from './running-process.ts';

const entry = 'examples/order-service/src/api/main.ts';
const away = 'postgres://nobody:hidden-word@127.0.0.1:1/nothing';
let database: TestDatabase;

beforeAll(async () => {
  database = await createDatabase(inject('localStack').postgresAdminUrl);
});
afterAll(() => database.drop());

describe('an API that cannot start says why in one line, and ends', () => {
  test.each([
    ['without settings', {}, 'ORDER_API_DATABASE_URL is not set'],
    ['with its database down', { ORDER_API_DATABASE_URL: away }, 'ORDER_API_DATABASE_URL'],
    ['with a wrong rate', { ORDER_API_DATABASE_URL: away, RATE_LIMIT_PER_TOKEN: 'many' }, 'RATE_LIMIT_PER_TOKEN'],
    ['with a wrong key', { ORDER_API_DATABASE_URL: away, JWT_PUBLIC_KEY: 'abc' }, 'JWT_PUBLIC_KEY'],
  ])('%s', async (_how, env, said) => {
    const error = await startProcess(entry, env).then(
      () => undefined,
      (reason: Error) => reason,
    );
    expect(error?.message).toContain('ended with 1');
    expect(error?.message).toContain(said);
    expect(error?.message).not.toContain('hidden-word');
    expect(error?.message).not.toContain('    at ');
  });
});

describe('the settings', () => {
  const production = {
    NODE_ENV: 'production',
    ORDER_API_DATABASE_URL: away,
    SERVICE_TOKEN_SECRET: 'a-secret-of-at-least-thirty-two-characters',
    JWT_JWKS_URL: 'https://issuer.example/jwks',
    JWT_ISSUER: 'https://issuer.example',
    JWT_AUDIENCE: 'orders',
  };
  const developmentPem = String(developmentPublicKey().export({ type: 'spki', format: 'pem' }));
  const { JWT_JWKS_URL: jwks, ...withoutKeys } = production;

  test('are enough for production when everything secret is set', () => {
    expect(readApiConfig(production).trust.key).toEqual(new URL(jwks));
  });

  test.each([
    ['no keys', withoutKeys, /Neither JWT_JWKS_URL nor JWT_PUBLIC_KEY/],
    [
      'the development key',
      { ...withoutKeys, JWT_PUBLIC_KEY: developmentPem },
      /JWT_PUBLIC_KEY is the development key/,
    ],
    ['no issuer', { ...production, JWT_ISSUER: '' }, /JWT_ISSUER is not set/],
    ['no audience', { ...production, JWT_AUDIENCE: '' }, /JWT_AUDIENCE is not set/],
    ['no service secret', { ...production, SERVICE_TOKEN_SECRET: '' }, /SERVICE_TOKEN_SECRET is not set/],
    ['two kinds of keys', { ...production, JWT_PUBLIC_KEY: developmentPem }, /both set/],
  ])('are refused in production with %s', (_what, env, message) => {
    expect(() => readApiConfig(env)).toThrow(message);
  });

  test('are told all mistakes at once', () => {
    const env = { RATE_LIMIT_PER_TOKEN: '-1', SAGA_TIMEOUT_SCALE: '0', INVENTORY_SERVICE_URL: 'inventory' };
    for (const name of ['ORDER_API_DATABASE_URL', ...Object.keys(env)]) {
      expect(() => readApiConfig(env)).toThrow(name);
    }
  });

  test('take a key whose lines are written as \\n, and no private key where a public one belongs', () => {
    const env = { ORDER_API_DATABASE_URL: away };
    expect(() => readApiConfig({ ...env, JWT_PUBLIC_KEY: developmentPem.replaceAll('\n', '\\n') })).not.toThrow();
    const privatePem = '-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIA==\n-----END PRIVATE KEY-----';
    expect(() => readApiConfig({ ...env, JWT_PUBLIC_KEY: privatePem })).toThrow('JWT_PUBLIC_KEY');
  });
});

test('several instances can start on an empty database at once, with Temporal away, and are alive but not ready', async () => {
  const env = { ORDER_API_DATABASE_URL: database.url, TEMPORAL_ADDRESS: '127.0.0.1:1' };
  const instances = await Promise.all([startProcess(entry, env), startProcess(entry, env)]);
  for (const { url } of instances) {
    expect((await fetch(`${url}/health/live`)).status).toBe(200);
    const ready = await fetch(`${url}/health/ready`);
    expect(ready.status).toBe(503);
    expect(await ready.json()).toMatchObject({ checks: { database: { status: 'up' }, temporal: { status: 'down' } } });
    expect((await fetch(`${url}/metrics`)).status).toBe(200);
  }
  expect(await Promise.all(instances.map((each) => each.stop()))).toEqual([0, 0]);
});
