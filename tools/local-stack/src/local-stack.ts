import type { DatabaseVariable, OwnerVariable } from './service-database.ts';
import type { TemporalSource } from './temporal/temporal-source.ts';

/** Temporal and Postgres, up and ready. */
export interface LocalStack {
  /** Every variable that the project's other processes need, as the environment to start them with. */
  readonly env: Readonly<Record<string, string>>;
  /** As they are now: they change when a dead server was started again. Null: not started by this stack. */
  readonly pids: { readonly temporal: number | null; readonly postgres: number | null };
  /** host:port */
  readonly temporalAddress: string;
  readonly temporalSource: TemporalSource;
  /** The owners' too, where this stack made the databases. */
  readonly databaseUrls: Readonly<Partial<Record<DatabaseVariable | OwnerVariable, string>>>;
  /** The superuser's. Undefined when Postgres was not started by this stack. */
  readonly postgresAdminUrl: string | undefined;
  /** The stack's files and logs. A temporary one is removed by `stop()`. */
  readonly folder: string;
  /** Stops both servers and removes temporary data. Resolves when all of it is gone; safe to repeat. */
  stop(): Promise<void>;
}
