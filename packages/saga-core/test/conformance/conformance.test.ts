import express from 'express';
import type { Pool } from 'pg';
import { type ConformanceOperation, conformance, conformanceText } from 'saga-core/conformance';
import { barrier, Refusal, readSagaHeaders, type SagaCall, sagaEndpoint } from 'saga-core/participant';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { attackedOperations, failedIn } from './attacked-operations.ts';
import { type Answer, CarefulParticipant } from './careful-participant.ts';
import { openPool } from './open-pool.ts';
import { carefulHttp, type HttpSide, type ServedParticipant, serveApp, serveParticipant } from './serve-participant.ts';

let pool: Pool;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ pool, close } = await openPool());
});
afterAll(() => close());

async function serveCareful(http?: HttpSide): Promise<ServedParticipant> {
  const participant = new CarefulParticipant(pool);
  const served = await serveParticipant((call, wish) => participant.handle(call, wish), http);
  onTestFinished(() => served.stop());
  return served;
}

/** The same participant, with the library's barrier. */
async function serveWithBarrier(): Promise<ServedParticipant> {
  const endpoint = sagaEndpoint(barrier(pool));
  const participant = new CarefulParticipant(pool);
  const app = express();
  app.use(express.json());
  app.post(
    '/:id/run',
    endpoint.run(async (tx, { body }, call) => {
      await participant.setAside(tx, call);
      if (body?.refuse) throw new Refusal('SOLD_OUT');
      return { reservationId: call.key };
    }),
  );
  app.post(
    '/:id/compensate',
    endpoint.compensate(async (tx, _ran, { body }, call) => {
      if (body?.refuse) throw new Refusal('ALREADY_SHIPPED');
      await participant.putBack(tx, call);
    }),
  );
  const served = await serveApp(app);
  onTestFinished(() => served.stop());
  return served;
}

/** Goes down for the first requests of each key, as a participant does that is deployed anew. */
function failsFirst(times: number): { readonly isDown: (call: SagaCall) => boolean } {
  const seen = new Map<string, number>();
  return {
    isDown: ({ key }) => {
      seen.set(key, (seen.get(key) ?? 0) + 1);
      return (seen.get(key) ?? 0) <= times;
    },
  };
}

describe('a participant', () => {
  it('that was written by hand with care keeps every guarantee', async () => {
    const { url } = await serveCareful();
    const report = await conformance({ baseUrl: url, operations: attackedOperations(pool), rounds: 3 });
    expect(failedIn(report)).toEqual([]);
    expect(report).toMatchObject({ passed: true, leftStanding: [] });
    const kept = new Set(
      report.guarantees.filter(({ verdict }) => verdict === 'pass').map(({ guarantee }) => guarantee),
    );
    expect(kept).toEqual(new Set(report.guarantees.map(({ guarantee }) => guarantee)));
  });

  it('that has the library’s barrier keeps every guarantee', async () => {
    const { url } = await serveWithBarrier();
    const report = await conformance({ baseUrl: url, operations: attackedOperations(pool), rounds: 3 });
    expect(failedIn(report)).toEqual([]);
  });

  it('keeps every guarantee in many rounds, whatever order they are drawn in', {
    tags: ['long'],
    timeout: 300_000,
  }, async () => {
    for (const serve of [serveCareful, serveWithBarrier]) {
      const { url } = await serve();
      const report = await conformance({ baseUrl: url, operations: attackedOperations(pool), rounds: 50 });
      expect(failedIn(report), `seed ${report.seed}`).toEqual([]);
    }
  });

  it('that fails now and then is asked again, and the report says how often', async () => {
    const { isDown } = failsFirst(1);
    const participant = new CarefulParticipant(pool);
    const served = await serveParticipant(async (call, wish) =>
      isDown(call) ? { status: 503 } : await participant.handle(call, wish),
    );
    onTestFinished(() => served.stop());
    const { reserve } = attackedOperations(pool);
    const { run, compensate, observe } = reserve;
    const report = await conformance({
      baseUrl: served.url,
      operations: { reserve: { run, compensate, observe } },
      rounds: 1,
    });
    expect(failedIn(report)).toEqual([]);
    const asked = report.guarantees.find(({ guarantee }) => guarantee === 'compensation');
    expect(asked).toMatchObject({ askedAgain: 2 });
    expect(asked?.evidence.map((each) => (each.kind === 'exchange' ? each.answer?.status : each.standing))).toEqual([
      503, 200, 1, 503, 204, 0,
    ]);
  });
});

