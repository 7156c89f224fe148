// Sagas in flight are replayed by whatever is deployed next. What was recorded once must therefore be replayed for ever: a
// change of the library, or of a saga's functions without a new version, that would stop sagas in flight is found here.
import { readdirSync } from 'node:fs';
import {
  DefaultLogger,
  makeTelemetryFilterString,
  Runtime,
  type WorkflowBundleWithSourceMap,
} from '@temporalio/worker';
import { beforeAll, describe, expect, it } from 'vitest';
import { fingerprint } from '../../src/definition/fingerprint.ts';
import * as sagas from './recorded-sagas.ts';
import { beginnings, bundle, readHistory, replay } from './replay-history.ts';
import { scenarios } from './scenarios.ts';
import { type Sent, sentInHistory } from './sent-in-history.ts';

const isNoTimer = ([what]: Sent) => what !== 'timer';
const names = readdirSync(new URL('histories/', import.meta.url)).map((file) => file.replace('.json', ''));

beforeAll(() => {
  const filter = makeTelemetryFilterString({ core: 'ERROR', other: 'ERROR' });
  Runtime.install({ logger: new DefaultLogger('ERROR'), telemetryOptions: { logging: { filter, forward: {} } } });
});

describe('a recorded history', () => {
  it('is there for every scenario, and no other is', () => {
    const scenarioOf = (name: string) => name.split('.')[0];
    expect([...new Set(names.map(scenarioOf))].sort()).toEqual(scenarios.map(({ name }) => name).sort());
  });

  it.each(names)('%s says nothing of the machine that it was recorded on', (name) => {
    const text = JSON.stringify(readHistory(name));
    expect(text).not.toMatch(/"identity":"(?!worker")/);
    expect(text).not.toMatch(/"stackTrace":"[^"]/);
    expect(text).not.toMatch(/binaryChecksum|workerVersion|requestId/);
  });

  it.each(names)('%s names the definition that the saga was started with, in every run', (name) => {
    const attributes = readHistory(name).events[0]?.workflowExecutionStartedEventAttributes as {
      readonly workflowType: { readonly name: string };
      readonly memo: { readonly fields: Readonly<Record<string, { readonly data: string }>> };
    };
    const memo = Buffer.from(attributes.memo.fields.sagaFingerprint?.data ?? '', 'base64').toString();
    const known = Object.values(sagas).filter((one) => one.name === attributes.workflowType.name);
    expect(known.map((saga) => JSON.stringify(fingerprint(saga)))).toContain(memo);
  });
});

describe('what is deployed', () => {
  let current: WorkflowBundleWithSourceMap;
  beforeAll(async () => {
    current = await bundle('workflows.ts');
  });

  it('sends again exactly what was sent, each argument included', async () => {
    const histories = names.map(readHistory);
    const replayed = await replay(current, histories);
    const wrong = names.flatMap((name, index) =>
      replayed[index]?.misfit === undefined ? [] : [`${name}: ${replayed[index]?.misfit}`],
    );
    expect(wrong).toEqual([]);
    for (const [index, history] of histories.entries()) {
      const [again = [], once] = [replayed[index]?.sent, sentInHistory(history)];
      expect(again.filter(isNoTimer), names[index]).toEqual(once.filter(isNoTimer));
      // A timer that is stopped in the workflow task in which it was started leaves nothing in history.
      expect(again, names[index]).toEqual(expect.arrayContaining([...once]));
    }
  });

  it('goes on from every task of each of them, as a worker without a cache does', async () => {
    const parts = names.flatMap((name) => {
      const all = beginnings(readHistory(name));
      // Of a saga that is large by its many items the last ones say as much as all of them.
      return name.includes('.run-') ? all.slice(-3) : all;
    });
    expect(parts.length).toBeGreaterThan(names.length * 3);
    const replayed = await replay(current, parts);
    expect(replayed).toHaveLength(parts.length);
    expect(replayed.flatMap(({ misfit }) => misfit ?? [])).toEqual([]);
  });
});

describe('a change of a function that came without a new version is caught, be it of', () => {
  let changed: WorkflowBundleWithSourceMap;
  beforeAll(async () => {
    changed = await bundle('changed-workflows.ts');
  });
  const again = async (name: string) => {
    const history = readHistory(name);
    const [replayed] = await replay(changed, [history]);
    return {
      misfit: replayed?.misfit,
      isSame: JSON.stringify(replayed?.sent) === JSON.stringify(sentInHistory(history)),
    };
  };

  it.each([
    { what: 'a condition', name: 'tour-happy' },
    { what: 'an item’s key', name: 'long-tour-happy.run-1' },
  ])('$what, by Temporal', async ({ name }) => {
    expect((await again(name)).misfit).toMatch(/TMPRL1100|[Nn]ondeterminism/);
  });

  it.each([
    { what: 'an argument', name: 'trip-happy' },
    { what: 'an undo’s argument', name: 'adaptive-trip-undo-parked-and-retried' },
    { what: 'a child’s input', name: 'parent-happy' },
    { what: 'what the saga gives', name: 'create-order-happy' },
  ])('$what, which Temporal itself would let pass', async ({ name }) => {
    expect(await again(name)).toEqual({ misfit: undefined, isSame: false });
  });

  it('nothing of the sagas that have not changed', async () => {
    expect(await again('hurried-trip-deadline')).toEqual({ misfit: undefined, isSame: true });
  });
});
