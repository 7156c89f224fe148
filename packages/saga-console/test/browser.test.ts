// An operator's way through the console, in a real browser, on a real Temporal with a real worker.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bookingSaga, parkingBookingSaga } from '../../saga-core/test/support/booking-sagas.ts';
import { fails, refuses, waitsFor } from '../../saga-core/test/support/desk.ts';
import { gate } from '../../saga-core/test/support/gate.ts';
import { openDesk } from '../../saga-core/test/support/open-desk.ts';
import { chromiumMissing, findChromium, startChromium } from './support/chromium.ts';
import { type OpenConsole, openConsole } from './support/open-console.ts';

const program = findChromium();
const pictures = process.env.CONSOLE_PICTURES ?? mkdtempSync(join(tmpdir(), 'saga-console-'));

describe('in Chromium', () => {
  const at = openDesk();
  let browser: Browser;
  let host: OpenConsole;
  let page: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    host = await openConsole({ client: at.sagas, authorize: () => ({ actor: 'operator-7', mayDecide: true }) });
    if (program !== undefined) browser = await startChromium(program);
  });
  afterAll(async () => {
    await browser?.close();
    await host.close();
  });
  beforeEach(async ({ skip }) => {
    if (program === undefined) skip(chromiumMissing);
    page = await openPage();
  });
  afterEach(() => page?.context().close());

  async function openPage(options: BrowserContextOptions = {}): Promise<Page> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
    const opened = await context.newPage();
    complaints.length = 0;
    opened.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
    });
    opened.on('pageerror', (error) => complaints.push(error.message));
    return opened;
  }

  it('shows', async () => {
    const id = at.newId();
    at.desk.script(id, 'reserve', fails('reset by peer'), waitsFor(Promise.resolve()));
    at.desk.script(id, 'confirm', refuses('SOLD_OUT'));
    at.desk.script(id, 'refund', refuses('ACCOUNT_CLOSED'), waitsFor(Promise.resolve()));
    await at.sagas.start(bookingSaga, { id, input: { tripId: id } });
    const other = at.newId();
    at.desk.script(other, 'charge', fails('no answer'));
    await at.sagas.start(parkingBookingSaga, { id: other, input: { tripId: other } });
    const done = at.newId();
    await at.sagas.execute(bookingSaga, { id: done, input: { tripId: done } });
    const { opened, open } = gate();
    const running = at.newId();
    at.desk.script(running, 'charge', waitsFor(opened));
    await at.sagas.start(bookingSaga, { id: running, input: { tripId: running } });
    await page.goto(host.url);
    await page.screenshot({ path: join(pictures, 'list.png') });
    await expect.poll(() => page.getByText('needs attention').count()).toBeGreaterThan(2);
    await page.screenshot({ path: join(pictures, 'list.png') });
    for (const [name, saga] of [
      ['undo', id],
      ['run', other],
      ['done', done],
      ['running', running],
    ]) {
      await page.goto(`${host.url}#/saga/${saga}`);
      await page.getByText('Steps and calls').waitFor();
      await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
    }
    open();
    console.log(pictures, complaints);
  });
});
