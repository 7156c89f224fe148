// Every guarantee has a participant here that breaks it, as somebody might have written it. That the kit finds each, and blames it for
// nothing else, is what makes its word worth something.
import type { Pool } from 'pg';
import { type ConformanceReport, conformance } from 'saga-core/conformance';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { attackedOperations } from './attacked-operations.ts';
import { CarefulParticipant } from './careful-participant.ts';
import { openPool } from './open-pool.ts';
import { serveParticipant } from './serve-participant.ts';
import { twinsOfCompensations } from './twins/of-compensations.ts';
import { twinsOfDeadlines } from './twins/of-deadlines.ts';
import { twinsOfDuplicates } from './twins/of-duplicates.ts';
import { twinsOfOrder } from './twins/of-order.ts';
import { twinsOfRefusals } from './twins/of-refusals.ts';
import { twinsOfRequests } from './twins/of-requests.ts';
import type { Twin } from './twins/twin.ts';

const twins = [
  ...twinsOfDuplicates,
  ...twinsOfCompensations,
  ...twinsOfOrder,
  ...twinsOfDeadlines,
  ...twinsOfRequests,
  ...twinsOfRefusals,
];

let pool: Pool;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ pool, close } = await openPool());
});
afterAll(() => close());

async function attack(twin: Twin): Promise<ConformanceReport> {
  const { operation = 'reserve', http, inRaces } = twin;
  const participant = twin.participant(pool);
  const served = await serveParticipant((call, wish) => participant.handle(call, wish), http);
  try {
    return await conformance({
      baseUrl: served.url,
      operations: { [operation]: attackedOperations(pool)[operation] },
      rounds: inRaces ? 6 : 1,
      concurrency: 4,
      seed: 7,
    });
  } finally {
    await served.stop();
  }
}

async function seesThrough(twin: Twin): Promise<void> {
  const { guarantees } = await attack(twin);
  const failed = guarantees.filter(({ verdict }) => verdict === 'fail').map(({ guarantee }) => guarantee);
  expect(failed).toEqual(expect.arrayContaining([...twin.breaks]));
  expect(failed.filter((name) => ![...twin.breaks, ...(twin.mayBreak ?? [])].includes(name))).toEqual([]);
}

describe('the kit finds that', () => {
  it.each(twins.filter(({ slow }) => !slow))('$wrong', seesThrough);

  it.each(twins.filter(({ slow }) => slow))('$wrong', { tags: ['long'] }, seesThrough);
});

it('every guarantee is broken by a participant of this table', async () => {
  const served = await serveParticipant((call, wish) => new CarefulParticipant(pool).handle(call, wish));
  const report = await conformance({ baseUrl: served.url, operations: attackedOperations(pool), rounds: 1 });
  await served.stop();
  const known = new Set(report.guarantees.map(({ guarantee }) => guarantee));
  const broken = new Set(twins.filter(({ slow }) => !slow).flatMap(({ breaks }) => breaks));
  expect(broken).toEqual(known);
});
