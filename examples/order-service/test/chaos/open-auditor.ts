import { developmentServiceTokenSecret } from '@saga/activities';
import { Auditor } from '../../src/audit/auditor.ts';
import type { RunningSystem } from '../../src/start/start-everything.ts';

/** The demo's auditor, on the databases that these processes use. */
export async function openAuditor(
  system: RunningSystem,
  databaseUrls: Readonly<Record<string, string>>,
  customerIds: readonly string[],
): Promise<Auditor> {
  const { ORDER_DATABASE_URL = '', INVENTORY_DATABASE_URL = '', PAYMENT_DATABASE_URL = '' } = databaseUrls;
  return await Auditor.open({
    databaseUrls: [ORDER_DATABASE_URL, INVENTORY_DATABASE_URL, PAYMENT_DATABASE_URL],
    inventoryUrl: system.url('inventory'),
    paymentUrl: system.url('payment'),
    secret: developmentServiceTokenSecret,
    customerIds,
  });
}
