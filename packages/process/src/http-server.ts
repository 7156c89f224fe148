import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { broken } from './broken-connection.ts';
import { brokenRequestProblem } from './broken-request.ts';
import { ConnectionCap, type ConnectionLimits } from './connection-cap.ts';
import { correlationIdOf, newCorrelationId } from './correlation-id.ts';
import { Problem } from './problem.ts';
import { type ProblemType, urnProblemType } from './problem-type.ts';
import { answerRawProblem } from './raw-problem.ts';
import { untilNobodyComes } from './until-nobody-comes.ts';

type Listener = (request: IncomingMessage, response: ServerResponse) => void;

export interface HttpServerOptions {
  readonly port: number;
  readonly host: string;
  readonly connections?: ConnectionLimits;
  /** Which addresses count as one for the limit of connections. Default: each for itself. */
  readonly addressKey?: (address: string) => string;
  /** Default: names like `urn:saga:problem:starting`. */
  readonly problemType?: ProblemType;
  /** Called for each connection that was answered without a request: what came was no HTTP, too slow, or there was no place. */
  readonly onUnread?: (problem: Problem, correlationId: string) => void;
}

export interface HttpServer {
  readonly port: number;
  /** Open connections; those closed to make room for others; those that there was no room for. */
  readonly connections: { readonly open: number; readonly evicted: number; readonly refused: number };
  /** Takes over all requests from now on; until then they get 503. */
  serve(listener: Listener): void;
  /**
   * Serves on with `Connection: close` for `noticeMilliseconds`, and until hardly anybody is on the way here; then closes the port and lets
   * what was accepted finish. That takes `graceMilliseconds` at most after the notice. False if something had to be cut off.
   */
  drain(times: { readonly graceMilliseconds: number; readonly noticeMilliseconds: number }): Promise<boolean>;
  /** Cuts everything off. */
  destroy(): void;
}

/** How long answers say `Connection: close` before idle connections are closed: a caller that is busy now learns it from an answer
 * and not from a reset in the middle of its next request. */
const courtesyMilliseconds = 200;

/**
 * Slow clients are cut off: 10 s for the headers and 30 s for the whole request at the latest, as Node looks every 2 s; a minute without
 * a byte either way. Node's own checks of `Host` and `Expect` are off: they answer without a body, so `refuseUnfit` has them.
 */
const settings = {
  maxHeaderSize: 16 * 1024,
  headersTimeout: 8_000,
  requestTimeout: 28_000,
  keepAliveTimeout: 20_000,
  connectionsCheckingInterval: 2_000,
  requireHostHeader: false,
};
const silenceMilliseconds = 60_000;

/** Opens a port before anything else of a process is started, so that a taken port is known before a database is touched. */
export async function openHttpServer({
  port,
  host,
  connections: limits = { total: 0, perAddress: 0 },
  addressKey = (address) => address,
  problemType = urnProblemType,
  onUnread,
}: HttpServerOptions): Promise<HttpServer> {
  let listener = startingListener(problemType);
  let draining = false;
  let closing = false;
  let accepted = 0;
  /** While the port is being closed: the requests that wait until it is. */
  let held: (() => void)[] | undefined;
  const sockets = new Set<Socket>();
  const open = new Set<ServerResponse>();
  const latest = new WeakMap<Socket, ServerResponse>();
  /** Those that close once the response that is owed there has ended: what comes on them is not HTTP any more. */
  const ending = new WeakSet<Socket>();
  const cap = new ConnectionCap(limits, addressKey);
  const answerUnread = (socket: Socket, problem: Problem, correlationId = newCorrelationId()) => {
    answerRawProblem(socket, problem, correlationId, problemType);
    onUnread?.(problem, correlationId);
  };
  const onRequest: Listener = (request, response) => {
    const { socket } = request;
    if (!cap.began(socket)) return;
    open.add(response);
    latest.set(socket, response);
    if (draining) response.setHeader('Connection', 'close');
    response.once('close', () => {
      open.delete(response);
      cap.ended(socket);
      // Not before: an idle connection may have the next request on its way, and was not told yet that it closes.
      if (closing) server.closeIdleConnections();
    });
    const work = () => listener(request, response);
    if (held === undefined) work();
    else held.push(work);
  };
  const server = createServer(settings, onRequest).setTimeout(silenceMilliseconds);
  server.on('connection', (socket) => {
    accepted += 1;
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    if (!cap.admit(socket)) answerUnread(socket, noRoom());
  });
  server.on('checkExpectation', onRequest);
  server.on('connect', (request, socket) => answerUnread(socket as Socket, noTunnel(), correlationIdOf(request)));
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
    if (ending.has(socket)) return;
    const what = broken(socket, latest.get(socket), open);
    if (what === 'cut') socket.destroy();
    else if (what === 'answer') answerUnread(socket, brokenRequestProblem(error));
    else {
      ending.add(socket);
      if (!what.headersSent) what.setHeader('Connection', 'close');
      what.once('close', () => socket.destroySoon());
    }
  });
  server.listen(port, host);
  await once(server, 'listening');

  return {
    port: (server.address() as AddressInfo).port,
    get connections() {
      return cap.figures;
    },
    serve(next) {
      listener = next;
    },
    async drain({ graceMilliseconds, noticeMilliseconds }) {
      draining = true;
      for (const response of open) if (!response.headersSent) response.setHeader('Connection', 'close');
      if (noticeMilliseconds > 0) await delay(noticeMilliseconds);
      const deadline = performance.now() + graceMilliseconds;
      // Of a grace below 2 s, half is left for what runs.
      const share = Math.min(1, graceMilliseconds / 2_000);
      if (sockets.size > 0) await delay(courtesyMilliseconds * share);
      held = [];
      await untilNobodyComes(() => accepted, share);
      closing = true;
      const closed = once(server, 'close');
      server.close();
      const works = held;
      held = undefined;
      for (const work of works) work();
      const grace = new AbortController();
      const inTime = await Promise.race([
        closed.then(() => true),
        delay(deadline - performance.now(), false, { signal: grace.signal }).catch(() => true),
      ]);
      grace.abort();
      if (!inTime) for (const socket of sockets) socket.destroy();
      await closed;
      return inTime;
    },
    destroy() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

function startingListener(problemType: ProblemType): Listener {
  const problem = new Problem({
    status: 503,
    code: 'STARTING',
    detail: 'This process is starting. Repeat the request in a moment.',
    headers: { 'Retry-After': '1' },
  });
  return (request, response) => {
    const correlationId = correlationIdOf(request);
    response.writeHead(problem.status, {
      ...problem.headers,
      'Content-Type': 'application/problem+json',
      'Cache-Control': 'no-store',
      'X-Request-Id': correlationId,
      Connection: 'close',
    });
    response.end(JSON.stringify(problem.body(correlationId, problemType)));
  };
}

function noRoom(): Problem {
  return new Problem({
    status: 503,
    code: 'TOO_MANY_CONNECTIONS',
    detail: 'All connections that this process has are in use. Come again later.',
    headers: { 'Retry-After': '1' },
  });
}

function noTunnel(): Problem {
  return new Problem({ status: 405, code: 'METHOD_NOT_ALLOWED', detail: 'CONNECT is for proxies, and this is none.' });
}
