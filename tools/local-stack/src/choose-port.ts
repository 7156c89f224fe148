import getPort from 'get-port';
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
  if (wanted === undefined) return await getPort();
  const port = await getPort({ port: wanted });
  if (choice.exactly === undefined || port === wanted) return port;
  const variable = part === 'temporal' ? 'TEMPORAL_PORT' : 'POSTGRES_PORT';
  throw new LocalStackError(
    'PORT_TAKEN',
    `${variable} is ${wanted}, but another process uses that port. Stop it, or set ${variable} to a free port, or to nothing to have one chosen.`,
  );
}
