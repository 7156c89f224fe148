import { EventEmitter, once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** A request as it arrived. */
export interface SeenRequest {
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
  /** The client's port: the same one for two requests means the same connection. */
  readonly clientPort: number | undefined;
}

/** A real HTTP server on this machine that behaves as a test says. It ends with the test. */
export interface LocalService {
  readonly baseUrl: string;
  readonly seen: readonly SeenRequest[];
  /** Resolves when a request has arrived whole. */
  readonly asked: Promise<unknown>;
  /** Resolves when a client went away before its answer was complete. */
  readonly abandoned: Promise<unknown>;
}

export async function localService(
  answer: (response: ServerResponse, request: SeenRequest) => void,
): Promise<LocalService> {
  const seen: SeenRequest[] = [];
  const happened = new EventEmitter();
  const asked = once(happened, 'asked');
  const abandoned = once(happened, 'abandoned');

  const listener: RequestListener = async (request, response) => {
    response.on('close', () => response.writableFinished || happened.emit('abandoned'));
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { method, url: path, headers, socket } = request;
    const text = Buffer.concat(chunks).toString('utf8');
    const body: unknown = text === '' ? undefined : JSON.parse(text);
    const arrived = { method, path, headers, body, clientPort: socket.remotePort };
    seen.push(arrived);
    happened.emit('asked');
    answer(response, arrived);
  };

  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  return { baseUrl: `http://127.0.0.1:${port}`, seen, asked, abandoned };
}

/** Answers with a status, headers and, if given, a JSON body. */
export function answers(status: number, body?: unknown, headers: Record<string, string> = {}) {
  return (response: ServerResponse) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(body === undefined ? undefined : JSON.stringify(body));
  };
}
