import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { type SagaConsoleOptions, sagaConsole } from 'saga-console';

/** A host with a console, on a port of its own. */
export interface OpenConsole {
  /** Of the console, with the slash at its end. */
  readonly url: string;
  /** What the host's own error handler was given. */
  readonly errors: readonly unknown[];
  readonly server: import('node:http').Server;
  close(): Promise<void>;
}

export async function openConsole(options: SagaConsoleOptions, path = '/console'): Promise<OpenConsole> {
  const errors: unknown[] = [];
  const app = express();
  app.use(path, sagaConsole(options));
  const onError: express.ErrorRequestHandler = (error, _request, response, _next) => {
    errors.push(error);
    if (response.headersSent) response.destroy();
    else response.status(500).send('failed');
  };
  app.use(onError);
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}${path}/`,
    errors,
    server,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
