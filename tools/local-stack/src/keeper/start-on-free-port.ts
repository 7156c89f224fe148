import { choosePort, type PortChoice } from '../choose-port.ts';
import type { KeptPart } from './keeper-event.ts';

const attempts = 3;

/**
 * Starts a server on the port chosen. Between the look for a free port and the server's own bind another process may take
 * it; then, unless exactly that port was asked for, the next free one is tried.
 */
export async function startOnFreePort<Server>(
  part: KeptPart,
  choice: PortChoice,
  onProgress: (text: string) => void,
  start: (port: number) => Promise<Server>,
): Promise<Server> {
  for (let attempt = 1; ; attempt += 1) {
    const port = await choosePort(choice, part);
    if (choice.preferably !== undefined && port !== choice.preferably) {
      onProgress(`${part}: port ${choice.preferably} is in use, so it listens on ${port}`);
    }
    try {
      return await start(port);
    } catch (error) {
      const lostTheRace = error instanceof Error && /in use/i.test(error.message);
      if (!lostTheRace || choice.exactly !== undefined || attempt === attempts) throw error;
    }
  }
}
