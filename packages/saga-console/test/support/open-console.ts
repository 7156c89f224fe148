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
  close(): Promise<void>;
}

/** `port`: one that was in use before; else a free one. */
export async function openConsole(
  options: SagaConsoleOptions,
  { path = '/console', port = 0 }: { readonly path?: string; readonly port?: number } = {},
): Promise<OpenConsole> {
  const errors: unknown[] = [];
  const app = express();
  app.use(path, sagaConsole(options));
  const onError: express.ErrorRequestHandler = (error, _request, response, _next) => {
    errors.push(error);
    if (response.headersSent) response.destroy();
    else response.status(500).send(`failed: ${String(error)}`);
  };
  app.use(onError);
  const server = app.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${address.port}${path}/`,
    errors,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
