// What docs/console.md shows is in files that are type-checked and do what the page says of them.
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { Client, Connection } from '@temporalio/client';
import express, { type Express } from 'express';
import { SagaClient } from 'saga-core/client';
import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest';
import { problemStatus } from '../../src/problems/console-problem.ts';
import { ask } from '../support/ask.ts';
import { createHost } from './cookie-host.ts';
import { mountConsole } from './token-host.ts';

const page = readFileSync(new URL('../../../../docs/console.md', import.meta.url), 'utf8');
const blocks = [...page.matchAll(/^```ts\n(?:\/\/ (\S+)\n)(.*?)^```$/gms)];

describe('docs/console.md', () => {
  let connection: Connection;
  let sagas: SagaClient;
  beforeAll(async () => {
    connection = await Connection.connect({ address: inject('localStack').temporalAddress });
    sagas = new SagaClient({ client: new Client({ connection }), taskQueue: 'nobody-polls' });
  });
  afterAll(() => connection.close());

  async function listen(app: Express): Promise<string> {
    const server = app.listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/console/`;
  }

  it('shows whole files that are checked', () => {
    expect(blocks.map(([, file]) => file)).toEqual(['cookie-host.ts', 'token-host.ts']);
    for (const [, file, code] of blocks) expect(code).toBe(readFileSync(new URL(file ?? '', import.meta.url), 'utf8'));
    expect(page.match(/^```ts$/gm)).toHaveLength(blocks.length);
  });

  it('lets in by a cookie whom it says, page and all', async () => {
    const url = await listen(createHost(sagas));
    const as = (cookie: string, path = 'api/operator') => ask<unknown>(url, path, { headers: { cookie } });
    expect(await as('session=1')).toMatchObject({ status: 200, body: { actor: 'support-1', mayDecide: false } });
    expect(await as('session=2')).toMatchObject({ status: 200, body: { actor: 'operator-2', mayDecide: true } });
    expect((await as('session=3')).status).toBe(403);
    expect((await as('')).status).toBe(401);
    expect((await as('', '')).status).toBe(401);
    expect((await as('session=1', '')).status).toBe(200);
  });

  it('lets in by a token whom it says, and shows the page to everyone', async () => {
    const app = express();
    mountConsole(app, sagas);
    const url = await listen(app);
    const as = (authorization: string) => ask<unknown>(url, 'api/operator', { headers: { authorization } });
    expect(await as('Bearer operators')).toMatchObject({ status: 200, body: { actor: 'operator-2', mayDecide: true } });
    expect((await as('Bearer customers')).status).toBe(403);
    expect((await as('Bearer forged')).status).toBe(401);
    expect((await ask(url, '')).status).toBe(200);
  });

  it('names every problem with its status', () => {
    for (const [code, status] of Object.entries(problemStatus)) expect(page).toContain(`| \`${code}\` | ${status} |`);
  });
});
