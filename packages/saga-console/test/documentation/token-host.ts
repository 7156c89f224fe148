import type { Express } from 'express';
import { sagaConsole } from 'saga-console';
import type { SagaClient } from 'saga-core/client';
import { checkToken } from './users.ts';

export function mountConsole(app: Express, sagas: SagaClient): void {
  app.use(
    '/console',
    sagaConsole({
      client: sagas,
      signIn: 'token',
      authorize: async ({ headers }) => {
        const claims = await checkToken(headers.authorization);
        if (claims === undefined) return undefined;
        return claims.role === 'operator' ? { actor: claims.sub, mayDecide: true } : 'forbidden';
      },
    }),
  );
}
