import { randomUUID } from 'node:crypto';
import { participantActivities } from 'saga-core/activity';
import { simulate } from 'saga-core/testing';
import { afterAll, describe, expect, it, onTestFailed } from 'vitest';
import { openDesk } from '../../support/open-desk.ts';
import { playStory } from './play-story.ts';
import { randomStory } from './random-schedule.ts';
import { Stage } from './stage.ts';
import { traceSetups } from './trace-setups.ts';

// What is proved of the model is true of a real saga only as far as they agree. A seeded sample of what can befall a saga is
// played in memory and on a real Temporal, act by act, and both must have sent the same calls and stand alike after each. The seeds
// are always the same ones: SAGA_TRACE_SEED=<seed> SAGA_TRACES=1 plays one, SAGA_TRACES=<n> more of them, and SAGA_TRACE_CACHE=0
// lets every task of theirs replay the whole history, as `npm test -- --all` does for the one that once found an update out of order.
const traces = Number(process.env.SAGA_TRACES ?? 8);
const firstSeed = Number(process.env.SAGA_TRACE_SEED ?? 1);
const seeds = Array.from({ length: traces }, (_, index) => firstSeed + index);

const { SAGA_TRACE_CACHE: asked } = process.env;
const plays =
  asked === undefined
    ? [
        { cache: {}, seeds },
        {
          cache: { maxCachedWorkflows: 0 },
          seeds: seeds.filter((seed) => seed === 3 && process.env.SAGA_TESTS === 'all'),
        },
      ]
    : [{ cache: { maxCachedWorkflows: Number(asked) }, seeds }];

describe.each(plays.filter((play) => play.seeds.length > 0))(
  'the same schedules give equal traces in memory and on Temporal (worker $cache)',
  ({ cache, seeds }) => {
    const stage = new Stage();
    // Before the worker stops: hooks run in the reverse of their order.
    const open = openDesk({ ...cache, activities: participantActivities('stage', stage.activities()) });

    afterAll(() => stage.clear());

    it.each(seeds)('seed %i', async (seed) => {
      onTestFailed(() => {
        console.error(
          `SAGA_TRACE_SEED=${seed} SAGA_TRACES=1 SAGA_TRACE_CACHE=${cache.maxCachedWorkflows ?? 1000} plays it again. On the stage: ${stage.waiting().join(', ')}.`,
        );
      });
      await Promise.all(
        traceSetups.map(async (setup) => {
          const sagaId = `${setup.saga.name}-${randomUUID()}`;
          const story = randomStory(setup, sagaId, seed);
          await playStory(setup, story, { sagas: open.sagas, stage, sagaId });
          // And `simulate` plays what was found, as it would be saved.
          const schedule = JSON.parse(JSON.stringify(story.schedule)) as typeof story.schedule;
          const { saga, calls } = simulate(setup.saga, { ...setup, sagaId, schedule });
          expect(saga.status).toBe(story.acts.at(-1)?.after.status);
          expect(
            calls
              .filter(({ activity }) => activity.startsWith('stage.'))
              .map(({ key }) => key)
              .sort(),
          ).toEqual(
            [story.beginning, ...story.acts.map(({ after }) => after)]
              .flatMap(({ sent }) => sent.map(({ key }) => key))
              .sort(),
          );
        }),
      );
    });
  },
);
