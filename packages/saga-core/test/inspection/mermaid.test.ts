import fc from 'fast-check';
import { type AnySaga, rollbackPaths, toMermaid } from 'saga-core';
import { describe, expect, it } from 'vitest';
import { createOrderSaga } from '../../../../examples/order-service/src/saga/create-order.ts';
import * as flowSagas from '../support/flow-sagas.ts';
import { arbitrarySaga } from './support/arbitrary-saga.ts';
import { parseMermaid } from './support/parse-mermaid.ts';

const golden = (name: string) => new URL(`golden/${name}.mmd`, import.meta.url).pathname;

describe('the drawings of createOrder', () => {
  // `vitest run packages/saga-core/test/inspection/mermaid.test.ts -u` draws them anew.
  it('are as they were drawn: the whole saga', async () => {
    await expect(toMermaid(createOrderSaga)).toMatchFileSnapshot(golden('create-order'));
  });

  it.each(['createOrder', 'reserveItems', 'processPayment', 'confirmOrder'])(
    'are as they were drawn: the ways back from %s',
    async (step) => {
      const drawn = toMermaid(createOrderSaga, { rollbackFrom: step });
      await expect(drawn).toMatchFileSnapshot(golden(`create-order-from-${step}`));
    },
  );
});

describe('a drawing', () => {
  it('is accepted by Mermaid for every saga of the tests, whole and from each step', async () => {
    for (const saga of Object.values(flowSagas).filter((one): one is typeof flowSagas.tourSaga => 'steps' in one)) {
      await parseMermaid(toMermaid(saga));
      for (const { step } of rollbackPaths(saga)) await parseMermaid(toMermaid(saga, { rollbackFrom: step }));
    }
  });

  it('is accepted by Mermaid whatever flow and names there are, shows every name as it is, and leads everywhere', async () => {
    await fc.assert(
      fc.asyncProperty(arbitrarySaga, async (saga) => {
        const text = toMermaid(saga);
        expect(toMermaid(saga), 'drawn twice').toBe(text);
        const { labels, edges } = await parseMermaid(text);
        const shown = new Set(labels.map(([first]) => first));
        for (const { name } of saga.steps) expect(shown).toContain(name);
        const activities = saga.steps.flatMap(({ run }) => (run.kind === 'call' ? [run.call.activity] : []));
        const lines = new Set(labels.flat());
        for (const activity of activities) if (!/\p{C}/u.test(activity)) expect(lines).toContain(activity);
        // An arrow between what was not drawn would draw it, without a name.
        const nodes = new Set(edges.flat());
        expect(labels.length).toBe(nodes.size);
        const fromStart = reachable(edges, 'start');
        expect([...nodes].filter((node) => !fromStart.has(node))).toEqual([]);
        const toEnd = reachable(
          edges.map(([from, to]) => [to, from] as const),
          'compensated',
        );
        expect([...nodes].filter((node) => node.startsWith('undo_') && !toEnd.has(node))).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it('is accepted by Mermaid for the ways back from any step', async () => {
    await fc.assert(
      fc.asyncProperty(arbitrarySaga, async (saga) => {
        for (const step of new Set(rollbackPaths(saga).map((path) => path.step)))
          await parseMermaid(toMermaid(saga, { rollbackFrom: step }));
      }),
      { numRuns: 15 },
    );
  });

  it('of the ways back from a step that there is not names those that there are', () => {
    const saga: AnySaga = createOrderSaga;
    expect(() => toMermaid(saga, { rollbackFrom: 'procesPayment' })).toThrow(/did you mean 'processPayment'\?/);
    expect(() => toMermaid(saga, { rollbackFrom: 'commitItems' })).toThrow(/stands after the pivot/);
    expect(() => toMermaid(saga, { rollbackForm: 'x' } as never)).toThrow(/did you mean 'rollbackFrom'/);
  });
});

function reachable(edges: readonly (readonly [string, string])[], from: string): ReadonlySet<string> {
  const reached = new Set([from]);
  for (const node of reached) for (const [start, end] of edges) if (start === node) reached.add(end);
  return reached;
}
