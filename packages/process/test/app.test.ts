import { once } from 'node:events';
import { get } from 'node:http';
import { urlToHttpOptions } from 'node:url';
import { type Request, type Response, Router } from 'express';
import { afterEach, describe, expect, it } from 'vitest';
import { exactRouter, jsonBody, methodNotAllowed, mount, Problem } from '../src/index.ts';
import { type ServedApp, serveApp } from './served-app.ts';

let served: ServedApp | undefined;
afterEach(() => served?.stop());

async function serve(...parameters: Parameters<typeof serveApp>): Promise<string> {
  served = await serveApp(...parameters);
  return served.url;
}

const routes = Router();
routes
  .route('/echo')
  .post(jsonBody({ limit: '1kb' }), (request: Request, response: Response) => void response.json(request.body))
  .all(methodNotAllowed('POST'));
routes.get('/things/:id', (request, response) => void response.json(request.params));
routes.get('/taken', () => {
  throw new Problem({ status: 409, code: 'TAKEN', detail: 'It is taken.', headers: { 'Retry-After': '7' } });
});
routes.get('/bug', () => {
  throw new Error('canary: SELECT secret FROM /srv/app');
});
routes.get('/lost', () => {
  throw Object.assign(new Error('canary'), { code: 'ECONNREFUSED' });
});
routes.get('/half', (_request, response) => {
  response.write('half');
  throw new Error('canary');
});

describe('an error', () => {
  it('that is a problem is answered as it is, with the correlation id', async () => {
    const url = await serve(routes);
    const response = await fetch(`${url}/taken`, { headers: { 'x-request-id': 'id-1' } });
    expect(response.status).toBe(409);
    expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(response.headers.get('retry-after')).toBe('7');
    expect(response.headers.get('x-request-id')).toBe('id-1');
    expect(await response.json()).toEqual({
      type: 'urn:saga:problem:taken',
      title: 'Conflict',
      status: 409,
      code: 'TAKEN',
      detail: 'It is taken.',
      correlationId: 'id-1',
    });
  });

  it('that nobody foresaw is a 500 that tells nothing', async () => {
    const response = await fetch(`${await serve(routes)}/bug`);
    expect(response.status).toBe(500);
    const body = await response.text();
    expect(JSON.parse(body)).toMatchObject({ code: 'INTERNAL', correlationId: expect.any(String) });
    expect(body).not.toMatch(/canary|SELECT|srv/);
  });

  it('of a dependency that does not answer is a 503 to be repeated', async () => {
    const response = await fetch(`${await serve(routes)}/lost`);
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('1');
    expect(await response.text()).not.toContain('canary');
  });

  it('after half an answer breaks the connection, so that nobody takes the half for the whole', async () => {
    const response = await fetch(`${await serve(routes)}/half`);
    await expect(response.text()).rejects.toThrow();
  });
});

describe('input that cannot be read', () => {
  const json = { 'content-type': 'application/json' };
  it.each([
    [400, 'MALFORMED_JSON', json, '{"a":'],
    [413, 'BODY_TOO_LARGE', json, JSON.stringify('x'.repeat(1025))],
    [415, 'UNSUPPORTED_MEDIA_TYPE', { 'content-type': 'text/plain' }, '{}'],
    [415, 'UNSUPPORTED_MEDIA_TYPE', { 'content-type': 'application/x-www-form-urlencoded' }, 'a=1'],
    [415, 'UNSUPPORTED_MEDIA_TYPE', { 'content-type': 'application/json; charset=latin1' }, '{}'],
    [415, 'UNSUPPORTED_MEDIA_TYPE', { ...json, 'content-encoding': 'zip' }, '{}'],
    [400, 'BAD_REQUEST', { ...json, 'content-encoding': 'gzip' }, 'this is not gzip'],
  ])('is answered %i %s', async (status, code, headers, body) => {
    const response = await fetch(`${await serve(routes)}/echo`, { method: 'POST', headers, body });
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ status, code });
  });

  it.each(['/things/%ff', '/things/%00', '/things/a?b=%00'])('in an address (%s) is answered 400', async (path) => {
    const response = await fetch(`${await serve(routes)}${path}`);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: 'MALFORMED_PATH' });
  });

  it('pollutes nothing', async () => {
    const url = await serve(routes);
    await fetch(`${url}/echo?__proto__[polluted]=1`, {
      method: 'POST',
      headers: json,
      body: '{"__proto__":{"polluted":1}}',
    });
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it('as deep JSON does no harm', async () => {
    const body = '['.repeat(500) + ']'.repeat(500);
    const response = await fetch(`${await serve(routes)}/echo`, { method: 'POST', headers: json, body });
    expect(await response.text()).toBe(body);
  });
});

