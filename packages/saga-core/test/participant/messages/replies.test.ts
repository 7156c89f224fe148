import { ApplicationFailure } from '@temporalio/common';
import { askByMessage, completeByReply, participantActivities } from 'saga-core/activity';
import type { CallAnswer, CloudEvent, SagaReply, SagaRequest } from 'saga-core/participant';
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
});
