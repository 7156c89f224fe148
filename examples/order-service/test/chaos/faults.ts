import { chance } from './chance.ts';

/** One try of a saga's call, as the network sees it. */
export interface NetworkCall {
  readonly sagaId: string;
  readonly step: string;
  readonly operation: string;
  readonly key: string;
  /** From 1. */
  readonly attempt: number;
}

/** What becomes of a request. Times are milliseconds. */
export type Fault =
  /** It never arrives, and its caller hears nothing. */
  | { readonly kind: 'dropRequest' }
  /** It takes effect, and its caller hears nothing, or has its connection broken. */
  | { readonly kind: 'dropReply'; readonly how: 'silence' | 'broken' }
  /** Its caller hears nothing. It arrives after so long, or, without `release`, when somebody has all of them released. */
  | { readonly kind: 'hold'; readonly release?: number }
  /** It arrives twice, the second time after so long; 0 is at the same time. */
  | { readonly kind: 'duplicate'; readonly after: number }
  /** It arrives after its caller has given up. */
  | { readonly kind: 'delay'; readonly by: number }
  /** Its caller's connection is broken, before it arrives or when its answer is on the way. */
  | { readonly kind: 'reset'; readonly when: 'before' | 'after' };

export type FaultKind = Fault['kind'];

/** Says what becomes of a try. `undefined`: nothing, it goes there and back. */
export type Faults = (call: NetworkCall) => Fault | undefined;

export const faultKinds: readonly FaultKind[] = ['dropRequest', 'dropReply', 'hold', 'duplicate', 'delay', 'reset'];

/**
 * Each kind of fault with the same probability, by dice that hang on the seed and the try alone: with the same seed a saga
 * of the same id meets the same network.
 *
 * @param attemptTimeout milliseconds that callers wait for an answer
 */
export function seededFaults(seed: number, probability: number, attemptTimeout: number): Faults {
  return ({ key, operation, attempt }) => {
    const roll = (what: string) => chance(seed, what, key, operation, attempt);
    switch (faultKinds[Math.floor(roll('kind') / probability)]) {
      case undefined:
        return undefined;
      case 'dropRequest':
        return { kind: 'dropRequest' };
      case 'dropReply':
        return { kind: 'dropReply', how: roll('how') < 0.5 ? 'silence' : 'broken' };
      case 'hold':
        // Half of them come while their saga may still be at work, half when all sagas have ended.
        return roll('whether') < 0.5
          ? { kind: 'hold' }
          : { kind: 'hold', release: roll('release') * attemptTimeout * 15 };
      case 'duplicate':
        return { kind: 'duplicate', after: roll('whether') < 0.5 ? 0 : roll('after') * attemptTimeout * 4 };
      case 'delay':
        return { kind: 'delay', by: attemptTimeout * (1.1 + 3 * roll('by')) };
      case 'reset':
        return { kind: 'reset', when: roll('when') < 0.5 ? 'before' : 'after' };
    }
  };
}
