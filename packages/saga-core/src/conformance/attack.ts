import { chance } from './chance.ts';
import type { Misshape } from './logbook.ts';
import type { Outcome } from './outcome.ts';
import type { SagaUnderAttack } from './saga-under-attack.ts';

/** One of the items for which a saga does its step. @internal */
export interface ItemOf {
  readonly item?: string | undefined;
  /** Whose saga it is an item of; it has an id of its own for what it is about. */
  readonly of?: SagaUnderAttack | undefined;
}

/** What every attack has, and what it is made of. @internal */
export interface AttackBasis {
  /** Whether the operation has it. */
  readonly has: (part: 'compensate' | 'refuse' | 'fence') => boolean;
  /** Begins a saga of which nothing was sent yet, or one item of its step. */
  readonly begin: (item?: ItemOf) => Promise<SagaUnderAttack>;
  /** How many equal calls are sent at once. */
  readonly concurrency: number;
  /** How many milliseconds a call takes at present. */
  readonly usualTime: () => number;
  /** The first answer that was in no shape for callers. */
  readonly misshape: Misshape | undefined;
}

/** Gives a number from 0 to below 1 for each name, always the same for one round of one attack under one seed. @internal */
export type Draw = (what: string) => number;

/** One attack on one guarantee of one operation. @internal */
export interface Attack extends AttackBasis {
  /** Plays it on a new saga in each round. `spread` is a number from 0 to below 1, drawn so that the rounds' numbers cover it evenly. */
  eachRound(play: (saga: SagaUnderAttack, draw: Draw, spread: number) => Promise<void>): Promise<void>;
  /** Sends `concurrency` equal calls at once. */
  atOnce(call: () => Promise<Outcome>): Promise<readonly Outcome[]>;
  /**
   * Sends several of both, each after a drawn pause of up to two usual calls, so that over the rounds each meets the other before, while
   * and after it is performed. Where pauses are equal, who is sent first is drawn too.
   */
  race(draw: Draw, one: () => Promise<Outcome>, other: () => Promise<Outcome>): Promise<Raced>;
}

interface Raced {
  readonly ones: readonly Outcome[];
  readonly others: readonly Outcome[];
}

/** @internal */
export interface AttackTools extends AttackBasis {
  readonly rounds: number;
  readonly seed: number;
  /** Which attack it is: its draws are its own. */
  readonly name: string;
  /** Undoes what may stand of the sagas that were begun, and forgets what was noted of them. */
  readonly tidyUp: () => Promise<void>;
  readonly pause: (milliseconds: number) => Promise<void>;
}

/** @internal */
export function attackWith({ rounds, seed, name, tidyUp, pause, ...basis }: AttackTools): Attack {
  const { begin, concurrency, usualTime } = basis;
  return {
    ...basis,
    async eachRound(play) {
      for (let round = 0; round < rounds; round += 1) {
        if (round > 0) await tidyUp();
        const draw: Draw = (what) => chance(seed, name, round, what);
        await play(await begin(), draw, (round + draw('spread')) / rounds);
      }
    },
    atOnce: async (call) => await Promise.all(Array.from({ length: concurrency }, call)),
    async race(draw, one, other) {
      const span = 2 * usualTime() * draw('span');
      const late = async (who: string, index: number, call: () => Promise<Outcome>) => {
        await pause(span * draw(`${who} ${index}`));
        return await call();
      };
      const send = (who: string, call: () => Promise<Outcome>) =>
        Promise.all(Array.from({ length: Math.ceil(concurrency / 2) }, (_, index) => late(who, index, call)));
      const early = draw('first') < 0.5 ? send('one', one) : undefined;
      const sentOthers = send('other', other);
      const [ones, others] = await Promise.all([early ?? send('one', one), sentOthers]);
      return { ones, others };
    },
  };
}
