import type { AuditFacts } from './audit-facts.ts';

/** Something that the order example promises to be true, whatever fails. */
export interface LedgerPromise {
  /** A sentence. */
  readonly promise: string;
  /** Everything in the facts that breaks it, a sentence each. None: it held. */
  readonly violations: (facts: AuditFacts) => readonly string[];
}
