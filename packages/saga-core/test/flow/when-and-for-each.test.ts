import { describe, expect, it } from 'vitest';
import { applies, refuses } from '../support/desk.ts';
import { longTourSaga, tourSaga } from '../support/flow-sagas.ts';
import { caches, openDesk } from '../support/open-desk.ts';

const rooms = (count: number) => Array.from({ length: count }, (_, index) => `room ${index}/€`);

describe.each(caches)('when and forEach (worker %o)', (cache) => {
  const at = openDesk(cache);

  it('runs what a condition guards, and shows what it does not run as skipped', async () => {
    const insured = at.newId();
    const plain = at.newId();
    const input = { insured: true, rooms: rooms(2) };
    await expect(at.sagas.execute(tourSaga, { id: insured, input: { ...input, tripId: insured } })).resolves.toEqual(
      input.rooms,
    );
    await at.sagas.execute(tourSaga, { id: plain, input: { ...input, insured: false, tripId: plain } });
    expect(at.desk.order(insured)).toEqual(['charge', 'reserve', 'reserve', 'confirm']);
    expect(at.desk.order(plain)).toEqual(['reserve', 'reserve', 'confirm']);
    const { steps } = await at.sagas.handle(tourSaga, plain).status();
    expect(steps.map(({ name, status }) => [name, status])).toEqual([
      ['insure', 'skipped'],
      ['reserveRoom/room%200%2F%E2%82%AC', 'applied'],
      ['reserveRoom/room%201%2F%E2%82%AC', 'applied'],
      ['confirmTour', 'applied'],
    ]);
  });

  it('gives each item a key of its own, and undoes each by the key of its run', async () => {
    const id = at.newId();
    at.desk.script(id, 'reserve', applies({ room: 'a' }), refuses('FULL'));
    await expect(
      at.sagas.execute(tourSaga, { id, input: { tripId: id, insured: true, rooms: ['a', 'b/c'] } }),
    ).rejects.toMatchObject({ sagaCause: { kind: 'refused', code: 'FULL' } });
    const calls = at.desk.seen(id).map(({ call }) => call.key);
    expect(new Set(calls)).toEqual(
      new Set([
        `${id}/insure/run`,
        `${id}/reserveRoom/a/run`,
        `${id}/reserveRoom/b%2Fc/run`,
        expect.stringMatching(/reserveRoom\/(a|b%2Fc)\/compensate$/),
        `${id}/insure/compensate`,
      ]),
    );
    expect(at.desk.order(id).slice(-2)).toEqual(['release', 'refund']);
  });

  it('unwinds when the list names two items alike, with a code that says so', async () => {
    const id = at.newId();
    await expect(
      at.sagas.execute(tourSaga, { id, input: { tripId: id, insured: true, rooms: ['a', 'a'] } }),
    ).rejects.toMatchObject({ sagaCause: { kind: 'refused', step: 'reserveRoom', code: 'ITEMS_FAILED' } });
    expect(at.desk.order(id)).toEqual(['charge', 'refund']);
  });

  it('goes through a list of nothing', async () => {
    const id = at.newId();
    await expect(at.sagas.execute(tourSaga, { id, input: { tripId: id, insured: false, rooms: [] } })).resolves.toEqual(
      [],
    );
  });

  // Without a cache each task replays the whole history, which grows with the square of the items.
  const many = 'maxCachedWorkflows' in cache ? 50 : process.env.SAGA_TESTS === 'all' ? 500 : 200;

  it(`reserves ${many} items, and releases each of them when the last step is refused`, async () => {
    const id = at.newId();
    at.desk.script(id, 'charge', refuses('CARD_DECLINED'));
    await expect(
      at.sagas.execute(longTourSaga, { id, input: { tripId: id, insured: false, rooms: rooms(many) } }),
    ).rejects.toMatchObject({ sagaCause: { step: 'chargeCard' } });
    const keys = (activity: string) =>
      at.desk.seen(id).flatMap((seen) => (seen.activity === activity ? [seen.call.step] : []));
    expect(new Set(keys('reserve')).size).toBe(many);
    expect(new Set(keys('release'))).toEqual(new Set(keys('reserve')));
    expect(at.desk.names(id).at(-1)).toBe('close');
  }, 120_000);
});
