import { reserveArgument, reserveResult } from '@saga/activities';
import { z } from 'zod';

/** As the saga's headers say it over HTTP. */
const call = z.object({
  key: z.string(),
  sagaId: z.string(),
  step: z.string(),
  operation: z.enum(['run', 'compensate', 'fence']),
  notAfter: z.int().exactOptional(),
  mustSucceed: z.literal(true).exactOptional(),
});

const name = 'inventory.reserve';

// CloudEvents 1.0. For the OpenAPI file: saga-core's inbox checks the event and the call, the handler its argument.
const cloudEvent = z.object({
  specversion: z.literal('1.0'),
  id: z.string().min(1).max(1_024),
  source: z.string().min(1).max(1_024),
  subject: z.string().min(1).max(1_024),
  time: z.iso.datetime(),
  datacontenttype: z.literal('application/json'),
  traceparent: z.string().exactOptional(),
  tracestate: z.string().exactOptional(),
});

/** What `POST /messages` takes: a request that is answered later. `token` comes back with the answer. */
export const requestMessage = cloudEvent.extend({
  type: z.literal(`saga.request.${name}`),
  data: z.object({ call, argument: reserveArgument, token: z.string() }),
});

/** What `GET /events` tells: the answers to requests. */
export const replyMessage = cloudEvent.extend({
  type: z.literal('saga.reply'),
  data: z.object({
    name: z.literal(name),
    key: z.string(),
    token: z.string(),
    answer: z.union([
      z.object({ outcome: z.literal('applied'), result: reserveResult }),
      z.object({ outcome: z.literal('refused'), code: z.string(), detail: z.string().exactOptional() }),
    ]),
  }),
});
