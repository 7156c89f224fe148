import type { ConnectionLike } from '@temporalio/client';

/** By this the SDK's own client tells such a connection. It has no public name for it. */
const capabilities = '__temporal_internal_connection_like';

/** Whether over a connection a workflow's first task can come back with the answer to its start: a worker's own can. */
export function canStartEagerly(connection: ConnectionLike): boolean {
  const symbol = Object.getOwnPropertySymbols(connection).find(({ description }) => description === capabilities);
  const found: unknown = symbol === undefined ? undefined : Reflect.get(connection, symbol);
  return (
    typeof found === 'object' && found !== null && 'supportsEagerStart' in found && found.supportsEagerStart === true
  );
}
