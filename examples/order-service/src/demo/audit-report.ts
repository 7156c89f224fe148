import pc from 'picocolors';
import type { AuditedOrder } from '../audit/audit-facts.ts';
import type { AuditedPromise } from '../audit/auditor.ts';
import { type FollowedOrder, hasEnded } from './follow-order.ts';

/** What the auditor is told of an order: no more than its customer was. */
export function auditedOrder({ order, customerId }: Pick<FollowedOrder, 'order' | 'customerId'>): AuditedOrder {
  const { id, status, total, items } = order;
  return { id, customerId, status, hasEnded: hasEnded(order), total: total.amount, lines: items };
}

/** Each promise with ✓, or with ✗ and what broke it. */
export function auditReport(promises: readonly AuditedPromise[]): readonly string[] {
  return promises.flatMap(({ promise, violations }) => [
    `${violations.length === 0 ? pc.green('✓') : pc.red('✗')} ${promise}`,
    ...violations.map((violation) => pc.red(`    ${violation}`)),
  ]);
}
