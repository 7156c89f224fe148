import { ApplicationFailure } from '@temporalio/common';
import { askByMessage, completeByReply, participantActivities, type ReplyRejection } from 'saga-core/activity';
import {
  type CallAnswer,
  type CloudEvent,
  type EventFeed,
  followReplies,
  type SagaReply,
  type SagaRequest,
} from 'saga-core/participant';
import { beforeEach, describe, expect, it } from 'vitest';
import { bookingSaga } from '../../support/booking-sagas.ts';
import { Desk } from '../../support/desk.ts';
import { openDesk } from '../../support/open-desk.ts';

describe('a reply to a request by message', () => {
  const desk = new Desk();
  let asked: CloudEvent<SagaRequest>[];
  let answers: CallAnswer<unknown>[];
  const at = openDesk({
    activities: participantActivities('desk', {
      ...desk.activities(),
      reserve: askByMessage({ name: 'reserve', source: '/worker', send }),
    }),
  });
  beforeEach(() => {
    asked = [];
  });

  /** As the contract of `reserve` says. */
  const results = {
    reserve(result: unknown) {
      const { room } = result as { readonly room: unknown };
      if (typeof room !== 'string') throw ApplicationFailure.retryable('The answer to reserve has no room.', 'Misfit');
      return { room };
    },
  };

  async function send(request: CloudEvent<SagaRequest>): Promise<void> {
    const answer = answers[Math.min(asked.push(request), answers.length) - 1];
    if (answer === undefined) return;
    const data: SagaReply = { name: 'reserve', key: request.data.call.key, token: request.data.token, answer };
    await completeByReply(at.temporal.activity, { ...request, type: 'saga.reply', data }, results);
  }

  it('whose result breaks the contract is never believed: the call is asked again, with the same key', async () => {
    answers = [
      { outcome: 'applied', result: { room: 12 } },
      { outcome: 'applied', result: { room: '12', more: 'than promised' } },
    ];
    const id = at.newId();
    await at.sagas.execute(bookingSaga, { id, input: { tripId: id } });
    expect(asked.map(({ data }) => data.call.key)).toEqual(Array(2).fill(`${id}/reserveRoom/run`));
    expect(new Set(asked.map(({ data }) => data.token)).size).toBe(2);
    // A subject of its own each, so that none waits behind another that the participant has parked.
    expect(new Set(asked.map(({ subject }) => subject)).size).toBe(2);
    expect(desk.seen(id).find(({ activity }) => activity === 'charge')?.argument).toEqual({ room: '12' });
  });

  it('that never keeps the contract leaves its step in doubt, which is undone', async () => {
    answers = [{ outcome: 'applied', result: { room: 12 } }];
    const id = at.newId();
    await expect(at.sagas.execute(bookingSaga, { id, input: { tripId: id } })).rejects.toMatchObject({
      sagaCause: { kind: 'inDoubt', step: 'reserveRoom' },
    });
    expect(desk.names(id)).toContain('release');
  });

  it('that refuses is a refusal, whatever the contract says of results', async () => {
    answers = [{ outcome: 'refused', code: 'FULL', detail: 'no room left' }];
    const id = at.newId();
    await expect(at.sagas.execute(bookingSaga, { id, input: { tripId: id } })).rejects.toMatchObject({
      sagaCause: { kind: 'refused', step: 'reserveRoom', code: 'FULL' },
    });
    expect(asked).toHaveLength(1);
    expect(desk.names(id)).not.toContain('release');
  });

  it('without an answer, and an event that is no reply, end nothing', async () => {
    const event: CloudEvent = {
      specversion: '1.0',
      id: '1',
      source: '/inventory',
      type: 'saga.reply',
      subject: 's',
      time: new Date().toISOString(),
      datacontenttype: 'application/json',
      data: { name: 'reserve', key: 'k', token: Buffer.from('no token').toString('base64') },
    };
    expect(await completeByReply(at.temporal.activity, event, results)).toBe('none');
    expect(await completeByReply(at.temporal.activity, { ...event, type: 'order.created' }, results)).toBe('none');
  });

  it('that Temporal will never take is passed over, told, and holds up no other', async () => {
    answers = [{ outcome: 'applied', result: { room: '12' } }];
    const rejected: ReplyRejection[] = [];
    const bad = (token: string): CloudEvent<SagaReply> => ({
      specversion: '1.0',
      id: token,
      source: '/inventory',
      type: 'saga.reply',
      subject: token,
      time: new Date().toISOString(),
      datacontenttype: 'application/json',
      data: { name: 'reserve', key: 'k', token, answer: { outcome: 'applied', result: { room: '12' } } },
    });
    for (const token of ['', Buffer.from('staging').toString('base64')]) {
      const told = (rejection: ReplyRejection) => rejected.push(rejection);
      expect(await completeByReply(at.temporal.activity, bad(token), results, told)).toBe('nobody');
    }
    expect(rejected.map(({ name }) => name)).toEqual(['reserve', 'reserve']);
  });

  it('is given again, and alone, while Temporal can’t be reached', async () => {
    const gone = { complete: async () => Promise.reject(unavailable), fail: async () => Promise.reject(unavailable) };
    const unavailable = Object.assign(new Error('14 UNAVAILABLE'), { code: 14 });
    const reply = { name: 'reserve', key: 'k', token: 'dA==', answer: { outcome: 'applied', result: {} } };
    const event = (id: string) => ({ id, type: 'saga.reply', data: reply }) as unknown as CloudEvent;
    await expect(completeByReply(gone, event('1'))).rejects.toBe(unavailable);

    const given: string[] = [];
    let reads = 0;
    const feed: EventFeed = {
      async read({ signal }) {
        reads += 1;
        if (reads === 1) return { events: [event('1'), event('2')], position: '2' };
        await new Promise((resolve) => signal?.addEventListener('abort', resolve, { once: true }));
        return { events: [], position: '2' };
      },
    };
    const following = followReplies({
      feed,
      async complete({ id }) {
        given.push(id);
        if (id === '1' && given.length < 5) throw unavailable;
      },
    });
    await expect.poll(() => reads).toBe(2);
    await following.stop();
    expect(given).toEqual(['1', '2', '1', '1', '1']);
  });
});
