import type { Logger } from '@saga/process';
import type { Router } from 'express';
import type { Pool } from 'pg';
import type { Backlogs } from './events/backlog-gauges.ts';
import type { ApiDescription } from './http/open-api-document.ts';

/** What a service does beside answering requests. */
export interface BackgroundWork {
  /** Ends what is in work; called before the pool is closed. */
  stop(): Promise<void>;
  /** What waits in its outbox and inbox, for the service's metrics. */
  readonly backlogs?: Backlogs;
}

export interface ServiceContext {
  readonly pool: Pool;
  readonly logger: Logger;
  /** Aborts when the process was asked to stop. */
  readonly stopping: AbortSignal;
}

/** What makes one service different from another. */
export interface ServiceDefinition {
  readonly name: 'order' | 'inventory' | 'payment' | 'notification';
  readonly defaultPort: number;
  readonly databaseVariable: `${string}_DATABASE_URL`;
  readonly migrations: URL;
  /** SQL of saga-core that the service's database needs beside the barrier's. */
  readonly schemas?: readonly string[];
  readonly api: ApiDescription;
  readonly routes: (context: ServiceContext) => Router;
  /** Begun once the database is ready. `secret` is `SERVICE_TOKEN_SECRET`. */
  readonly background?: (context: ServiceContext & { readonly secret: string }) => Promise<BackgroundWork>;
}
