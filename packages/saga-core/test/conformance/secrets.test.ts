// What proves to a participant who calls it leaves the kit nowhere, also where a participant says it again in another place or form.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type ConformanceOptions, conformance } from 'saga-core/conformance';
import { describe, expect, it, onTestFinished } from 'vitest';

type Answer = (response: ServerResponse, request: IncomingMessage, call: string) => void;

/** Everything that the kit says of a participant which answers so: its report, or the message of its error. */
async function saidOf(answer: Answer, options: Partial<ConformanceOptions>): Promise<string> {
  const server = createServer((request, response) => {
    request.resume().on('end', () => answer(response, request, String(request.headers['saga-operation'])));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const run = () => ({ path: '/run', body: {} });
  const said = await conformance({
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    operations: { reserve: { run, fence: run, refuse: () => ({ path: '/refuse', body: {} }) } },
    rounds: 1,
    concurrency: 2,
    ...options,
  }).catch((error: Error) => ({ code: 'code' in error ? error.code : error.name, message: error.message }));
  return JSON.stringify(said);
}

const secret = 'nobody-else-may-see-4711';
const headers = () => ({ authorization: `Bearer ${secret}` });

/** Answers each call otherwise, so that guarantees break and their evidence is in the report. */
const echo =
  (text: (said: string) => string): Answer =>
  (response, { headers: { authorization = '' } }) => {
    response.end(text(authorization.replace('Bearer ', '')).replace('{', `{"n":${Math.random()},`));
  };

const refusing =
  (code: (token: string) => string, type = () => 'application/problem+json'): Answer =>
  (response, { url, headers: { authorization = '' } }) => {
    if (url !== '/refuse') return response.end('{}');
    response.writeHead(409, { 'saga-outcome': 'refused', 'content-type': type() });
    return response.end(JSON.stringify({ code: code(authorization) }));
  };

describe('a token is in no report where a participant says it again', () => {
  it.each<[string, Answer]>([
    ['in a result', echo((token) => JSON.stringify({ token }))],
    ['as a key', echo((token) => JSON.stringify({ [token]: 1 }))],
    ['in other letters of JSON', echo((token) => `{"token":"\\u006e${token.slice(1)}"}`)],
    ['in base64', echo((token) => JSON.stringify({ token: Buffer.from(token).toString('base64') }))],
    ['in words', echo((token) => `{ you are ${token}`)],
    [
      'in the answer to a fence, where it is cut',
      (response, { headers: { authorization } }, call) => {
        response.end(call === 'fence' ? JSON.stringify({ fence: 'x'.repeat(165), who: authorization }) : '{}');
      },
    ],
    ['as the code of a refusal', refusing((token) => `${token}${Math.random()}`)],
    [
      'as a content type',
      refusing(
        () => 'SOLD_OUT',
        () => `text/${secret}`,
      ),
    ],
  ])('%s', async (_where, answer) => {
    const said = await saidOf(answer, { headers });
    expect(said).toContain('"verdict":"fail"');
    expect(said).toContain('«redacted»');
    expect(said).not.toContain('else-may-see');
    expect(said).not.toContain(Buffer.from(secret).toString('base64'));
  });

  it('in its refusal of a plain call, of which there is an error only', async () => {
    const said = await saidOf(
      (response, request) => {
        response.writeHead(409, { 'saga-outcome': 'refused' });
        response.end(JSON.stringify({ code: request.headers.authorization }));
      },
      { headers },
    );
    expect(said).toContain('PLAIN_CALL_FAILED');
    expect(said).toContain('refused «redacted»;');
  });

  it('that one operation alone was sent', async () => {
    const run = () => ({ path: '/run', body: {}, headers: { ...headers(), 'x-tenant': 'tenant-4711' } });
    const answer = echo((token) => JSON.stringify({ token }));
    const said = await saidOf(answer, { operations: { reserve: { run } } });
    expect(said).not.toContain('else-may-see');
    expect(said).toContain('tenant-4711');
  });

  it('by a password, of which it was sent the base64', async () => {
    const basic = `Basic ${Buffer.from('me:correct-horse-4711').toString('base64')}`;
    const answer = echo(() => JSON.stringify({ password: 'correct-horse-4711' }));
    expect(await saidOf(answer, { headers: () => ({ authorization: basic }) })).not.toContain('horse');
  });
});

describe('the evidence can still be read', () => {
  const attacked = async (header: string, body: unknown) => {
    const run = () => ({ path: '/run', body });
    const answer = echo(() => '{}');
    return await saidOf(answer, { operations: { reserve: { run } }, headers: () => ({ 'x-of-mine': header }) });
  };

  it.each([
    ['a number', '12345678', 12_345_678],
    ['a text that ends in a backslash', 'abcdefg\\', 'abcdefg\\'],
    ['a text with a quotation mark', 'abcdefg"hi', 'abcdefg"hi'],
  ])('when a value is also %s in a body', async (_what, header, tenant) => {
    const said = await attacked(header, { tenant });
    expect(said).toContain('"body":{"tenant":"«redacted»"}');
  });

  it.each(['conformance', 'production', 'application/json'])(
    'when a header says %s, which is no secret',
    async (word) => {
      const said = await attacked(word, { word });
      expect(said).toContain(`"body":{"word":"${word}"}`);
      expect(said).toMatch(/"Saga-Id":"conformance-[0-9a-f-]{36}"/);
    },
  );
});
