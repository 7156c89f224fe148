import type { AnySaga } from '../../definition/saga-definition.ts';
import type { Finding } from '../finding.ts';
import type { Situation } from '../rehearsal/situations.ts';

/** What a rule says of one step of a saga; `verify` adds the rest. */
export type Found = Pick<Finding, 'severity' | 'step' | 'message'>;

/** Looks at one saga, and not into those that it runs as its steps; `situations` are all in which its functions are asked. Pure. */
export type Rule = (saga: AnySaga, situations: readonly Situation[]) => readonly Found[];
