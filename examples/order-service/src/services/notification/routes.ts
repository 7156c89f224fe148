import { exactRouter, methodNotAllowed } from '@saga/process';
import type { Router } from 'express';
import { z } from 'zod';
import { invalidInput } from '../http/invalid-input.ts';
import type { ServiceContext } from '../service-definition.ts';
import { notificationsOf } from './notification-repository.ts';

// One parameter, once: given twice it is a list, and which of the two was meant nobody knows.
const query = z.object({ orderId: z.string().min(1).max(200) });

export function notificationRoutes({ pool }: ServiceContext): Router {
  const router = exactRouter();
  router
    .route('/notifications')
    .get(async (request, response) => {
      const parsed = query.safeParse(request.query);
      if (!parsed.success) throw invalidInput(parsed.error);
      response.json(await notificationsOf(pool, parsed.data.orderId));
    })
    .all(methodNotAllowed('GET'));
  return router;
}
