/** One kind of problem: what its page says. */
export interface ProblemKind {
  readonly status: number;
  /** What happened, as a sentence. */
  readonly meaning: string;
  /** What whoever gets it can do. */
  readonly remedy: string;
}

const repeatLater =
  'Wait as long as Retry-After says, and repeat the request. With the same Idempotency-Key nothing happens twice.';

/** Every problem that the order API answers with, by its `code`. A page tells each (RFC 9457, section 4), and the OpenAPI document lists them. */
export const problemCatalogue = {
  BAD_REQUEST: {
    status: 400,
    meaning: 'The request cannot be read.',
    remedy: 'Correct it, and send it again.',
  },
  MALFORMED_REQUEST: {
    status: 400,
    meaning: 'What arrived is not HTTP.',
    remedy: 'Send an HTTP/1.1 request.',
  },
  MALFORMED_PATH: {
    status: 400,
    meaning: 'The address is not correctly percent-encoded, or has a NUL in it.',
    remedy: 'Encode each part of the path and query.',
  },
  MALFORMED_JSON: {
    status: 400,
    meaning: 'The body is not valid JSON.',
    remedy: 'Send a JSON object in UTF-8.',
  },
  JSON_TOO_DEEP: {
    status: 400,
    meaning: 'The body is nested deeper than any call here takes.',
    remedy: 'Send the documented fields only.',
  },
  MISSING_BODY: {
    status: 400,
    meaning: 'The call takes a body, and there is none.',
    remedy: 'Send a JSON object.',
  },
  INCOMPLETE_BODY: {
    status: 400,
    meaning: 'The body did not arrive as a whole, or is not as long as Content-Length says.',
    remedy: 'Send the request again.',
  },
  UNKNOWN_FIELD: {
    status: 400,
    meaning: 'The body has a field that this call does not take. `errors` says where. Nothing was done.',
    remedy: 'Send only the documented fields. Prices, owners and statuses are never the client\u2019s to say.',
  },
  INVALID_QUERY: {
    status: 400,
    meaning: 'A query parameter is not known, is there twice, or breaks its rule. `errors` says which.',
    remedy: 'Correct it, or leave it out.',
  },
  INVALID_CURSOR: {
    status: 400,
    meaning: 'The cursor is not one that this list gave out.',
    remedy: 'Send `nextCursor` as it was, or none for the first page.',
  },
  INVALID_PREFER: {
    status: 400,
    meaning: 'The `wait` of the Prefer header is not a whole number of seconds from 0 to 30.',
    remedy: 'Send `Prefer: wait=N` with such a number, or leave it out.',
  },
  MISSING_IDEMPOTENCY_KEY: {
    status: 400,
    meaning: 'The call needs an Idempotency-Key, and there is none.',
    remedy: 'Send one of 1 to 255 visible ASCII characters: a new one for each order, the same one for a repeat.',
  },
  INVALID_IDEMPOTENCY_KEY: {
    status: 400,
    meaning: 'The Idempotency-Key is empty, longer than 255 characters, or has one that is not visible ASCII.',
    remedy: 'Send one of 1 to 255 visible ASCII characters, such as a UUID.',
  },
  INVALID_LAST_EVENT_ID: {
    status: 400,
    meaning: 'The Last-Event-ID is not the id of an event of this stream.',
    remedy: 'Send the `id` of the last event as it was, or none for the whole present state.',
  },
  UNAUTHORIZED: {
    status: 401,
    meaning: 'There is no bearer token, or it is not valid, or not any more.',
    remedy: 'Get a new token, and send it as `Authorization: Bearer \u2026`.',
  },
  FORBIDDEN: {
    status: 403,
    meaning: 'The call is for operators, and the token is not one of an operator.',
    remedy: 'Use a token whose `role` is `operator`.',
  },
  NOT_FOUND: {
    status: 404,
    meaning: 'There is nothing at this address.',
    remedy: 'Look at the OpenAPI document for what there is.',
  },
  ORDER_NOT_FOUND: {
    status: 404,
    meaning: 'The caller has no order with this id. Another customer\u2019s order answers the same.',
    remedy: 'Use an id that `POST /orders` or the list gave.',
  },
  SAGA_NOT_FOUND: {
    status: 404,
    meaning: 'No order\u2019s saga has this id, or it has no such step.',
    remedy: 'Use an id that `GET /sagas` gave.',
  },
  METHOD_NOT_ALLOWED: {
    status: 405,
    meaning: 'The address does not answer to this method.',
    remedy: 'Use one that the Allow header names.',
  },
  REQUEST_TIMEOUT: {
    status: 408,
    meaning: 'The request did not arrive in time.',
    remedy: 'Send it again, faster.',
  },
  TOO_LATE: {
    status: 409,
    meaning: 'The order is being confirmed, or has ended, and can no longer be cancelled.',
    remedy: 'Read the order to see how it ended.',
  },
  REQUEST_IN_PROGRESS: {
    status: 409,
    meaning: 'The order with this Idempotency-Key is still being accepted.',
    remedy: 'Repeat the request in a moment; it then answers that order.',
  },
  DECISION_MISFIT: {
    status: 409,
    meaning:
      'The decision does not fit the state of the saga: the step is not parked, or not for this. Nothing was done.',
    remedy: 'Read the saga again, and decide about what it shows.',
  },
  BODY_TOO_LARGE: {
    status: 413,
    meaning: 'The body is larger than 10 kB.',
    remedy: 'Send a smaller one.',
  },
  URI_TOO_LONG: {
    status: 414,
    meaning: 'The address is longer than this service accepts.',
    remedy: 'Send a shorter one; no call needs more.',
  },
  UNSUPPORTED_MEDIA_TYPE: {
    status: 415,
    meaning: 'The body is not JSON in UTF-8, or is compressed.',
    remedy: 'Send `Content-Type: application/json`, and no Content-Encoding.',
  },
  EXPECTATION_FAILED: {
    status: 417,
    meaning: 'The Expect header asks for something that the service does not do.',
    remedy: 'Leave it out, or send `Expect: 100-continue`.',
  },
  INVALID_BODY: {
    status: 422,
    meaning: 'The body is JSON, and breaks at least one rule. `errors` says which.',
    remedy: 'Correct what `errors` names.',
  },
  UNKNOWN_SKU: {
    status: 422,
    meaning: 'At least one item is not in the catalogue. `errors` says which. Nothing was ordered.',
    remedy: 'Order SKUs that the catalogue has.',
  },
  MIXED_CURRENCIES: {
    status: 422,
    meaning: 'The items are sold in several currencies. Nothing was ordered.',
    remedy: 'Order those of each currency by themselves.',
  },
  TOTAL_TOO_LARGE: {
    status: 422,
    meaning: 'The total is larger than an order can be. Nothing was ordered.',
    remedy: 'Order less at once.',
  },
  KEY_REUSED: {
    status: 422,
    meaning: 'The Idempotency-Key was used for another order. Nothing was ordered.',
    remedy: 'Send a new key for a new order; for a repeat send the same body.',
  },
  TOO_MANY_REQUESTS: {
    status: 429,
    meaning: 'There were too many requests with this token, or from this address.',
    remedy: 'Wait as long as Retry-After says.',
  },
  TOO_MANY_STREAMS: {
    status: 429,
    meaning: 'The caller has ten event streams open already.',
    remedy: 'Close one, or wait until an order has ended. One stream per order is enough.',
  },
  HEADERS_TOO_LARGE: {
    status: 431,
    meaning: 'The headers are larger than this service accepts.',
    remedy: 'Send fewer or shorter ones.',
  },
  INTERNAL: {
    status: 500,
    meaning: 'The service failed. Its log says why, under the correlation id.',
    remedy: 'Tell the operators the correlation id.',
  },
  STARTING: {
    status: 503,
    meaning: 'The service is starting.',
    remedy: repeatLater,
  },
  UNAVAILABLE: {
    status: 503,
    meaning: 'Something that the service depends on does not answer.',
    remedy: repeatLater,
  },
  OVERLOADED: {
    status: 503,
    meaning: 'The service has more to do than it can, and has not begun with this request.',
    remedy: repeatLater,
  },
  STREAMS_EXHAUSTED: {
    status: 503,
    meaning: 'No more event streams can be opened here at the moment.',
    remedy: 'Wait as long as Retry-After says, or read the order itself from time to time.',
  },
  TOO_MANY_CONNECTIONS: {
    status: 503,
    meaning: 'All connections that the service has, in all or for this address, are in use.',
    remedy: repeatLater,
  },
  TOKEN_KEYS_UNAVAILABLE: {
    status: 503,
    meaning: 'Tokens cannot be checked at the moment, because their issuer\u2019s keys cannot be had.',
    remedy: repeatLater,
  },
  CATALOGUE_UNAVAILABLE: {
    status: 503,
    meaning: 'The catalogue does not answer, so the order cannot be priced. Nothing was saved.',
    remedy: repeatLater,
  },
  ORDERS_UNAVAILABLE: {
    status: 503,
    meaning: 'Orders cannot be worked on at the moment, and whether the request had an effect is not known.',
    remedy: repeatLater,
  },
  ORDER_NEEDS_ATTENTION: {
    status: 503,
    meaning: 'Work on the order was interrupted, and an operator must look at it before it can be cancelled.',
    remedy: 'Repeat the request later.',
  },
} as const satisfies Readonly<Record<string, ProblemKind>>;

/** The stable code of a problem, for machines. */
export type ProblemCode = keyof typeof problemCatalogue;

/** The problems of the catalogue, as rows. */
export const problemKinds: readonly (ProblemKind & { readonly code: ProblemCode })[] = Object.entries(
  problemCatalogue,
).map(([code, kind]) => ({ code: code as ProblemCode, ...kind }));
