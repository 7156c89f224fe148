// Holds what it costs to type-check a large saga: an editor checks the whole chain again with every key that is pressed.
import { describe, expect, it } from 'vitest';
import { typeCheck } from './type-check.ts';

const prelude = `
import { participant, saga } from 'saga-core';
interface Desk {
  reserve(argument: { tripId: string; seen?: string | undefined }): Promise<{ room: string }>;
  release(argument: { room?: string; key?: string }): Promise<void>;
}
const desk = participant<Desk>('desk');
const big = saga<{ tripId: string; rooms: string[] }>('big')`;

/** A step that reads the input and an earlier result, and whose undo reads what is known of it. */
const step = (name: string, seen = 'undefined') => `
  .step('${name}', desk.reserve(({ input, results }) => ({ tripId: input.tripId, seen: ${seen} })), {
    compensate: desk.release(({ outcome, runKey }) => outcome.kind === 'applied' ? { room: outcome.result.room } : { key: runKey }),
    timeout: '30s',
  })`;
const end = (result: string) => `
  .pivot('pay', desk.reserve(({ input, results }) => ({ tripId: input.tripId, seen: results.${result} })))
  .returns(({ results }) => results.pay.room);
const output: import('saga-core').OutputOf<typeof big> = 'a room';
void output;
`;

const chain = (length: number) => {
  const steps = Array.from({ length }, (_, index) =>
    step(`s${index}`, index === 0 ? undefined : `results.s${index - 1}.room`),
  );
  return `${prelude}${steps.join('')}${end(`s${length - 1}.room`)}`;
};

/** As many steps, four in each of fifteen places: two at once, one by a condition, one for each room. */
const tree = Array.from(
  { length: 15 },
  (_, index) => `
  .parallel((at) => at${step(`p${index}`)}${step(`q${index}`)})
  .when(({ input }) => input.rooms.length > ${index}, (then) => then${step(`w${index}`, `results.p${index}.room`)})
  .forEach(({ input }) => input.rooms, { key: (room) => room }, (each) => each${step(`f${index}`, `results.w${index}?.room`)})`,
).join('');

describe('type-checking a saga', () => {
  // A tenth more than was measured: the count is the same on every machine.
  it.each([
    { of: '60 steps, one after the other', text: chain(60), most: 45_000 },
    {
      of: '60 steps inside parallel, when and forEach',
      text: `${prelude}${tree}${end("f14['a']?.room")}`,
      most: 105_000,
    },
  ])('of $of makes at most $most instantiations', ({ of, text, most }) => {
    const { messages, instantiations, milliseconds } = typeCheck([text]);
    console.log(`type-checking a saga of ${of}: ${instantiations} instantiations, ${milliseconds} ms on this machine`);
    expect(messages).toEqual(['']);
    expect(instantiations).toBeLessThanOrEqual(most);
  });

  it('of 150 steps in one chain does not overflow the checker', () => {
    expect(typeCheck([chain(150)]).messages).toEqual(['']);
  });
});
