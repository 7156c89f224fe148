import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { answerBrokenRequest } from './broken-request.ts';

type Listener = (request: IncomingMessage, response: ServerResponse) => void;

export interface HttpServer {
  readonly port: number;
  /** Takes over all requests from now on; until then they get 503. */
  serve(listener: Listener): void;
  /** Refuses what is new, lets what runs finish within `graceMilliseconds`. False if something had to be cut off. */
  drain(graceMilliseconds: number): Promise<boolean>;
  /** Cuts everything off. */
  destroy(): void;
}

/** How long answers say `Connection: close` before idle connections are closed: a caller that is busy now learns it from an answer
 * and not from a reset in the middle of its next request. */
const courtesyMilliseconds = 200;

/**
 * Opens a port before anything else of a process is started, so that a taken port is known before a database is touched.
 * Slow clients are cut off: 15 s for the headers, 30 s for the whole request.
 */
export async function openHttpServer(port: number, host: string): Promise<HttpServer> {
  let listener: Listener = answerStarting;
  let draining = false;
  const open = new Set<ServerResponse>();
  const server = createServer(
    { headersTimeout: 15_000, requestTimeout: 30_000, keepAliveTimeout: 20_000, connectionsCheckingInterval: 5_000 },
    (request, response) => {
      open.add(response);
      if (draining) response.setHeader('Connection', 'close');
      response.once('close', () => {
        open.delete(response);
        if (draining) server.closeIdleConnections();
      });
      listener(request, response);
    },
  );
  server.on('clientError', answerBrokenRequest);
  server.listen(port, host);
  await once(server, 'listening');

  return {
    port: (server.address() as AddressInfo).port,
    serve(next) {
      listener = next;
    },
    async drain(graceMilliseconds) {
      draining = true;
      for (const response of open) if (!response.headersSent) response.setHeader('Connection', 'close');
      if ((await connections(server)) > 0) await delay(courtesyMilliseconds);
      const closed = once(server, 'close');
      server.close();
      const grace = new AbortController();
      const inTime = await Promise.race([
        closed.then(() => true),
        delay(graceMilliseconds, false, { signal: grace.signal }).catch(() => true),
      ]);
      grace.abort();
      if (!inTime) server.closeAllConnections();
      await closed;
      return inTime;
    },
    destroy() {
      server.close();
      server.closeAllConnections();
    },
  };
}

function connections(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.getConnections((error, count) => (error ? reject(error) : resolve(count)));
  });
}

function answerStarting(_request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(503, { 'Content-Type': 'application/problem+json', 'Retry-After': '1', Connection: 'close' });
  response.end(
    JSON.stringify({
      type: 'urn:saga:problem:starting',
      title: 'Service Unavailable',
      status: 503,
      code: 'STARTING',
      detail: 'This process is starting. Repeat the request in a moment.',
    }),
  );
}
