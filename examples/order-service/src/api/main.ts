// The order API's process: `npm run start:api`.
import { runProcess } from '@saga/process';
import { SagaClient } from 'saga-core/client';
import { readApiConfig } from './config.ts';
import { openDatabase } from './database.ts';
import { addressKey } from './hardening/address-key.ts';
import { orderApi } from './order-api.ts';
import { InventoryCatalogue } from './orders/catalogue.ts';
import { problemType } from './problems/problem-type.ts';
import { temporalClient } from './temporal/connect-temporal.ts';
import { TemporalOrderSagas } from './temporal/temporal-order-sagas.ts';
import { TemporalSagaDesk } from './temporal/temporal-saga-desk.ts';

await runProcess({
  service: 'api',
  defaultPort: 3000,
  checkSettings: () => readApiConfig(),
  problemType,
  addressKey,
  start: async ({ logger, stopping }) => {
    const config = readApiConfig();
    const { client, connection } = temporalClient(config.encryptionKeys);
    const pool = await openDatabase(config, logger);
    const { taskQueue, timeoutScale, inventoryUrl, serviceTokenSecret } = config;
    const { app, swept } = orderApi({
      config,
      logger,
      pool,
      sagas: new TemporalOrderSagas({ client, taskQueue, timeoutScale, logger }),
      desk: new TemporalSagaDesk({ client, taskQueue, logger }),
      sagaClient: new SagaClient({ client, taskQueue }),
      catalogue: new InventoryCatalogue({ url: inventoryUrl, secret: serviceTokenSecret }),
      stopping,
    });
    return {
      app,
      stop: async () => {
        await swept;
        await pool.end();
        await connection.close();
      },
    };
  },
});