it('an unknown path is a 404 and an unknown method a 405 that names the known ones', async () => {
  const url = await serve(routes);
  const nowhere = await fetch(`${url}/nowhere`);
  expect(nowhere.status).toBe(404);
  expect(await nowhere.json()).toMatchObject({ code: 'NOT_FOUND' });
  const deleted = await fetch(`${url}/echo`, { method: 'DELETE' });
  expect(deleted.status).toBe(405);
  expect(deleted.headers.get('allow')).toBe('POST');
  expect(deleted.headers.get('x-powered-by')).toBeNull();
});

describe('the correlation id', () => {
  it.each([
    ['X-Request-Id', { 'x-request-id': 'a-1.b:c_d' }, /^a-1\.b:c_d$/],
    [
      'the trace id',
      { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' },
      /^0af7651916cd43dd8448eb211c80319c$/,
    ],
    ['a new one instead of junk', { 'x-request-id': 'a b', traceparent: 'junk' }, /^[0-9a-f-]{36}$/],
    ['a new one instead of a long one', { 'x-request-id': 'x'.repeat(129) }, /^[0-9a-f-]{36}$/],
  ])('is %s', async (_, headers, expected) => {
    const response = await fetch(`${await serve(routes)}/things/1`, { headers });
    expect(response.headers.get('x-request-id')).toMatch(expected);
  });
});

describe('health', () => {
  it('says of each dependency whether it is up and how long it took, and is ready only when all are', async () => {
    let broken = true;
    const answers = async () => 1;
    const breaks = async () => {
      if (broken) throw new Error('canary');
    };
    const url = await serve(routes, { answers, breaks });
    const down = await fetch(`${url}/health/ready`);
    expect(down.status).toBe(503);
    const text = await down.text();
    expect(JSON.parse(text)).toEqual({
      status: 'unavailable',
      service: 'test',
      checks: {
        answers: { status: 'up', milliseconds: expect.any(Number) },
        breaks: { status: 'down', milliseconds: expect.any(Number) },
      },
    });
    expect(text).not.toContain('canary');
    expect((await fetch(`${url}/health`)).status).toBe(503);
    expect((await fetch(`${url}/health/live`)).status).toBe(200);
    broken = false;
    expect((await fetch(`${url}/health/ready`)).status).toBe(200);
  });

  it('does not wait for a dependency that hangs', async () => {
    const url = await serve(routes, { hangs: () => new Promise(() => undefined) });
    expect(await (await fetch(`${url}/health`)).json()).toMatchObject({ checks: { hangs: { status: 'down' } } });
  });

  it('asks a dependency once for callers that come together', async () => {
    let asked = 0;
    let answer = () => {};
    const answered = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const url = await serve(routes, {
      slow: () => {
        asked += 1;
        return answered;
      },
    });
    const callers = Promise.all([1, 2, 3, 4].map(() => fetch(`${url}/health`)));
    await expect.poll(() => asked).toBe(1);
    await fetch(`${url}/health/live`);
    answer();
    expect((await callers).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  });
});

it('a path has one spelling, and the name of a route in the metrics is the declared one, however it was asked for and answered', async () => {
  const inner = exactRouter();
  inner.get('/things/:id', (request, response) => {
    if (request.params.id === 'bad') throw new Problem({ status: 400, code: 'BAD', detail: 'It is bad.' });
    response.send('fine');
  });
  const url = await serve(Router(), {}, (app) => mount(app, '/api/v1', inner));
  const statuses: Record<string, number> = {};
  for (const path of [
    '/api/v1/things/1',
    '/API/v1/things/1',
    '/api/v1/Things/1',
    '/api/v1/things/1/',
    '/api/v1/things/bad',
  ])
    statuses[path] = (await fetch(url + path)).status;
  expect(Object.values(statuses)).toEqual([200, 404, 404, 404, 400]);
  for (const path of ['/health', '/health/ready', '/health/live', '/Health', '/health/']) await fetch(url + path);
  // A proxy's way of asking, which has the host in it.
  await once(get({ ...urlToHttpOptions(new URL(url)), path: 'http://canary/api/v1/things/bad' }), 'response');
  const metrics = await (await fetch(`${url}/metrics`)).text();
  const names = metrics.matchAll(/^http_request_duration_seconds_count.*route="(.*?)"/gm);
  expect(new Set([...names].map(([, name]) => name))).toEqual(
    new Set(['/api/v1/things/:id', '/health', '/health/ready', '/health/live', 'unmatched']),
  );
});

it('metrics count requests by route pattern, never by path', async () => {
  const url = await serve(routes);
  await (await fetch(`${url}/things/canary`)).text();
  await (await fetch(`${url}/canary`)).text();
  const metrics = async () => (await fetch(`${url}/metrics`)).text();
  await expect.poll(metrics).toMatch(/http_request_duration_seconds_count\{.*route="unmatched",status="404"/);
  expect(await metrics()).toContain(
    'http_request_duration_seconds_count{service="test",method="GET",route="/things/:id",status="200"} 1',
  );
  expect(await metrics()).not.toContain('canary');
  expect(await metrics()).toContain('process_cpu_seconds_total');
});
