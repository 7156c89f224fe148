import type { DatabaseVariable, OwnerVariable } from './service-database.ts';

const defaults = {
  TEMPORAL_NAMESPACE: 'default',
  TEMPORAL_TASK_QUEUE: 'orders',
  ORDER_API_URL: 'http://127.0.0.1:3000',
  ORDER_SERVICE_URL: 'http://127.0.0.1:3001',
  INVENTORY_SERVICE_URL: 'http://127.0.0.1:3002',
  PAYMENT_SERVICE_URL: 'http://127.0.0.1:3003',
  NOTIFICATION_SERVICE_URL: 'http://127.0.0.1:3004',
};

/** What the project's processes need to find each other: what the environment sets, else the defaults. */
export function stackEnvironment(
  environment: NodeJS.ProcessEnv,
  temporalAddress: string,
  databaseUrls: Readonly<Partial<Record<DatabaseVariable | OwnerVariable, string>>>,
): Record<string, string> {
  const chosen = Object.entries(defaults).map(([name, value]) => [name, environment[name] || value]);
  return { TEMPORAL_ADDRESS: temporalAddress, ...Object.fromEntries(chosen), ...databaseUrls };
}
