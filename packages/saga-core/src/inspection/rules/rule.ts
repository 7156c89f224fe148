import type { AnySaga } from '../../definition/saga-definition.ts';
import type { Finding } from '../finding.ts';

/** What a rule says of one step of a saga; `verify` adds the rest. */
export type Found = Pick<Finding, 'severity' | 'step' | 'message'>;

/** Looks at one saga, and not into those that it runs as its steps. Pure. */
export type Rule = (saga: AnySaga) => readonly Found[];
