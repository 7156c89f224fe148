// What the page offers about a parked step must be what the saga takes, and do what the page says of it.
import type { SagaStatus } from 'saga-core/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { choicesFor } from '../src/browser/choices.ts';
import { parkedAt, type SagaSnapshot } from '../src/browser/wire.ts';
import { ask, posted } from './support/ask.ts';
import { type Behaviour, bookingSaga, fails, openDesk, parkingBookingSaga, refuses } from './support/desk.ts';
import { type OpenConsole, openConsole } from './support/open-console.ts';

describe('every choice that is offered', () => {
  const at = openDesk();
  let host: OpenConsole;
  beforeAll(async () => {
    host = await openConsole({ client: at.sagas, authorize: () => ({ actor: 'operator-7', mayDecide: true }) });
  });
  afterAll(() => host.close());

  const read = async (id: string) => (await ask<SagaSnapshot>(host.url, `api/saga?id=${id}`)).body;

  /** Parks it, takes the choice of that label, and gives how the saga ended, or why it did not take the decision. */
  async function ending(
    park: (id: string) => Promise<void>,
    step: string,
    label: string,
  ): Promise<SagaStatus | string | undefined> {
    const id = at.newId();
    await park(id);
    await expect.poll(async () => (await read(id)).view?.status).toBe('needsAttention');
    const snapshot = await read(id);
    const parked = snapshot.view?.steps.find(({ name }) => name === step);
    if (parked === undefined) throw new Error(`There is no step ${step}.`);
    const choice = choicesFor(snapshot, parked).find((each) => each.label === label);
    if (choice === undefined) throw new Error(`${label} is not offered.`);
    const json = choice.takes === undefined ? {} : { [choice.takes]: { paymentId: 'pay-9', ticket: 'T9' } };
    const decision = { ...choice.action, ...json, step, reason: 'to see what comes of it', parkedAt: parkedAt(parked) };
    const answer = await ask(host.url, `api/saga/decisions?id=${id}`, posted(decision));
    if (answer.status !== 200) return answer.body.detail;
    await at.sagas
      .handle(id)
      .result()
      .catch(() => undefined);
    return (await at.sagas.handle(id).status()).status;
  }

  const started = async (id: string, saga = bookingSaga) =>
    void (await at.sagas.start(saga, { id, input: { tripId: id } }));
  const parks: Readonly<Record<string, readonly [step: string, park: (id: string) => Promise<void>]>> = {
    'an undo': [
      'chargeCard',
      async (id) => {
        at.desk.script(id, 'confirm', refuses('SOLD_OUT'));
        at.desk.script(id, 'refund', untilDecided(id, refuses('ACCOUNT_CLOSED')));
        await started(id);
      },
    ],
    'a call': [
      'chargeCard',
      async (id) => {
        at.desk.script(id, 'charge', untilDecided(id, fails('no answer')));
        await at.sagas.start(parkingBookingSaga, { id, input: { tripId: id } });
      },
    ],
    'the pivot': [
      'confirmTrip',
      async (id) => {
        at.desk.script(id, 'confirm', untilDecided(id, fails('no answer')));
        await started(id);
      },
    ],
    'a step after the pivot': [
      'sendTicket',
      async (id) => {
        at.desk.script(id, 'ticket', untilDecided(id, refuses('NO_PAPER')));
        await started(id);
      },
    ],
  };

  // Goes so until somebody has decided, and is applied from then on: a slow machine may try a call more than once.
  const untilDecided =
    (id: string, behaviour: Behaviour): Behaviour =>
    async (call) => {
      const { entries } = await at.sagas.handle(id).timeline();
      return entries.some(({ kind }) => kind === 'decided') ? undefined : await behaviour(call);
    };

  it.for([
    ['an undo', 'Retry the undo', 'compensated'],
    ['an undo', 'Retry with another argument', 'compensated'],
    ['an undo', 'Undone by hand', 'compensated'],
    ['an undo', 'Give the undo up', 'compensated'],
    ['a call', 'Retry', 'completed'],
    ['a call', 'Retry with another argument', 'completed'],
    ['a call', 'It was applied', 'completed'],
    ['a call', 'It was refused', 'compensated'],
    ['the pivot', 'Retry', 'completed'],
    ['the pivot', 'Retry with another argument', 'completed'],
    ['the pivot', 'It was applied', 'completed'],
    ['the pivot', 'It was refused', 'compensated'],
    ['a step after the pivot', 'Retry', 'completed'],
    ['a step after the pivot', 'Done by hand', 'completed'],
  ] as const)('about %s: %s, and the saga ends %s', { tags: ['long'] }, async ([what, label, status]) => {
    const [step, park] = parks[what] ?? [];
    if (step === undefined || park === undefined) throw new Error(`Nothing parks ${what}.`);
    expect(await ending(park, step, label)).toBe(status);
  });

  it('that the saga can’t do without what it would skip is refused with the reason', { tags: ['long'] }, async () => {
    const [step, park] = parks['a step after the pivot'] ?? [];
    if (step === undefined || park === undefined) throw new Error('Nothing parks it.');
    expect(await ending(park, step, 'Give the step up')).toContain('sendTicket');
  });
});
