import type { LocalStackErrorCode } from '../local-stack-error.ts';
import type { DatabaseVariable, OwnerVariable } from '../service-database.ts';
import type { TemporalSource } from '../temporal/temporal-source.ts';

export type KeptPart = 'temporal' | 'postgres';

/** What the keeper tells its parent: one JSON line each on its standard output. */
export type KeeperEvent =
  | { readonly event: 'folder'; readonly folder: string; readonly temporary: boolean }
  | { readonly event: 'progress'; readonly text: string }
  | ({ readonly event: 'ready' } & KeptStackFacts)
  | { readonly event: 'died'; readonly part: KeptPart; readonly pid: number; readonly how: string }
  | { readonly event: 'restarted'; readonly part: KeptPart; readonly pid: number; readonly port: number }
  | { readonly event: 'restartFailed'; readonly part: KeptPart; readonly message: string }
  | { readonly event: 'failed'; readonly code: LocalStackErrorCode | undefined; readonly message: string };

export interface KeptStackFacts {
  readonly temporalSource: TemporalSource;
  readonly temporalAddress: string;
  readonly temporalPid: number | null;
  readonly postgresPid: number | null;
  readonly postgresAdminUrl: string | null;
  readonly databaseUrls: Partial<Record<DatabaseVariable | OwnerVariable, string>>;
}
