import getPort from 'get-port';
import { LocalStackError } from './local-stack-error.ts';

/** `exactly`: this one or an error. `preferably`: this one, or another free one. Neither: any free one. */
export interface PortChoice {
  readonly exactly?: number | undefined;
  readonly preferably?: number | undefined;
}

/**
 * @throws LocalStackError `PORT_TAKEN` when the exact port is in use; `remedy` says what to do then.
 */
export async function choosePort(choice: PortChoice, what: string, remedy: string): Promise<number> {
  const wanted = choice.exactly ?? choice.preferably;
  if (wanted === undefined) return await getPort();
  const port = await getPort({ port: wanted });
  if (choice.exactly !== undefined && port !== wanted) {
    throw new LocalStackError('PORT_TAKEN', `Port ${wanted}, set for ${what}, is in use by another process. ${remedy}`);
  }
  return port;
}
