import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Client } from '@temporalio/client';
import type { PayloadCodec } from '@temporalio/common';
import express from 'express';
import type { SagaCall } from 'saga-core/activity';
import { type BarrierSweep, type EndedReport, httpBarrierSweep, SagaClient } from 'saga-core/client';
import { barrier, barrierSweep, sweepEndpoint } from 'saga-core/participant';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bookingSaga } from '../support/booking-sagas.ts';
import { refuses, waitsFor } from '../support/desk.ts';
import { parentSaga } from '../support/flow-sagas.ts';
import { gate } from '../support/gate.ts';
import { openDesk } from '../support/open-desk.ts';
import { type Ledger, openLedger } from './open-ledger.ts';

/** The codec of a client that has lost its keys. */
const unreadable: PayloadCodec = {
  encode: async (payloads) => payloads,
  decode: async () => Promise.reject(new Error('There is no key for this payload.')),
};

// Real sagas on real Temporal, a participant whose rows are in a real database, and the sweep between them over HTTP.
describe('a sweep over the participants', () => {
  const at = openDesk();
  let ledger: Ledger;
  let server: Server;
  let desk: BarrierSweep;
  beforeAll(async () => {
    ledger = await openLedger();
    const sweep = sweepEndpoint(barrierSweep(ledger.pool, { keepFor: 0 }));
    const app = express();
    app.route('/ended-sagas').get(sweep).post(express.json(), sweep);
    server = app.listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    desk = httpBarrierSweep({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/ended-sagas` });
  });
  afterAll(async () => {
    await new Promise((resolve) => server.close(resolve));
    await ledger.close();
  });

  /** The participant keeps a row of this call. */
  const row = async (call: SagaCall): Promise<void> => {
    await barrier(ledger.pool).handle(call, { run: async () => {}, compensate: async () => {} });
  };

  /** The saga's participant keeps a row of every call that is applied. */
  function keepsRows(sagaId: string): string {
    for (const activity of ['open', 'close', 'reserve', 'release', 'charge', 'refund', 'confirm', 'ticket'] as const)
      at.desk.script(sagaId, activity, row);
    return sagaId;
  }

  async function rowsOf(sagaId: string): Promise<number> {
    const { rows } = await ledger.pool.query('SELECT FROM saga_barrier WHERE saga_id = $1', [sagaId]);
    return rows.length;
  }

  async function sweep(closedFor: '1ms' | '1h' = '1ms'): Promise<EndedReport> {
    const { desk: report } = await at.sagas.reportEnded({ participants: { desk }, closedFor });
    if (report === undefined) throw new Error('The desk is missing in the report.');
    return report;
  }

  const start = (id: string) => at.sagas.start(bookingSaga, { id, input: { tripId: id } });

  test('lets go the rows of a saga that has completed, and not before', async () => {
    const id = keepsRows(at.newId());
    const held = gate();
    at.desk.script(id, 'ticket', waitsFor(held.opened));
    const trip = await start(id);
    await at.desk.hasSeen(id, 'ticket');
    const before = await rowsOf(id);
    expect(before).toBeGreaterThanOrEqual(4);
    expect(await sweep()).toMatchObject({ removed: 0, waiting: 1 });
    expect(await rowsOf(id)).toBe(before);
    held.open();
    await trip.result();
    expect(await sweep('1h')).toMatchObject({ removed: 0, waiting: 1 });
    expect(await rowsOf(id)).toBe(before);
    expect(await sweep()).toEqual({ ended: 1, removed: before, waiting: 0, brokenOff: 0, unknown: 0, unknownIds: [] });
    expect(await rowsOf(id)).toBe(0);
  });

  test('lets go the rows of a saga that was undone', async () => {
    const id = keepsRows(at.newId());
    at.desk.script(id, 'confirm', refuses('SOLD_OUT'));
    await expect((await start(id)).result()).rejects.toMatchObject({ code: 'SAGA_COMPENSATED' });
    await sweep();
    expect(await rowsOf(id)).toBe(0);
  });

  test('keeps those of a saga that was broken off until it has been unwound', async () => {
    const id = keepsRows(at.newId());
    const held = gate();
    at.desk.script(id, 'charge', waitsFor(held.opened));
    await start(id);
    await at.desk.hasSeen(id, 'charge');
    await at.temporal.workflow.getHandle(id).terminate('by mistake');
    held.open();
    const before = await rowsOf(id);
    expect(await sweep()).toMatchObject({ removed: 0, brokenOff: 1 });
    expect(await rowsOf(id)).toBe(before);
    const undoing = gate();
    at.desk.script(id, 'close', waitsFor(undoing.opened, row));
    const unwinding = await at.sagas.unwind(bookingSaga, id);
    await at.desk.hasSeen(id, 'close');
    expect(await sweep()).toMatchObject({ removed: 0, brokenOff: 0, waiting: 1 });
    undoing.open();
    await expect(unwinding.result()).rejects.toMatchObject({ code: 'SAGA_COMPENSATED' });
    await sweep();
    expect(await rowsOf(id)).toBe(0);
  });

  test('keeps those of a child saga that has completed until its parent, which may yet undo it, has ended', async () => {
    const id = keepsRows(at.newId());
    const child = keepsRows(`${id}/bookRoom`);
    const held = gate();
    at.desk.script(id, 'confirm', waitsFor(held.opened, refuses('SOLD_OUT')));
    const parent = await at.sagas.start(parentSaga, { id, input: { tripId: id } });
    await at.desk.hasSeen(id, 'confirm');
    const before = await rowsOf(child);
    expect(before).toBeGreaterThan(0);
    expect(await sweep()).toMatchObject({ removed: 0, waiting: 2 });
    expect(await rowsOf(child)).toBe(before);
    held.open();
    await expect(parent.result()).rejects.toMatchObject({ code: 'SAGA_COMPENSATED' });
    expect(await rowsOf(child)).toBeGreaterThan(before);
    expect(await sweep()).toMatchObject({ ended: 2, waiting: 0 });
    expect([await rowsOf(id), await rowsOf(child)]).toEqual([0, 0]);
  });

  test('keeps those of a saga that Temporal does not know, and names it; who knows better removes them', async () => {
    const id = at.newId();
    await row({ key: `${id}/open/run`, sagaId: id, step: 'open', operation: 'run' });
    expect(await sweep()).toMatchObject({ removed: 0, unknown: 1, unknownIds: [id] });
    expect(await rowsOf(id)).toBe(1);
    expect(await desk.removeEnded([id])).toBe(1);
  });

  test('is not kept from other sagas by an id that can not be one of Temporal', async () => {
    const [id, strange] = [keepsRows(at.newId()), 'x'.repeat(1_001)];
    await (await start(id)).result();
    await row({ key: `${strange}/open/run`, sagaId: strange, step: 'open', operation: 'run' });
    expect(await sweep()).toMatchObject({ ended: 1, unknown: 1, unknownIds: [strange] });
    await desk.removeEnded([strange]);
  });

  test('is not kept from other sagas by one whose failure this client can not read', async () => {
    const [id, sealed] = [keepsRows(at.newId()), keepsRows(at.newId())];
    await (await start(id)).result();
    const sealing = new Client({
      connection: at.temporal.connection,
      dataConverter: { payloadCodecs: [unreadable] },
    });
    at.desk.script(sealed, 'confirm', refuses('SOLD_OUT'));
    await expect((await start(sealed)).result()).rejects.toMatchObject({ code: 'SAGA_COMPENSATED' });
    const sagas = new SagaClient({ client: sealing, taskQueue: at.taskQueue, statusAttribute: true });
    const { desk: report } = await sagas.reportEnded({ participants: { desk }, closedFor: '1ms' });
    expect(report).toMatchObject({ ended: 1, unknown: 1, unknownIds: [sealed] });
    await desk.removeEnded([sealed]);
  });

  test('tells the other participants where one can not be told, and says why', async () => {
    const id = keepsRows(at.newId());
    await (await start(id)).result();
    const away = httpBarrierSweep({ url: 'http://127.0.0.1:9/ended-sagas' });
    const reports = await at.sagas.reportEnded({ participants: { away, desk }, closedFor: '1ms' });
    expect(reports).toMatchObject({ away: { removed: 0, failure: expect.any(Error) }, desk: { ended: 1 } });
    expect(await rowsOf(id)).toBe(0);
  });

  test('refuses a time after which Temporal has forgotten the sagas, and a namespace that is not there', async () => {
    const participants = { desk };
    await expect(at.sagas.reportEnded({ participants, closedFor: '3650d' })).rejects.toThrow(
      /closedFor is 315360000000 ms, but the namespace default forgets a saga \d+ ms after its end/,
    );
    const client = new Client({ connection: at.temporal.connection, namespace: 'not-there' });
    const astray = new SagaClient({ client, taskQueue: at.taskQueue, statusAttribute: true });
    await expect(astray.reportEnded({ participants, closedFor: '1ms' })).rejects.toThrow(/not-there/);
  });
});
