import type { Logger } from '@saga/process';
import type { Router } from 'express';
import type { Pool } from 'pg';
import type { ApiDescription } from './http/open-api-document.ts';

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
  readonly api: ApiDescription;
  readonly routes: (context: ServiceContext) => Router;
}
