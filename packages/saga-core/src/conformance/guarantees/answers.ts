import { Broken } from '../broken.ts';
import type { Guarantee } from '../guarantee.ts';

/** @internal */
export const answers: readonly Guarantee[] = [
  {
    name: 'answers',
    promise: 'Every answer is in the shape that callers take for what it means.',
    rule: 'R3',
    hasEffects: false,
    async attack({ misshape }) {
      if (misshape !== undefined) throw new Broken(`Of an answer that came: ${misshape.fault}.`, [misshape.exchange]);
    },
  },
];
