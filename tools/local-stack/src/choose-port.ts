import { randomInt } from 'node:crypto';
import getPort, { clearLockedPorts } from 'get-port';
import type { KeptPart } from './keeper/keeper-event.ts';
import { LocalStackError } from './local-stack-error.ts';

/** `exactly`: this one or an error. `preferably`: this one, or another free one. Neither: any free one. */
export interface PortChoice {
  readonly exactly?: number | undefined;
  readonly preferably?: number | undefined;
}

/** @throws LocalStackError `PORT_TAKEN` when exactly one port was asked for and it is in use. */
export async function choosePort(choice: PortChoice, part: KeptPart): Promise<number> {
  const wanted = choice.exactly ?? choice.preferably;
  if (wanted === undefined) return await getPort({ port: candidates() });
  clearLockedPorts(); // get-port takes what it gave before for taken, also when asked for that very port again.
  const port = await getPort({ port: wanted });
  if (choice.exactly === undefined || port === wanted) return port;
  const variable = part === 'temporal' ? 'TEMPORAL_PORT' : 'POSTGRES_PORT';
  throw new LocalStackError(
    'PORT_TAKEN',
    `${variable} is ${wanted}, but another process uses that port. Stop it, or set ${variable} to a free port, or to nothing to have one chosen.`,
  );
}

/**
 * Below the range from which the system gives outgoing connections their ports: while a server is down for a moment, one of
 * those could get the server's port, even a client's that tries to reach it.
 */
function candidates(): number[] {
  return Array.from({ length: 50 }, () => randomInt(15_000, 32_000));
}
