import type { Invariants } from 'saga-core/testing';
import { type InventoryState, type OrderState, type PaymentState, quantity, total } from './create-order-models.ts';

interface Services {
  readonly order: OrderState;
  readonly inventory: InventoryState;
  readonly payment: PaymentState;
}

const isUndone = ({ order }: Services) => order.status === 'CANCELLED' || order.status === 'FAILED';
const holdsNothing = ({ inventory, payment }: Services) =>
  inventory.reserved === 0 && inventory.sold === 0 && payment.charged === payment.refunded;

/** What an auditor would find true of every order, whatever went wrong, in every moment and not only at the end. */
export const promises: Invariants<Services> = {
  'an order is charged at most once': ({ participants: { payment } }) => payment.charges <= 1,
  'refunded is never more than charged': ({ participants: { payment } }) => payment.refunded <= payment.charged,
  'no stock is made or lost': ({ participants: { inventory } }) =>
    inventory.reserved >= 0 && inventory.reserved + inventory.sold <= quantity,
  'of a confirmed order, charged minus refunded is its total': ({ participants: { order, payment } }) =>
    order.status !== 'CONFIRMED' || payment.charged - payment.refunded === total,
  'of a cancelled or failed order nothing is reserved, sold or charged': ({ participants }) =>
    !isUndone(participants) || holdsNothing(participants),
  'an order that has ended never changes again': (now, before) =>
    ['NONE', 'PENDING'].includes(before.participants.order.status) ||
    before.participants.order.status === now.participants.order.status,
  'nothing happens after an order was cancelled or failed': (now, before) =>
    !isUndone(before.participants) || JSON.stringify(now.participants) === JSON.stringify(before.participants),
  'after a confirmed order is only sold what it reserved': (now, before) =>
    before.participants.order.status !== 'CONFIRMED' ||
    JSON.stringify(now.participants.payment) === JSON.stringify(before.participants.payment),
  'a completed saga leaves a confirmed order, its items sold': ({ saga, participants: { order, inventory } }) =>
    saga.status !== 'completed' ||
    (order.status === 'CONFIRMED' && inventory.reserved === 0 && inventory.sold === quantity),
  'a compensated saga leaves no order, or one that says why': ({ saga, participants }) =>
    saga.status !== 'compensated' ||
    (holdsNothing(participants) &&
      ['NONE', saga.cause?.kind === 'cancelled' ? 'CANCELLED' : 'FAILED'].includes(participants.order.status)),
};
