import type { PortChoice } from '../choose-port.ts';
import type { DatabaseVariable } from '../service-database.ts';

/** What the parent asks of the keeper: one JSON line on the keeper's standard input, which then stays open. */
export interface KeeperRequest {
  readonly parentPid: number;
  /** Undefined: a temporary folder, removed at the end. */
  readonly dataDir?: string | undefined;
  readonly temporalStorage: 'memory' | 'file';
  readonly temporalPort: PortChoice;
  readonly temporalUi: boolean;
  readonly temporalDynamicConfig: readonly string[];
  readonly postgresPort: PortChoice;
  /** Those that Postgres is to be started for; none of them: no Postgres. */
  readonly databases: readonly DatabaseVariable[];
}
