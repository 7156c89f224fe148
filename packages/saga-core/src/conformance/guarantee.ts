import type { Attack } from './attack.ts';
import type { ConformanceOperation } from './conformance-options.ts';
import type { GuaranteeName } from './guarantee-name.ts';

/** What an operation must have for a guarantee to apply to it. @internal */
export type Need =
  | Exclude<keyof ConformanceOperation, 'after' | 'run'>
  /** Refusals of its run are stored: it is not `mustSucceed`. */
  | 'storedRefusals'
  /** Run and compensation go to different addresses. */
  | 'twoAddresses';

/** A promise of the protocol, and how it is attacked. @internal */
export interface Guarantee {
  readonly name: GuaranteeName;
  /** One sentence. */
  readonly promise: string;
  readonly rule: string;
  readonly needs?: readonly Need[];
  /** Whether effects tell more of it than answers. */
  readonly hasEffects: boolean;
  /** Throws `Broken` where it does not hold. */
  readonly attack: (attack: Attack) => Promise<void>;
}
