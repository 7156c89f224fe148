// What a careful engineer writes without saga-core: the same calls, with the same options. The measure of what a saga may cost.
import { proxyActivities } from '@temporalio/workflow';
import type { Booking } from './booking-sagas.ts';
import type { Tour } from './flow-sagas.ts';

type Activity = (...args: unknown[]) => Promise<unknown>;

const desk = proxyActivities<Record<`desk.${string}`, Activity>>({
  scheduleToCloseTimeout: '3s',
  startToCloseTimeout: '1s',
  retry: { initialInterval: '20ms', maximumInterval: '40ms' },
});
const perform = (activity: string, ...args: unknown[]) => desk[`desk.${activity}`]?.(...args);

/** The calls of the booking saga, all applied. */
export async function bookingByHand(input: Booking): Promise<unknown> {
  const call = { sagaId: input.tripId };
  for (const activity of ['open', 'reserve', 'open', 'charge', 'confirm']) await perform(activity, input, call);
  return await perform('ticket', input, call);
}

/** The calls of the parallel saga, all applied. */
export async function parallelTripByHand(input: Booking): Promise<unknown> {
  const call = { sagaId: input.tripId };
  await perform('open', input, call);
  await Promise.all([
    perform('reserve', input, call),
    perform('open', input, call)?.then(() => perform('charge', input, call)),
  ]);
  await perform('confirm', input, call);
  return await Promise.all([perform('ticket', input, call), perform('ticket', input, call)]);
}

/** The calls of the tour saga with one room, all applied. */
export async function tourByHand(input: Tour): Promise<unknown> {
  const call = { sagaId: input.tripId };
  if (input.insured) await perform('charge', input, call);
  for (const room of input.rooms) await perform('reserve', room, call);
  return await perform('confirm', input, call);
}
