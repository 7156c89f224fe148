import express, { type Express } from 'express';
import { sagaConsole } from 'saga-console';
import type { SagaClient } from 'saga-core/client';
import { userOf } from './users.ts';

export function createHost(sagas: SagaClient): Express {
  const app = express();
  app.use(
    '/console',
    sagaConsole({
      client: sagas,
      authorize: async (request) => {
        const user = await userOf(request.headers.cookie);
        if (user === undefined) return undefined;
        if (!user.roles.includes('support')) return 'forbidden';
        return { actor: user.id, mayDecide: user.roles.includes('operator') };
      },
    }),
  );
  return app;
}
