import { randomUUID } from 'node:crypto';

/** One kind of request, and what the API must answer to it. */
export interface RequestKind {
  readonly name: string;
  readonly expected: readonly number[];
  readonly request: () => { readonly path: string; readonly init: RequestInit };
}

/** What the requests are made of. */
export interface RequestMaterial {
  readonly customer: string;
  readonly operator: string;
  /** Orders that have ended, each with its `ETag`. */
  readonly ended: readonly { readonly id: string; readonly tag: string }[];
  /** Orders that were placed during the run. */
  readonly placed: readonly string[];
}

const json = { 'content-type': 'application/json' };

/** The order that is placed all the time. */
const oneOrder = { items: [{ sku: 'sku-pen', quantity: 1 }], paymentMethod: 'pm_ok' };

/** Placing an order. */
export function orderKind({ customer }: RequestMaterial): RequestKind {
  return {
    name: 'POST /orders',
    expected: [202],
    request: () => ({ path: '/api/v1/orders', init: order(bearer(customer), oneOrder) }),
  };
}

/** Reads, mostly of orders that have ended, and bad requests; each as often as it stands here. All about one saga only operators ask, and seldom. */
export function readKinds(material: RequestMaterial): readonly RequestKind[] {
  const { customer, operator, ended, placed } = material;
  const oneEnded = () => anyOf(ended);
  const get = (name: string, path: () => string, token = customer, expected = [200]): RequestKind => ({
    name,
    expected,
    request: () => ({ path: path(), init: { headers: bearer(token) } }),
  });
  const readEnded = get('GET /orders/{id}, ended', () => `/api/v1/orders/${oneEnded().id}`);
  const unchanged: RequestKind = {
    name: 'GET /orders/{id}, If-None-Match',
    expected: [304],
    request: () => {
      const { id, tag } = oneEnded();
      return { path: `/api/v1/orders/${id}`, init: { headers: { ...bearer(customer), 'if-none-match': tag } } };
    },
  };
  const list = get('GET /orders', () => '/api/v1/orders?limit=20');
  const readNew = get(
    'GET /orders/{id}, new',
    () => `/api/v1/orders/${placed.length > 0 ? anyOf(placed.slice(-20)) : oneEnded().id}`,
  );
  const bad = (name: string, expected: number, path: () => string, init: () => RequestInit): RequestKind => ({
    name: `bad: ${name}`,
    expected: [expected],
    request: () => ({ path: path(), init: init() }),
  });
  const toOrders = () => '/api/v1/orders';
  return [
    ...Array.from({ length: 12 }, () => readEnded),
    ...Array.from({ length: 8 }, () => unchanged),
    ...Array.from({ length: 4 }, () => list),
    ...Array.from({ length: 3 }, () => readNew),
    get('GET /orders?status', () => '/api/v1/orders?status=CONFIRMED&limit=5'),
    get('GET /sagas', () => '/api/v1/sagas?limit=20', operator),
    get('GET /sagas/{id}', () => `/api/v1/sagas/create-order-${oneEnded().id}`, operator),
    bad('no token', 401, toOrders, () => ({})),
    bad('a forged token', 401, toOrders, () => ({ headers: bearer(`${customer.slice(0, -8)}AAAAAAAA`) })),
    bad(
      'an unknown order',
      404,
      () => `/api/v1/orders/${randomUUID()}`,
      () => ({ headers: bearer(customer) }),
    ),
    bad(
      'a customer at /sagas',
      403,
      () => '/api/v1/sagas',
      () => ({ headers: bearer(customer) }),
    ),
    bad(
      'a query that is not known',
      400,
      () => '/api/v1/orders?limit=0',
      () => ({ headers: bearer(customer) }),
    ),
    bad('an order of nothing', 422, toOrders, () => order(bearer(customer), { ...oneOrder, items: [] })),
    bad('an order at its own price', 400, toOrders, () => order(bearer(customer), { ...oneOrder, total: 1 })),
    bad('a body that is too large', 413, toOrders, () =>
      order(bearer(customer), { ...oneOrder, x: 'x'.repeat(11_000) }),
    ),
  ];
}

function order(headers: Record<string, string>, body: object): RequestInit {
  return {
    method: 'POST',
    headers: { ...headers, ...json, 'idempotency-key': randomUUID() },
    body: JSON.stringify(body),
  };
}

function bearer(token: string): Record<string, string> {
  return { authorization: `Bearer ${token}` };
}

function anyOf<Item>(items: readonly Item[]): Item {
  const item = items[Math.floor(Math.random() * items.length)];
  if (item === undefined) throw new TypeError('There is nothing to choose from.');
  return item;
}
