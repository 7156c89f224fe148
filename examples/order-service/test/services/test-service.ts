import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { developmentServiceTokenSecret, serviceToken } from '@saga/activities';
import { createDatabase } from '@saga/local-stack';
import { createLogger } from '@saga/process';
import pg, { type Pool } from 'pg';
import { inject } from 'vitest';
import { openDatabase } from '../../src/services/database/open-database.ts';
import { createServiceApp } from '../../src/services/service-app.ts';
import type { ServiceDefinition } from '../../src/services/service-definition.ts';

/** One row of the view that an auditor reads. */
export interface LedgerRow {
  readonly order_id: string;
  readonly kind: string;
  readonly amount_or_qty: number;
  readonly sku: string | null;
  readonly idempotency_key: string;
}

/** A service with a real database, served over HTTP. */
export interface TestService {
  readonly url: string;
  /** As the service itself: it may do what the service may. */
  readonly pool: Pool;
  /** As the owner of the tables. */
  asOwner(statement: string): Promise<void>;
  /** A valid service token for it. */
  readonly token: string;
  get(path: string): Promise<Response>;
  /** What the ledger says about an order, in the order of events. */
  ledger(orderId: string): Promise<readonly LedgerRow[]>;
  /** Aborts what a stopping process would abort. */
  beginStop(): void;
  stop(): Promise<void>;
}

/** Serves a service on a fresh database of the test run's Postgres; what it does beside answering requests, where that is asked for. */
export async function startTestService(
  definition: ServiceDefinition,
  { background = false }: { readonly background?: boolean } = {},
): Promise<TestService> {
  const logger = createLogger(definition.name);
  logger.level = 'silent';
  const database = await createDatabase(inject('localStack').postgresAdminUrl);
  const { name, databaseVariable, migrations, schemas = [] } = definition;
  const pool = await openDatabase({
    url: database.runtimeUrl,
    variable: databaseVariable,
    owner: { url: database.url, variable: 'OWNER_DATABASE_URL' },
    migrations,
    schemas,
    service: name,
    logger,
  });
  const stopping = new AbortController();
  const secret = developmentServiceTokenSecret;
  const context = { pool, logger, stopping: stopping.signal, secret };
  const work = background ? await definition.background?.(context) : undefined;
  const app = createServiceApp(definition, { ...context, ...(work?.backlogs && { backlogs: work.backlogs }) });
  const server = createServer(app);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const token = await serviceToken({ secret, audience: name, subject: 'test' });
  return {
    url,
    pool,
    asOwner: (statement) => asRole(database.url, statement),
    token,
    get: (path) => fetch(`${url}${path}`, { headers: { 'x-service-token': token } }),
    ledger: async (orderId) => {
      const { rows } = await pool.query<LedgerRow>(
        `SELECT order_id, kind, amount_or_qty, sku, idempotency_key FROM saga_ledger WHERE order_id = $1 ORDER BY created_at, sku`,
        [orderId],
      );
      return rows;
    },
    beginStop: () => stopping.abort(),
    stop: async () => {
      stopping.abort();
      server.close();
      server.closeAllConnections();
      await work?.stop();
      await pool.end();
      await database.drop();
    },
  };
}

async function asRole(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
