import type { FindingRule } from './finding-rule.ts';

/**
 * Something in a definition that leads, or may lead, to an effect that nobody undoes or to work for a person.
 * `error`: a promise breaks, or a saga stands still, in a case that will come. `warning`: it may, by what only the author knows.
 */
export interface Finding {
  /** Stable: its page is `docs/rules/<rule>.md`, and `accept` takes it. */
  readonly rule: FindingRule;
  readonly severity: 'error' | 'warning';
  /**
   * The step that it is about. For a step of a child saga the path to it, by the steps that run the sagas:
   * `bookRoom/payDeposit`.
   */
  readonly step: string;
  /** A full sentence or two: which step, what is wrong with it, and the remedy. */
  readonly message: string;
  /** The page that tells what it leads to, as a path within the repository. */
  readonly page: `docs/rules/${FindingRule}.md`;
}
