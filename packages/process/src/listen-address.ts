import { z } from 'zod';
import { type HttpServer, openHttpServer } from './http-server.ts';
import { readConfig } from './read-config.ts';
import { StartError } from './start-error.ts';

const schema = z.object({
  PORT: z.coerce
    .number('it is not a number')
    .int()
    .min(0)
    .max(65_535)
    .optional()
    .describe('a whole number from 0 (any free port) to 65535'),
  HOST: z.string().default('127.0.0.1').describe('the address to listen on, 127.0.0.1 for this machine only'),
});

/**
 * Opens the port that `PORT` says. Taken, it is an error: somebody relies on it. Without `PORT` the default is only a wish, and another
 * free port is taken instead, said aloud on stderr. Only this machine can connect unless `HOST` says otherwise.
 *
 * @throws StartError `PORT_TAKEN`, `PORT_FORBIDDEN` or `HOST_UNKNOWN` with the remedy.
 */
export async function listenAsConfigured(service: string, defaultPort: number): Promise<HttpServer> {
  const { PORT, HOST } = readConfig(schema);
  try {
    return await openHttpServer(PORT ?? defaultPort, HOST);
  } catch (error) {
    if (codeOf(error) !== 'EADDRINUSE' || PORT !== undefined) throw explained(error, PORT ?? defaultPort, HOST);
  }
  const server = await openHttpServer(0, HOST);
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
