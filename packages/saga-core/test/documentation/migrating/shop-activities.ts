import { refusal, type SagaCall } from 'saga-core/activity';
import type { Shop } from './shop.ts';

export interface Order {
  readonly orderId: string;
  readonly sku: string;
  readonly card: string;
  readonly price: number;
}

export function shopActivities(shop: Shop) {
  return {
    async reserveStock({ orderId, sku }: Order) {
      if (!shop.reserve({ orderId, sku })) throw refusal({ code: 'OUT_OF_STOCK' });
    },
    async releaseStock({ orderId }: Order) {
      shop.release(orderId);
    },
    async chargeCard({ orderId, card, price }: Order, call?: SagaCall) {
      const paymentId = shop.charge(call?.key ?? `charge-${orderId}`, { orderId, card, price });
      if (paymentId === undefined) throw refusal({ code: 'CARD_DECLINED' });
      return { paymentId };
    },
    async refundCard(charge: { paymentId: string } | { chargeKey: string }) {
      shop.refund(charge);
    },
    async confirmOrder({ orderId, sku }: Order) {
      if (!shop.confirm({ orderId, sku })) throw refusal({ code: 'NOT_FOR_SALE' });
    },
  };
}

export type ShopActivities = ReturnType<typeof shopActivities>;
