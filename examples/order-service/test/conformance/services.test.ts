// The example's services under attack, each on its real database behind its real HTTP side: every guarantee of the protocol holds.
import { developmentServiceTokenSecret, serviceToken } from '@saga/activities';
import {
  type ConformanceOperation,
  type ConformanceOptions,
  type ConformanceReport,
  conformance,
  conformanceText,
} from 'saga-core/conformance';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inventoryService } from '../../src/services/inventory/service.ts';
import { orderService } from '../../src/services/order/service.ts';
import { paymentService } from '../../src/services/payment/service.ts';
import type { ServiceDefinition } from '../../src/services/service-definition.ts';
import { startTestService, type TestService } from '../services/test-service.ts';

type Observe = NonNullable<ConformanceOperation['observe']>;
type Operations = (ledger: (sums: Readonly<Record<string, number>>) => Observe) => ConformanceOptions['operations'];

const lines = (sku: string) => [{ sku, quantity: 2, unitPrice: 1999 }];
const cause = { kind: 'cancelled' };

const orderOperations: Operations = (ledger) => ({
  createOrder: {
    run: ({ id }) => ({
      path: '/orders',
      body: { orderId: id, customerId: 'customer-1', items: lines('sku-book'), paymentMethod: 'pm_ok' },
    }),
    compensate: ({ id }) => ({ path: `/orders/${id}/cancel`, body: { cause } }),
    observe: ledger({ created: 1, cancelled: -1, failed: -1 }),
  },
  confirmOrder: {
    after: ['createOrder'],
    run: ({ id }) => ({ path: `/orders/${id}/confirm`, body: {} }),
    fence: ({ id }) => ({ path: `/orders/${id}/confirm`, body: {} }),
    refuse: ({ id }) => ({ path: `/orders/not-${id}/confirm`, body: {} }),
    observe: ledger({ confirmed: 1 }),
  },
});

const inventoryOperations: Operations = (ledger) => ({
  reserveItems: {
    run: ({ id }) => ({ path: '/reservations', body: { orderId: id, items: [{ sku: 'sku-book', quantity: 2 }] } }),
    compensate: ({ id }) => ({ path: `/reservations/${id}/release`, body: {} }),
    refuse: ({ id }) => ({ path: '/reservations', body: { orderId: id, items: [{ sku: 'sku-none', quantity: 1 }] } }),
    observe: ledger({ reserved: 1, released: -1 }),
  },
  commitItems: {
    after: ['reserveItems'],
    mustSucceed: true,
    run: ({ id }) => ({ path: `/reservations/${id}/commit`, body: {} }),
    refuse: ({ id }) => ({ path: `/reservations/not-${id}/commit`, body: {} }),
    observe: ledger({ sold: 1 }),
  },
});

const paymentOperations: Operations = (ledger) => ({
  processPayment: {
    run: ({ id }) => ({ path: '/charges', body: charge(id, 'pm_ok') }),
    compensate: ({ id, runKey }) => ({ path: '/refunds', body: { orderId: id, chargeKey: runKey } }),
    refuse: ({ id }) => ({ path: '/charges', body: charge(id, 'pm_declined') }),
    refuseCompensation: ({ runKey }) => ({ path: '/refunds', body: { orderId: 'another', chargeKey: runKey } }),
    observe: ledger({ charged: 1, refunded: -1 }),
  },
});

function charge(orderId: string, paymentMethod: string): object {
  return { orderId, customerId: orderId, paymentMethod, amount: 4748 };
}

const services: readonly [ServiceDefinition, Operations][] = [
  [orderService, orderOperations],
  [inventoryService, inventoryOperations],
  [paymentService, paymentOperations],
];

describe.each(services)('the $name service', (definition, operations) => {
  let service: TestService;
  beforeAll(async () => {
    service = await startTestService(definition);
  });
  afterAll(() => service.stop());

  const ledger = (sums: Readonly<Record<string, number>>): Observe => {
    return async ({ id }) => {
      const rows = await service.ledger(id);
      return rows.reduce((sum, { kind, amount_or_qty }) => sum + amount_or_qty * (sums[kind] ?? 0), 0);
    };
  };

  const attack = (rounds: number): Promise<ConformanceReport> =>
    conformance({
      baseUrl: service.url,
      operations: operations(ledger),
      headers: async () => ({
        'x-service-token': await serviceToken({
          secret: developmentServiceTokenSecret,
          audience: definition.name,
          subject: 'conformance',
        }),
      }),
      rounds,
      prefix: 'create-order',
    });

  const expectConformance = (report: ConformanceReport): void => {
    expect(report.passed, conformanceText(report).join('\n')).toBe(true);
    expect(report.guarantees.filter(({ halfSeen }) => halfSeen)).toEqual([]);
    expect(report.leftStanding).toEqual([]);
    expect(JSON.stringify(report)).not.toContain('eyJ');
  };

  it('keeps every guarantee', async () => {
    expectConformance(await attack(3));
  });

  it('keeps every guarantee in many rounds', { tags: ['long'], timeout: 600_000 }, async () => {
    expectConformance(await attack(50));
  });
});
