import { createApp, finish, jsonBody, methodNotAllowed, noteSagaHeader } from '@saga/process';
import type { Express } from 'express';
import { barrierSweep, sweepEndpoint } from 'saga-core/participant';
import { type Backlogs, backlogGauges } from './events/backlog-gauges.ts';
import { openApiDocument } from './http/open-api-document.ts';
import { requireServiceToken } from './http/require-service-token.ts';
import { sweepOperations } from './http/sweep-operations.ts';
import type { ServiceContext, ServiceDefinition } from './service-definition.ts';

export interface ServiceAppOptions extends ServiceContext {
  /** `SERVICE_TOKEN_SECRET`. */
  readonly secret: string;
  readonly backlogs?: Backlogs;
}

/** A service's HTTP side. Health, metrics and the OpenAPI file are open; everything else needs a service token, also to learn what exists. */
export function createServiceApp(
  { name, api, routes }: ServiceDefinition,
  { pool, logger, stopping, secret, backlogs }: ServiceAppOptions,
): Express {
  const checks = { database: () => pool.query('SELECT 1') };
  const gauges = backlogs && { gauges: backlogGauges(backlogs) };
  const app = createApp({ service: name, logger, checks, ...gauges });
  const document = openApiDocument({ ...api, operations: [...api.operations, ...sweepOperations] });
  app
    .route('/openapi.json')
    .get((_request, response) => {
      response.json(document);
    })
    .all(methodNotAllowed('GET'));
  // 512 kB: the contracts allow a thousand lines.
  app.use(requireServiceToken({ secret, audience: name }), noteSagaHeader, jsonBody({ limit: '512kb' }));
  const sweep = sweepEndpoint(barrierSweep(pool));
  app.route('/ended-sagas').get(sweep).post(sweep).all(methodNotAllowed('GET', 'POST'));
  app.use(routes({ pool, logger, stopping }));
  return finish(app);
}
