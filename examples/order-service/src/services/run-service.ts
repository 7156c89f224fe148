import { developmentServiceTokenSecret } from '@saga/activities';
import { readConfig, runProcess, secretWithDevelopmentDefault } from '@saga/process';
import { z } from 'zod';
import { databaseUrl } from './database/database-url.ts';
import { openDatabase } from './database/open-database.ts';
import { createServiceApp } from './service-app.ts';
import type { ServiceDefinition } from './service-definition.ts';

/** The life of a service's process, from its settings to its end. */
export async function runService(service: ServiceDefinition): Promise<void> {
  const { name, defaultPort, databaseVariable, migrations, schemas = [] } = service;
  await runProcess({
    service: name,
    defaultPort,
    start: async ({ logger, stopping }) => {
      const ownerVariable = databaseVariable.replace(/_DATABASE_URL$/, '_OWNER_DATABASE_URL');
      const settings = readConfig(
        z.object({
          [databaseVariable]: databaseUrl,
          [ownerVariable]: databaseUrl
            .optional()
            .describe('a postgres:// URL of the role that owns the tables, or leave it unset'),
          SERVICE_TOKEN_SECRET: secretWithDevelopmentDefault(developmentServiceTokenSecret),
        }),
      );
      const url = String(settings[databaseVariable]);
      const ownerUrl = settings[ownerVariable];
      const owner = ownerUrl === undefined ? {} : { owner: { url: ownerUrl, variable: ownerVariable } };
      const database = { url, variable: databaseVariable, ...owner };
      const pool = await openDatabase({ ...database, migrations, schemas, service: name, logger });
      const secret = String(settings.SERVICE_TOKEN_SECRET);
      const context = { pool, logger, stopping, secret };
      const background = await service.background?.(context);
      return {
        app: createServiceApp(service, {
          ...context,
          ...(background?.backlogs && { backlogs: background.backlogs }),
        }),
        stop: async () => {
          await background?.stop();
          await pool.end();
        },
      };
    },
  });
}
