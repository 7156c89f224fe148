import { z } from 'zod';
import type { ApiOperation } from './open-api-document.ts';

const sagaId = z.string().min(1).max(1_024);

/** How every service is told which sagas have ended: what `sweepEndpoint` of saga-core serves, and checks by itself. */
export const sweepOperations: readonly ApiOperation[] = [
  {
    method: 'get',
    path: '/ended-sagas',
    summary: 'Sagas that this service remembers, after the saga `after`, at most `limit` (500 without it).',
    optionalQuery: ['after', 'limit'],
    answer: z.object({ sagaIds: z.array(sagaId) }),
  },
  {
    method: 'post',
    path: '/ended-sagas',
    summary: 'Report sagas as ended for good, so that they are forgotten. `removed` counts rows.',
    body: z.object({ ended: z.array(sagaId).max(500) }),
    answer: z.object({ removed: z.int() }),
  },
];
