import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Express, Router } from 'express';
import { createApp, createLogger, finish, type HealthChecks } from '../src/index.ts';

export interface ServedApp {
  readonly url: string;
  readonly app: Express;
  stop(): void;
}

/** Serves an app with routes of a test, in silence. */
export async function serveApp(
  routes: Router,
  checks: HealthChecks = {},
  more: (app: Express) => void = () => {},
): Promise<ServedApp> {
  const logger = createLogger('test');
  logger.level = 'silent';
  const app = createApp({ service: 'test', logger, checks });
  app.use(routes);
  more(app);
  const server = createServer(finish(app));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    app,
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
