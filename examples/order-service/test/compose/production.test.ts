// Runs the built processes as their containers would run them: the commands, variables and health checks of
// docker-compose.yml, plain Node on `dist`, NODE_ENV=production. Only the addresses are this test's own.
import { execFile } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { createDatabase, type TestDatabase } from '@saga/local-stack';
import { exportSPKI, generateKeyPair, SignJWT } from 'jose';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { developmentPublicKey } from '../../src/api/auth/development-keys.ts';
import { OrderApiClient, oneBook } from '../api/order-api-client.ts';
import { repository } from '../api/running-process.ts';
import { BuiltProcess, type Environment, environmentOf } from './built-process.ts';
import { composeFile, processes } from './compose-file.ts';

const issuer = 'https://issuer.example';

describe('the built processes, in production', () => {
  const running = new Map<string, BuiltProcess>();
  const databases = new Map<string, TestDatabase>();
  const taskQueue = `orders-${randomUUID()}`;
  let dotEnv: Environment = {};
  let token = '';

  /** What compose gives this service, with the addresses of this test. */
  function environmentHere(name: string, more: Environment = {}): Environment {
    const service = composeFile.services[name];
    if (service === undefined) throw new Error(`docker-compose.yml has no service ${name}.`);
    const here = Object.entries(environmentOf(service, { ...dotEnv, ...more })).map(([variable, value]) => {
      if (variable.endsWith('_OWNER_DATABASE_URL')) return [variable, databases.get(name)?.url ?? value];
      if (variable.endsWith('_DATABASE_URL')) return [variable, databases.get(name)?.runtimeUrl ?? value];
      if (variable === 'TEMPORAL_ADDRESS') return [variable, inject('localStack').temporalAddress];
      if (variable.endsWith('_SERVICE_URL')) return [variable, running.get(new URL(value).hostname)?.url ?? value];
      return [variable, value];
    });
    return { ...Object.fromEntries(here), TEMPORAL_TASK_QUEUE: taskQueue };
  }

  async function start(name: string, more?: Environment) {
    const service = composeFile.services[name];
    if (service === undefined) throw new Error(`docker-compose.yml has no service ${name}.`);
    return BuiltProcess.start(service, environmentHere(name, more));
  }

  beforeAll(async () => {
    await promisify(execFile)('npm', ['run', 'build'], { cwd: repository });
    const { publicKey, privateKey } = await generateKeyPair('ES256');
    const names = ['ORDER_API', 'ORDER', 'INVENTORY', 'PAYMENT', 'NOTIFICATION', 'TEMPORAL'];
    dotEnv = {
      ...Object.fromEntries(
        names
          .flatMap((name) => [`${name}_DATABASE_PASSWORD`, `${name}_OWNER_DATABASE_PASSWORD`])
          .map((name) => [name, randomBytes(24).toString('hex')]),
      ),
      SERVICE_TOKEN_SECRET: randomBytes(32).toString('hex'),
      JWT_ISSUER: issuer,
      JWT_AUDIENCE: 'order-api',
      // In one line, as .env has it.
      JWT_PUBLIC_KEY: (await exportSPKI(publicKey)).trim().replaceAll('\n', '\\n'),
    };
    token = await new SignJWT({})
      .setProtectedHeader({ alg: 'ES256' })
      .setIssuer(issuer)
      .setAudience('order-api')
      .setSubject(`customer-${randomUUID()}`)
      .setNotBefore('0s')
      .setExpirationTime('5m')
      .sign(privateKey);
    for (const [name, { environment = {} }] of processes) {
      if (!Object.keys(environment).some((variable) => variable.endsWith('_DATABASE_URL'))) continue;
      databases.set(name, await createDatabase(inject('localStack').postgresAdminUrl));
    }
    // In the file's order, which is the order of what depends on what.
    for (const [name] of processes) {
      const started = await start(name);
      if (!(started instanceof BuiltProcess)) throw new Error(`${name} did not start: ${started.stderr}`);
      running.set(name, started);
    }
  }, 300_000);

  afterAll(async () => {
    await Promise.all([...running.values()].map((each) => each.stop()));
    for (const database of databases.values()) await database.drop();
  });

  it('are healthy, as their health checks ask', async () => {
    for (const [name, each] of running) expect(`${name}: ${await each.checkHealth()}`).toBe(`${name}: 0`);
  });

  async function placeOneBook() {
    const customer = await OrderApiClient.as(running.get('order-api')?.url ?? '');
    return await customer.send<{ id: string; status: string }>('POST', '/api/v1/orders', {
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        'idempotency-key': randomUUID(),
        prefer: 'wait=30',
      },
      body: JSON.stringify(oneBook),
    });
  }

  it('confirm an order placed with a token of the issuer, and charge it once', async () => {
    const placed = await placeOneBook();
    expect({ status: placed.status, order: placed.body.status }).toEqual({ status: 201, order: 'CONFIRMED' });
    const client = new pg.Client({ connectionString: databases.get('payment')?.url });
    await client.connect();
    const { rows } = await client.query(
      'SELECT kind, amount_or_qty::int AS amount FROM saga_ledger WHERE order_id = $1',
      [placed.body.id],
    );
    await client.end();
    expect(rows).toEqual([{ kind: 'charged', amount: 1999 }]);
  });

  it('take no development token', async () => {
    const customer = await OrderApiClient.as(running.get('order-api')?.url ?? '');
    expect((await customer.place(oneBook)).status).toBe(401);
  });

  it.each([
    ['order-api', 'without a key of an issuer', { JWT_PUBLIC_KEY: '' }, 'JWT_PUBLIC_KEY'],
    [
      'order-api',
      'with the development key',
      { JWT_PUBLIC_KEY: developmentPublicKey().export({ type: 'spki', format: 'pem' }).toString() },
      'JWT_PUBLIC_KEY is the development key',
    ],
    ...['order', 'inventory', 'payment', 'notification', 'worker', 'order-api'].map(
      (name): [string, string, Environment, string] => [
        name,
        'with the development secret',
        { SERVICE_TOKEN_SECRET: 'development-only-service-token-secret-not-for-production' },
        'SERVICE_TOKEN_SECRET',
      ],
    ),
  ])('%s refuses to start %s', async (name, _how, more, said) => {
    const refused = await start(name, more);
    if (refused instanceof BuiltProcess) await refused.stop();
    expect(refused).toEqual({ code: 1, stderr: expect.stringContaining(said) });
  });

  it('confirm an order also when .env has a key to encrypt with and asks the inventory by message', async () => {
    const more = {
      PAYLOAD_ENCRYPTION_KEYS: `k1:${randomBytes(32).toString('base64')}`,
      INVENTORY_RESERVE_BY: 'message',
    };
    for (const name of ['worker', 'order-api']) {
      await running.get(name)?.stop();
      const started = await start(name, more);
      if (!(started instanceof BuiltProcess)) throw new Error(`${name} did not start: ${started.stderr}`);
      running.set(name, started);
    }
    const placed = await placeOneBook();
    expect({ status: placed.status, order: placed.body.status }).toEqual({ status: 201, order: 'CONFIRMED' });
  });

  it('stop when they are asked to, all with exit code 0', async () => {
    const codes = await Promise.all([...running].map(async ([name, each]) => `${name} ${await each.stop()}`));
    expect(codes).toEqual([...running.keys()].map((name) => `${name} 0`));
  });
});
