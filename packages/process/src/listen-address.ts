import { z } from 'zod';
import { type HttpServer, type HttpServerOptions, openHttpServer } from './http-server.ts';
import { readConfig } from './read-config.ts';
import { StartError } from './start-error.ts';

const count = (preset: number) =>
  z.coerce
    .number('it is not a number')
    .int()
    .min(0)
    .max(1_000_000)
    .default(preset)
    .describe('how many connections may be open, a whole number; 0 for any number');

/** What each process takes from its environment to listen. */
export const listenSettings = z.object({
  PORT: z.coerce
    .number('it is not a number')
    .int()
    .min(0)
    .max(65_535)
    .optional()
    .describe('a whole number from 0 (any free port) to 65535'),
  HOST: z.string().default('127.0.0.1').describe('the address to listen on, 127.0.0.1 for this machine only'),
  MAX_CONNECTIONS: count(5_000),
  MAX_CONNECTIONS_PER_ADDRESS: count(2_000),
  DRAIN_DELAY_MS: z.coerce
    .number('it is not a number')
    .int()
    .min(0)
    .max(600_000)
    .default(0)
    .describe('how many milliseconds to serve on after a stop signal, a whole number up to 600000'),
});

/**
 * Opens the port that `PORT` says. Taken, it is an error: somebody relies on it. Without `PORT` the default is only a wish, and another
 * free port is taken instead, said aloud on stderr. Only this machine can connect unless `HOST` says otherwise.
 *
 * @throws StartError `PORT_TAKEN`, `PORT_FORBIDDEN` or `HOST_UNKNOWN` with the remedy.
 */
export async function listenAsConfigured(
  service: string,
  defaultPort: number,
  more: Pick<HttpServerOptions, 'addressKey' | 'problemType' | 'onUnread'>,
): Promise<HttpServer> {
  const { PORT, HOST, MAX_CONNECTIONS: total, MAX_CONNECTIONS_PER_ADDRESS: perAddress } = readConfig(listenSettings);
  const options = { ...more, host: HOST, connections: { total, perAddress } };
  try {
    return await openHttpServer({ ...options, port: PORT ?? defaultPort });
  } catch (error) {
    if (codeOf(error) !== 'EADDRINUSE' || PORT !== undefined) throw explained(error, PORT ?? defaultPort, HOST);
  }
  const server = await openHttpServer({ ...options, port: 0 });
  console.error(
    `${service}: port ${defaultPort} is taken, so this process listens on ${server.port}. Set PORT to choose one.`,
  );
  return server;
}

function explained(error: unknown, port: number, host: string): unknown {
  const cause = { cause: error };
  switch (codeOf(error)) {
    case 'EADDRINUSE':
      return new StartError(
        'PORT_TAKEN',
        `Port ${port} (PORT) is taken. Stop what listens there, or set PORT to another one.`,
        cause,
      );
    case 'EACCES':
      return new StartError(
        'PORT_FORBIDDEN',
        `Port ${port} (PORT) needs privileges. Set PORT to one above 1023.`,
        cause,
      );
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new StartError(
        'HOST_UNKNOWN',
        `${host} (HOST) is no address of this machine. Set HOST to 127.0.0.1 or 0.0.0.0.`,
        cause,
      );
    default:
      return error;
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
