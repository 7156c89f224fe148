// The participants of all systems, as one process: plain node:http, and ledgers in memory.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serveRequests } from '../processes/serve-requests.ts';
import { isOperation, Ledger } from './ledger.ts';
import type { ParticipantsApi } from './participants-api.ts';

const ledger = new Ledger();
const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
  answer(request, response).catch((error: unknown) => {
    response.writeHead(500).end(String(error));
  });
});

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const operation = request.url?.slice(1) ?? '';
  if (request.method !== 'POST' || !isOperation(operation)) {
    response.writeHead(404).end();
    return;
  }
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const given = await ledger.perform({
    operation,
    argument: JSON.parse(Buffer.concat(chunks).toString()),
    key: header(request, 'idempotency-key'),
    step: `${header(request, 'saga-id')}/${header(request, 'saga-step')}`,
    kind: header(request, 'saga-operation') as 'run' | 'compensate' | 'fence',
  });
  if (given.outcome === 'refused') {
    response.writeHead(409, { 'content-type': 'application/problem+json', 'saga-outcome': 'refused' });
    response.end(JSON.stringify({ code: given.code }));
    return;
  }
  const body = given.outcome === 'fenced' ? given.body : given.result;
  if (body === undefined) response.writeHead(204).end();
  else response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function header(request: IncomingMessage, name: string): string {
  const value = request.headers[name];
  if (typeof value !== 'string' || value === '') throw new Error(`The call has no header ${name}.`);
  return value;
}

serveRequests<ParticipantsApi>(
  {
    async listen() {
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
    },
    takeCounts: async () => ledger.takeCounts(),
  },
  async () => {
    server.closeAllConnections();
    server.close();
  },
);
