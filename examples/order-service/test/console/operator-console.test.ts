// The saga console where the order API mounts it: an operator's token, a real browser, an order whose refund is parked.
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import {
  chromiumMissing,
  findChromium,
  startChromium,
} from '../../../../packages/saga-console/test/support/chromium.ts';
import { type ApiStack, startApiStack } from '../api/api-stack.ts';
import { OrderApiClient, oneBook } from '../api/order-api-client.ts';
import { startServicesBehind, warmUp } from '../api/services-behind.ts';
import { openLink, type SeverableLink } from '../api/severable-link.ts';

const program = findChromium();
let stack: ApiStack;
let payment: SeverableLink;
let customer: OrderApiClient;
let operator: OrderApiClient;

beforeAll(async () => {
  stack = await startApiStack({ SAGA_TIMEOUT_SCALE: '0.15' });
  const behind = await startServicesBehind(stack);
  payment = await openLink(new URL(behind.payment.url).host);
  await behind.startWorker({ PAYMENT_SERVICE_URL: `http://${payment.address}`, PARTICIPANT_REST_MS: '100' });
  customer = await OrderApiClient.as(stack.api.url);
  operator = await OrderApiClient.as(stack.api.url, 'operator-7', 'operator');
  await warmUp(customer);
});
afterAll(async () => {
  await payment?.close();
  await stack?.stop();
});

describe('the saga console at /console', () => {
  test('shows its page to everyone, and data to operators only', async () => {
    const page = await fetch(`${stack.api.url}/console/`);
    expect(page.status).toBe(200);
    expect(page.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(page.headers.get('access-control-allow-origin')).toBeNull();
    const ask = (path: string, token?: string) =>
      fetch(`${stack.api.url}/console/${path}`, {
        headers: { 'saga-console': 'page', ...(token !== undefined && { authorization: `Bearer ${token}` }) },
      });
    for (const path of ['api/operator', 'api/sagas', 'api/saga?id=some-id', 'api/saga/events?id=some-id']) {
      const stranger = await ask(path);
      expect([path, stranger.status]).toEqual([path, 401]);
      expect(stranger.headers.get('www-authenticate')).toBe('Bearer');
      expect((await ask(path, 'eyJhbGciOiJub25lIn0.e30.')).status).toBe(401);
      expect((await ask(path, customer.token)).status).toBe(403);
    }
    expect(await (await ask('api/operator', operator.token)).json()).toEqual({ actor: 'operator-7', mayDecide: true });
  });

  test('lets an operator find the order whose refund is parked, and settle it', async ({ skip }) => {
    if (program === undefined) return skip(chromiumMissing);
    payment.cut();
    const { body: order } = await customer.place(oneBook);
    const sagaId = `create-order-${order.id}`;
    const browser = await startChromium(program);
    try {
      const page = await browser.newPage();
      await page.goto(`${stack.api.url}/console`);
      await page.getByLabel("Operator's token").fill(operator.token);
      await page.keyboard.press('Enter');
      const found = page.getByRole('link', { name: `needs attention ${sagaId}` });
      await found.click({ timeout: 50_000 });
      await page.getByText('The undo of ‘processPayment’ could not be settled').waitFor();
      payment.mend();
      await page.getByRole('button', { name: 'Retry the undo', exact: true }).click();
      await page.keyboard.type('the payment service is back');
      await page.getByRole('dialog').getByRole('button', { name: 'Retry the undo' }).click();
      await page.getByText('It is undone, because nobody can know whether ‘processPayment’ happened').waitFor();
      expect(await page.locator('.trail').textContent()).toContain('operator-7 decided: retry ‘processPayment’.');
    } finally {
      await browser.close();
    }
    await vi.waitFor(
      async () => {
        const { body } = await customer.read(order.id);
        expect(body).toMatchObject({ status: 'FAILED', failure: { code: 'PAYMENT_UNKNOWN' } });
      },
      { timeout: 20_000, interval: 200 },
    );
  });
});
