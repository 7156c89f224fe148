import { randomUUID } from 'node:crypto';
import { createDatabase, type TestDatabase } from '@saga/local-stack';
import pg from 'pg';
import { inject } from 'vitest';
import { type RunningProcess, startProcess } from './running-process.ts';
import { openLink, type SeverableLink } from './severable-link.ts';

/** The API with the inventory service, a database each, and a link to Temporal that can be cut. Workers are started by who needs them. */
export interface ApiStack {
  readonly api: RunningProcess;
  readonly inventory: RunningProcess;
  readonly temporal: SeverableLink;
  /** What every process of this stack is started with. */
  readonly env: Readonly<Record<string, string>>;
  /** On the API's own database. */
  readonly pool: pg.Pool;
  /** Another process of the API, beside the first or after it was killed. */
  startApi(more?: Readonly<Record<string, string>>): Promise<RunningProcess>;
  /** Any other process, ended along with the stack. */
  start(entry: string, more?: Readonly<Record<string, string>>): Promise<RunningProcess>;
  /** A database of its own for this service, dropped along with the stack: the environment that names it, with its two roles. */
  database(service: string): Promise<Record<string, string>>;
  stop(): Promise<void>;
}

/** Starts it. Rate limits, and the refusal of what would be too much, are off unless `more` sets them. */
export async function startApiStack(more: Readonly<Record<string, string>> = {}): Promise<ApiStack> {
  const { temporalAddress, postgresAdminUrl } = inject('localStack');
  const databases: TestDatabase[] = [];
  const processes: RunningProcess[] = [];
  const database = async (service: string) => {
    const created = await createDatabase(postgresAdminUrl);
    databases.push(created);
    return { [`${service}_DATABASE_URL`]: created.runtimeUrl, [`${service}_OWNER_DATABASE_URL`]: created.url };
  };
  const temporal = await openLink(temporalAddress);
  const stopServers = async () => {
    await Promise.all(processes.map((each) => each.kill()));
    await temporal.close();
    for (const each of databases) await each.drop();
  };
  try {
    return await startAll();
  } catch (error) {
    await stopServers();
    throw error;
  }

  async function startAll(): Promise<ApiStack> {
    const apiDatabase = await database('ORDER_API');
    const common = { TEMPORAL_TASK_QUEUE: `orders-${randomUUID()}`, LOG_LEVEL: 'info' };
    const start = async (entry: string, own: Readonly<Record<string, string>> = {}) => {
      const started = await startProcess(entry, { TEMPORAL_ADDRESS: temporalAddress, ...common, ...own });
      processes.push(started);
      return started;
    };
    const inventory = await start('examples/order-service/src/services/inventory/main.ts', await database('INVENTORY'));
    const env = {
      ...common,
      TEMPORAL_ADDRESS: temporal.address,
      ...apiDatabase,
      INVENTORY_SERVICE_URL: inventory.url,
      RATE_LIMIT_PER_TOKEN: '0',
      RATE_LIMIT_PER_ADDRESS: '0',
      // A machine that runs the tests beside other work is no overload to be tested by accident.
      MAX_EVENT_LOOP_DELAY_MS: '0',
      ...more,
    };
    const startApi = (own: Readonly<Record<string, string>> = {}) =>
      start('examples/order-service/src/api/main.ts', { ...env, ...own });
    const api = await startApi();
    const pool = new pg.Pool({ connectionString: apiDatabase.ORDER_API_DATABASE_URL, max: 2 });
    return {
      api,
      inventory,
      temporal,
      env,
      pool,
      startApi,
      start,
      database,
      stop: async () => {
        await pool.end();
        await stopServers();
      },
    };
  }
}
