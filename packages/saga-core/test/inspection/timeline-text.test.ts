import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { timelineText } from 'saga-core/client';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { bookingSaga } from '../support/booking-sagas.ts';
import { applies, refuses, waitsFor } from '../support/desk.ts';
import { gate } from '../support/gate.ts';
import { openDesk } from '../support/open-desk.ts';
import { showSaga } from './guide/show-saga.ts';
import { arbitraryTimeline } from './support/arbitrary-timeline.ts';

describe('the text of a real timeline', () => {
  const at = openDesk();
  afterEach(() => vi.restoreAllMocks());

  async function shown(id: string): Promise<string> {
    const log = vi.spyOn(console, 'log').mockImplementation(() => {});
    await showSaga(at.sagas, id);
    // What is different each time: ids, moments and lengths of time.
    return String(log.mock.lastCall?.[0])
      .replaceAll(id, 'trip-1')
      .replace(/\d{4}-\d\d-\d\d /g, '<day> ')
      .replace(/\d\d:\d\d:\d\d\.\d{3}/g, '<hh:mm:ss.mmm>')
      .replace(/, [\d.]+ m?s/g, ', <time>');
  }

  it('shows what is parked and what is in flight while it is, and the decision with its reason afterwards', async () => {
    const id = at.newId();
    const closing = gate();
    at.desk.script(id, 'charge', refuses('CARD_DECLINED'));
    at.desk.script(id, 'release', refuses('ROOM_LOCKED'), applies(undefined));
    at.desk.script(id, 'close', waitsFor(closing.opened, applies(undefined)));
    const trip = await at.sagas.start(bookingSaga, { id, input: { tripId: id } });
    await expect.poll(() => trip.status().then(({ status }) => status)).toBe('needsAttention');
    await expect(await shown(id)).toMatchFileSnapshot('golden/timeline-parked.txt');
    await trip.resolve({
      step: 'reserveRoom',
      action: 'retry',
      actor: 'alice',
      reason: 'the room was unlocked\u001b[2J',
    });
    await expect.poll(() => at.desk.seen(id).filter(({ activity }) => activity === 'close').length).toBe(1);
    await expect.poll(async () => shown(id)).toContain('IN FLIGHT, since');
    closing.open();
    await trip.result().catch(() => undefined);
    await expect(await shown(id)).toMatchFileSnapshot('golden/timeline-compensated.txt');
  });
});

describe('the text of any timeline', () => {
  const width = fc.integer({ min: 40, max: 160 });

  it('is no wider than asked for, has nothing in it that a terminal obeys, and is the same each time', () => {
    fc.assert(
      fc.property(arbitraryTimeline, width, (timeline, columns) => {
        const lines = timelineText(timeline, { width: columns });
        expect(timelineText(timeline, { width: columns })).toEqual(lines);
        for (const line of lines) {
          expect(line).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
          // Of other scripts a character can be wider or narrower than one column.
          if (/^[ -~·…]*$/.test(line)) expect(line.length).toBeLessThanOrEqual(columns);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('is the same with colours, but for the colours, and each line ends its own', () => {
    fc.assert(
      fc.property(arbitraryTimeline, width, (timeline, columns) => {
        const plain = timelineText(timeline, { width: columns });
        const coloured = timelineText(timeline, { width: columns, colour: true });
        expect(coloured.map(stripVTControlCharacters)).toEqual(plain);
        for (const line of coloured)
          expect(line.split('\u001b').length - 1).toSatisfy((count: number) => count % 2 === 0);
      }),
      { numRuns: 50 },
    );
  });

  it('says every decision with who made it and why, and every call with what became of it', () => {
    fc.assert(
      fc.property(arbitraryTimeline, (timeline) => {
        const words = timelineText(timeline, { width: 400 }).join(' ').replace(/ +/g, ' ');
        const { entries, steps } = timeline;
        const count = (what: RegExp) => words.match(what)?.length ?? 0;
        const decided = entries.filter(({ kind }) => kind === 'decided').length;
        expect(count(/decided on step/g)).toBeGreaterThanOrEqual(decided);
        const flying = steps.flatMap(({ calls }) => calls).filter(({ outcome }) => outcome.kind === 'inFlight').length;
        expect(count(/IN FLIGHT/g)).toBeGreaterThanOrEqual(flying);
        expect(timelineText(timeline).length).toBeGreaterThanOrEqual(entries.length + steps.length);
      }),
      { numRuns: 50 },
    );
  });

  it.each([
    ['open', 'what it had done is being undone by a workflow of its own: trip-1/unwind'],
    ['compensated', 'what it had done was undone by a workflow of its own: trip-1/unwind'],
    ['completed', 'its pivot had happened, so a workflow of its own finished it: trip-1/unwind'],
    ['brokenOff', 'NOT UNDONE, as the workflow that was to do it was broken off too: trip-1/unwind'],
  ] as const)('says of a saga that was broken off how its unwinding is: %s', (as, words) => {
    const entries = [{ at: '2026-01-15T23:30:00.250Z', kind: 'ended', as: 'timedOut' }] as const;
    const timeline = { id: 'trip-1', runIds: ['r'], complete: true, steps: [], entries };
    const told = timelineText({ ...timeline, unwinding: { id: 'trip-1/unwind', as } }, { width: 120 });
    expect(told.join('\n')).toContain(words);
    expect(timelineText(timeline).join('\n')).not.toContain('unwind');
  });

  it('counts the columns of wide characters, and breaks no character in two', () => {
    const told = (id: string) =>
      timelineText({ id, runIds: [], complete: true, steps: [], entries: [] }, { width: 40 });
    expect(told('語'.repeat(50))).toEqual(['Saga', '語'.repeat(20), '語'.repeat(20), `${'語'.repeat(10)}: open`, '']);
    expect(told('e\u0301'.repeat(50))[1]).toBe('e\u0301'.repeat(40));
  });

  it('tells times in the zone that was asked for, and refuses a zone or a width that there is not', () => {
    const timeline = {
      id: 'trip-1',
      runIds: ['r'],
      complete: true,
      steps: [],
      entries: [{ at: '2026-01-15T23:30:00.250Z', kind: 'started', runId: 'r' }],
    } as const;
    expect(timelineText(timeline).join('\n')).toContain('2026-01-15 23:30:00.250 UTC');
    expect(timelineText(timeline, { zone: 'Asia/Tokyo' }).join('\n')).toContain('2026-01-16 08:30:00.250 Asia/Tokyo');
    expect(() => timelineText(timeline, { zone: 'Berlin' })).toThrow(/no time zone "Berlin"; give one/);
    expect(() => timelineText(timeline, { width: 39 })).toThrow(/at least 40/);
    expect(timelineText({ ...timeline, complete: false }).join(' ')).toContain('first runs are gone');
  });
});
