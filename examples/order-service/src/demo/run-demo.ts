import { randomBytes } from 'node:crypto';
import { developmentServiceTokenSecret } from '@saga/activities';
import pc from 'picocolors';
import { Auditor } from '../audit/auditor.ts';
import type { RunningSystem } from '../start/start-everything.ts';
import { auditedOrder, auditReport } from './audit-report.ts';
import { Customer } from './customer.ts';
import { placeRush } from './place-rush.ts';
import { endedAsExpected, resultTable } from './result-table.ts';
import { rush, stories } from './scenario.ts';
import type { Screen } from './screen.ts';
import { tellStories } from './tell-stories.ts';

/** Places the orders, shows them, and has them audited. Whether every order ended as it should and every promise held. */
export async function runDemo(system: RunningSystem, screen: Screen, secret: string | undefined): Promise<boolean> {
  const run = randomBytes(3).toString('hex');
  const [one, many] = await Promise.all(
    ['one', 'many'].map((name) => Customer.at(system.url('api'), `customer-${name}-${run}`)),
  );
  if (one === undefined || many === undefined) throw new Error('There are two customers.');
  const { ORDER_DATABASE_URL = '', INVENTORY_DATABASE_URL = '', PAYMENT_DATABASE_URL = '' } = system.env;
  const auditor = await Auditor.open({
    databaseUrls: [ORDER_DATABASE_URL, INVENTORY_DATABASE_URL, PAYMENT_DATABASE_URL],
    inventoryUrl: system.url('inventory'),
    paymentUrl: system.url('payment'),
    secret: secret || developmentServiceTokenSecret,
    customerIds: [one.id, many.id],
  });
  const orders = [...(await tellStories(stories, one, screen)), ...(await placeRush(rush, many, screen))];

  screen.line();
  for (const line of resultTable(orders)) screen.line(line);
  const promises = await auditor.audit(orders.map(auditedOrder));
  screen.line();
  screen.line(pc.bold(`The auditor read the ledgers, stock and accounts after these ${orders.length} orders:`));
  for (const line of auditReport(promises)) screen.line(line);
  screen.line();

  const wrong = orders.filter((order) => !endedAsExpected(order)).length;
  const broken = promises.filter(({ violations }) => violations.length > 0).length;
  const held = wrong === 0 && broken === 0;
  screen.line(
    held
      ? pc.green(pc.bold(`All ${orders.length} orders ended as they should, and all ${promises.length} promises held.`))
      : pc.red(
          pc.bold(
            `${wrong} of ${orders.length} orders ended otherwise, and ${broken} of ${promises.length} promises broke.`,
          ),
        ),
  );
  return held;
}