describe('after the attacks', () => {
  const attack = async (participant: CarefulParticipant) => {
    const served = await serveParticipant((call, wish) => participant.handle(call, wish));
    onTestFinished(() => served.stop());
    const { run, compensate } = attackedOperations(pool).reserve;
    const before = await standing();
    const report = await conformance({ baseUrl: served.url, operations: { reserve: { run, compensate } }, rounds: 2 });
    return { report, leftBehind: (await standing()) - before };
  };
  const standing = async () => {
    const { rows } = await pool.query<{ sum: number }>('SELECT coalesce(sum(amount), 0)::int AS sum FROM effects');
    return rows[0]?.sum ?? 0;
  };

  it('nothing stands of what was done for them', async () => {
    const { report, leftBehind } = await attack(new CarefulParticipant(pool));
    expect(report.leftStanding).toEqual([]);
    expect(leftBehind).toBe(0);
  });

  it('the report names the sagas that could not be undone', async () => {
    class NeverCompensates extends CarefulParticipant {
      override async compensate(): Promise<Answer> {
        return { status: 404 };
      }
    }
    const { report, leftBehind } = await attack(new NeverCompensates(pool));
    expect(report.leftStanding.length).toBeGreaterThan(0);
    expect(leftBehind).toBeGreaterThan(0);
    expect(conformanceText(report).at(-1)).toMatch(/^Could not be undone, and still stands: conformance-/);
  });
});

describe('what the kit was not given', () => {
  const only = async (operation: ConformanceOperation) => {
    const { url } = await serveCareful();
    const { guarantees } = await conformance({ baseUrl: url, operations: { reserve: operation }, rounds: 1 });
    return new Map(guarantees.map((each) => [each.guarantee, each]));
  };

  it('it does not judge, and says why', async () => {
    const found = await only({ run: attackedOperations(pool).reserve.run });
    expect(found.get('duplicate-run')).toMatchObject({ verdict: 'pass', halfSeen: true });
    expect(found.get('answers')).toMatchObject({ verdict: 'pass', halfSeen: false });
    expect(found.get('late-run')).toMatchObject({
      verdict: 'notApplicable',
      why: expect.stringContaining('`compensate`'),
    });
    expect(found.get('fence-before-run')).toMatchObject({ why: expect.stringContaining('`fence`') });
    expect(found.get('refusal-stands')).toMatchObject({ why: expect.stringContaining('`refuse`') });
    expect(found.get('refusal-forgotten')).toMatchObject({ verdict: 'notApplicable' });
  });

  it('it sees by answers alone, where answers show it', async () => {
    const { observe: _, ...reserve } = attackedOperations(pool).reserve;
    const found = await only(reserve);
    expect(found.get('late-run')).toMatchObject({ verdict: 'pass', halfSeen: true });
    expect(found.get('compensation')).toMatchObject({
      verdict: 'notApplicable',
      why: expect.stringContaining('`observe`'),
    });
  });

  it('it sees with a count that other sagas change too', async () => {
    const observe = async () => {
      const { rows } = await pool.query<{ left: number }>('SELECT 1000 - sum(amount)::int AS left FROM effects');
      return rows[0]?.left ?? 1000;
    };
    const found = await only({ ...attackedOperations(pool).reserve, observe });
    expect([...found.values()].filter(({ verdict }) => verdict === 'fail')).toEqual([]);
  });

  it('two operations at one address are told apart by their headers alone', async () => {
    const { url } = await serveCareful({
      ...carefulHttp,
      readCall: ({ headers }) => readSagaHeaders(headers),
    });
    const { run, observe } = attackedOperations(pool).reserve;
    const { guarantees } = await conformance({
      baseUrl: url,
      operations: { reserve: { run, compensate: run, observe } },
      rounds: 1,
    });
    expect(guarantees.filter(({ verdict }) => verdict === 'fail')).toEqual([]);
    const wrong = guarantees.find(({ guarantee }) => guarantee === 'wrong-operation');
    expect(wrong).toMatchObject({ verdict: 'notApplicable', why: expect.stringContaining('same address') });
  });
});
