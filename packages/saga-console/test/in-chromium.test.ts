// An operator's way through the console, in a real browser, on a real Temporal with a real worker.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import axe from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { chromiumMissing, findChromium, startChromium } from './support/chromium.ts';
import { applies, bookingSaga, fails, openDesk, parkingBookingSaga, refuses } from './support/desk.ts';
import { type OpenConsole, openConsole } from './support/open-console.ts';

const program = findChromium();
// To be looked at by people: CONSOLE_PICTURES says a folder that is kept.
const kept = process.env.CONSOLE_PICTURES;
const pictures = kept ?? mkdtempSync(join(tmpdir(), 'saga-console-'));

const operator = { actor: 'operator-7', mayDecide: true };

describe('in Chromium, an operator', () => {
  const at = openDesk();
  let browser: Browser;
  let host: OpenConsole;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    host = await openConsole({ client: at.sagas, authorize: () => operator });
    if (program !== undefined) browser = await startChromium(program);
  });
  afterAll(async () => {
    await browser?.close();
    await host.close();
    if (kept === undefined) rmSync(pictures, { recursive: true });
  });
  beforeEach(async ({ skip }) => {
    if (program === undefined) skip(chromiumMissing);
    complaints = [];
    page = await openPage();
  });
  afterEach(async () => {
    await page?.context().close();
    expect(complaints, 'what the browser complained about').toEqual([]);
    expect(host.errors).toEqual([]);
  });

  async function openPage(options: BrowserContextOptions = {}): Promise<Page> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
    context.setDefaultTimeout(20_000);
    const opened = await context.newPage();
    opened.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
    });
    opened.on('pageerror', (error) => complaints.push(error.message));
    return opened;
  }

  /** A saga whose undo was refused, so that it waits for a person. */
  async function parkUndo(id = at.newId()): Promise<string> {
    at.desk.script(id, 'reserve', fails('reset by peer'), applies({ room: '12' }));
    at.desk.script(id, 'confirm', refuses('SOLD_OUT'));
    at.desk.script(id, 'refund', refuses('ACCOUNT_CLOSED'), applies());
    const trip = await at.sagas.start(bookingSaga, { id, input: { tripId: id } });
    await expect.poll(async () => (await trip.status()).status).toBe('needsAttention');
    return id;
  }

  /** A saga with a call of which nobody knows whether it happened. */
  async function parkRun(): Promise<string> {
    const id = at.newId();
    at.desk.script(id, 'charge', fails('no answer'));
    const trip = await at.sagas.start(parkingBookingSaga, { id, input: { tripId: id } });
    await expect.poll(async () => (await trip.status()).status).toBe('needsAttention');
    return id;
  }

  const open = async (id: string, on = page) => {
    await on.goto(`${host.url}#/saga/${encodeURIComponent(id)}`);
    await on.getByRole('heading', { name: 'Steps and calls' }).waitFor();
  };
  const button = (name: string) => page.getByRole('button', { name, exact: true });
  const dialog = () => page.getByRole('dialog');
  const give = (reason: string) => dialog().getByRole('textbox', { name: 'Reason' }).fill(reason);
  const decisionsOf = async (id: string) =>
    (await at.sagas.handle(id).timeline()).entries.flatMap((entry) =>
      entry.kind === 'decided' ? [entry.decision] : [],
    );
  const picture = (name: string, on = page) => on.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });

  it('finds a parked saga, understands it, and resolves it with three clicks and a reason, and its timeline changes live', async () => {
    const done = at.newId();
    await at.sagas.execute(bookingSaga, { id: done, input: { tripId: done } });
    const id = await parkUndo();
    await page.goto(host.url);
    const first = page.getByRole('listitem').getByRole('link').first();
    await expect.poll(() => first.textContent()).toContain(id);
    expect(await first.textContent()).toContain('needs attention');
    await picture('list');

    await first.click();
    await page.getByText('It is being undone, because ‘confirmTrip’ was refused (SOLD_OUT).').waitFor();
    await page.getByText('The undo of ‘chargeCard’ could not be settled: ACCOUNT_CLOSED.').waitFor();
    const call = page.locator('li.step', { has: page.getByRole('heading', { name: 'chargeCard' }) });
    expect(await call.locator('.call', { hasText: 'undo' }).textContent()).toContain('refused: ACCOUNT_CLOSED');
    expect(await page.locator('li.step', { hasText: 'desk.reserve' }).textContent()).toMatch(/2 tries.*reset by peer/);
    await picture('parked');

    await button('Undone by hand').click();
    expect(await dialog().textContent()).toContain('Nothing is sent.');
    await page.keyboard.type('refunded in the back office');
    await picture('dialog');

    await dialog().getByRole('button', { name: 'Undone by hand' }).click();
    await page.getByText('Decided about ‘chargeCard’: undone by hand.').waitFor();
    // Nobody loads the page again: what follows comes by itself.
    await page.getByText('It is undone, because ‘confirmTrip’ was refused (SOLD_OUT).').waitFor();
    await page.getByText('final', { exact: true }).waitFor();
    const trail = page.locator('.trail');
    expect(await trail.textContent()).toMatch(
      /operator-7 decided: ‘chargeCard’ was settled by hand\.\s*refunded in the back office/,
    );
    expect(await decisionsOf(id)).toEqual([
      { actor: 'operator-7', reason: 'refunded in the back office', step: 'chargeCard', action: 'resolvedElsewhere' },
    ]);
    await picture('resolved');
  });

  it('sees what a decision that turns the saga back would undo, before it is taken', { tags: ['long'] }, async () => {
    const id = await parkRun();
    await open(id);
    await button('It was refused').click();
    expect(await dialog().locator('.undos > li').allTextContents()).toEqual([
      expect.stringMatching(/^\s*reserveRoom\s*desk\.release/),
      expect.stringMatching(/^\s*openTrip\s*desk\.close/),
    ]);
    await picture('turning-back');
    await give('the bank knows no such charge');
    await dialog().getByRole('button', { name: 'It was refused' }).click();
    await page.getByText('It is undone, because ‘chargeCard’ was refused').waitFor();
    expect(at.desk.names(id)).not.toContain('refund');
    expect(await decisionsOf(id)).toMatchObject([{ action: 'resolvedElsewhere', outcome: 'refused' }]);
  });

  it('retries with another argument, which begins as the one that failed', { tags: ['long'] }, async () => {
    const id = await parkUndo();
    await open(id);
    await button('Retry with another argument').click();
    const argument = dialog().getByRole('textbox', { name: 'The argument, as JSON' });
    expect(JSON.parse(await argument.inputValue())).toEqual({ paymentId: 'pay-1' });
    await give('that payment was moved');
    await argument.fill('{"paymentId":');
    await dialog().getByRole('button', { name: 'Retry with another argument' }).click();
    expect(await dialog().getByRole('alert').textContent()).toContain('The argument is no JSON');
    await argument.fill('{"paymentId": "pay-9"}');
    await dialog().getByRole('button', { name: 'Retry with another argument' }).click();
    await page.getByText('It is undone').waitFor();
    expect(
      at.desk
        .seen(id)
        .filter(({ activity }) => activity === 'refund')
        .map(({ argument }) => argument),
    ).toEqual([{ paymentId: 'pay-1' }, { paymentId: 'pay-9' }]);
  });

  it('learns from the saga itself that a decision does not fit any more', { tags: ['long'] }, async () => {
    const id = await parkUndo();
    await open(id);
    await button('Give the undo up').click();
    await give('too late for this');
    await at.sagas.handle(id).resolve({ step: 'chargeCard', action: 'retry', actor: 'operator-8', reason: 'first' });
    await at.sagas
      .handle(id)
      .result()
      .catch(() => undefined);
    await dialog().getByRole('button', { name: 'Give the undo up' }).click();
    await expect.poll(() => dialog().getByRole('alert').textContent()).toContain('nothing is left to decide');
    expect(await decisionsOf(id)).toMatchObject([{ actor: 'operator-8' }]);
    complaints = complaints.filter((text) => !text.includes('409'));
  });

  it('cancels one, knowing what will be undone, and sees it being undone', { tags: ['long'] }, async () => {
    const id = await parkRun();
    await open(id);
    await button('Cancel and undo …').click();
    expect(await dialog().locator('.undos > li').allTextContents()).toHaveLength(3);
    await give('the customer called');
    await dialog().getByRole('button', { name: 'Cancel and undo' }).click();
    await page.getByText('It is undone, because somebody asked for it').waitFor();
    expect(await page.locator('.trail').textContent()).toContain('operator-7: the customer called');
    await picture('cancelled');
  });

  it('does all of it by keyboard', async () => {
    const id = await parkUndo();
    await page.goto(host.url);
    await page.getByRole('searchbox').waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type(id.slice(5));
    await page.keyboard.press('Enter');
    const found = page.getByRole('link', { name: id });
    await found.waitFor();
    const tabTo = async (name: string) => {
      for (let presses = 0; presses < 60; presses += 1) {
        await page.keyboard.press('Tab');
        const focused = await page.evaluate(() => document.activeElement?.textContent ?? '');
        if (focused.includes(name)) return;
      }
      throw new Error(`Nothing called ${name} can be reached by the Tab key.`);
    };
    await tabTo(id);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Decide about' }).waitFor();
    await tabTo('Retry the undo');
    await page.keyboard.press('Enter');
    // The dialog opens with the focus where the reason goes.
    await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe('TEXTAREA');
    await page.keyboard.type('the account is open again');
    await tabTo('Retry the undo');
    await page.keyboard.press('Enter');
    await page.getByText('It is undone').waitFor();
    expect(await decisionsOf(id)).toMatchObject([{ action: 'retry', reason: 'the account is open again' }]);
  });

  it('is told when the line is lost, and sees what happened meanwhile when it is back', async () => {
    const id = await parkUndo();
    const other = await openConsole({ client: at.sagas, authorize: () => operator });
    await page.goto(`${other.url}#/saga/${id}`);
    await page.getByText('live', { exact: true }).waitFor();
    const { port } = new URL(other.url);
    await other.close();
    await page.getByText('connection lost, trying again …').waitFor();
    await at.sagas.handle(id).resolve({ step: 'chargeCard', action: 'retry', actor: 'operator-8', reason: 'again' });
    const again = await openConsole({ client: at.sagas, authorize: () => operator }, { port: Number(port) });
    await page.getByText('It is undone').waitFor();
    // Else it might complain after it was asked what it complains about.
    await page.goto('about:blank');
    await again.close();
    complaints = complaints.filter(
      (text) => !/ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED|ERR_EMPTY_RESPONSE|ERR_CONNECTION_RESET/.test(text),
    );
  });

  it('sees what an id is made of, and opens it, whatever that is', async () => {
    const id = `..\u202e\u2066txt.\u200b\u0007/${at.newId()}`;
    await parkUndo(id);
    const visible = id
      .replace('\u202e\u2066', String.raw`\u202e\u2066`)
      .replace('\u200b\u0007', String.raw`\u200b\u0007`);
    await page.goto(`${host.url}#/?search=${encodeURIComponent(id)}`);
    const found = page.getByRole('link', { name: visible });
    expect(await found.locator('.id').evaluate((element) => getComputedStyle(element).unicodeBidi)).toBe('isolate');
    await found.click();
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe(visible);
    await expect.poll(() => page.title()).toBe(`${visible} · Sagas`);
    await button('Retry the undo').click();
    await give('because \u202enot');
    await dialog().getByRole('button', { name: 'Retry the undo' }).click();
    await page.getByText('It is undone').waitFor();
    expect(await page.locator('.trail').textContent()).toContain(String.raw`because \u202enot`);
    await parkUndo('..');
    await open('..');
    await button('Retry the undo').click();
    await give('the account is open again');
    await dialog().getByRole('button', { name: 'Retry the undo' }).click();
    await page.getByText('It is undone').waitFor();
  });

  it('reads what others wrote as text, whatever it looks like', async () => {
    const id = `<img src=x onerror=alert(1)>&amp;"'/%2F/${at.newId()}`;
    await parkUndo(id);
    await page.goto(`${host.url}#/?search=${encodeURIComponent(id.slice(-12))}`);
    await page.getByRole('link', { name: id.slice(-12) }).click();
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe(id);
    await button('Retry the undo').click();
    await give('<script>alert(1)</script>');
    await dialog().getByRole('button', { name: 'Retry the undo' }).click();
    await page.getByText('It is undone').waitFor();
    expect(await page.locator('.trail').textContent()).toContain('<script>alert(1)</script>');
    expect(await page.locator('main img, main script').count()).toBe(0);
  });

  it('who may only look is offered no decision', { tags: ['long'] }, async () => {
    const id = await parkUndo();
    const looking = await openConsole({
      client: at.sagas,
      authorize: () => ({ actor: 'trainee-2', mayDecide: false }),
    });
    await page.goto(`${looking.url}#/saga/${id}`);
    await page.getByText('You may look at sagas, and not decide about them.').waitFor();
    expect(
      await page
        .locator('main')
        .getByRole('button', { name: /undo|Undo/ })
        .count(),
    ).toBe(
      await page
        .locator('.flow')
        .getByRole('button', { name: /undo|Undo/ })
        .count(),
    );
    await page.goto('about:blank');
    await looking.close();
  });

  it('signs in with a token where the host wants one, and is forgotten on signing out', async () => {
    const tokens = await openConsole({
      client: at.sagas,
      signIn: 'token',
      authorize: ({ headers }) => (headers.authorization === 'Bearer good-token' ? operator : undefined),
    });
    await page.goto(tokens.url);
    const field = page.getByLabel("Operator's token");
    await field.fill('bad-token');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').waitFor();
    await picture('sign-in');
    await field.fill('good-token');
    await page.keyboard.press('Enter');
    await page.getByText('operator-7').waitFor();
    await page.reload();
    await page.getByText('operator-7').waitFor();
    expect(await page.evaluate(() => JSON.stringify([localStorage, document.cookie]))).toBe('[{},""]');
    await button('Sign out').click();
    await field.waitFor();
    expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
    await tokens.close();
    complaints = complaints.filter((text) => !text.includes('401'));
  });

  it.for([
    ['light', 1280, ['long']],
    ['dark', 360, []],
    ['dark', 1280, ['long']],
    ['light', 360, ['long']],
  ] as const)(
    'can read all of it, also with help, and never scrolls sideways: %s, %s pixels wide',
    async ([colorScheme, width, tags], { skip }) => {
      skip(tags[0] === 'long' && process.env.SAGA_TESTS !== 'all');
      const id = await parkRun();
      const seen = await openPage({
        colorScheme,
        viewport: { width, height: 800 },
        reducedMotion: 'reduce',
        bypassCSP: true,
      });
      const look = async (what: string) => {
        await picture(`${what}, ${colorScheme} ${width}`, seen);
        await seen.evaluate(axe.source);
        expect(await seen.evaluate(violations), what).toEqual([]);
        expect(await seen.evaluate(() => document.documentElement.scrollWidth), what).toBeLessThanOrEqual(width);
      };
      await seen.goto(host.url);
      await seen.getByRole('listitem').first().waitFor();
      await look('list');
      await open(id, seen);
      await look('saga');
      await seen.getByRole('button', { name: 'It was refused' }).click();
      await look('dialog');
      await seen.context().close();
    },
  );
});

interface Axe {
  run(): Promise<{
    readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[];
  }>;
}

/** Runs inside the page. */
async function violations(): Promise<readonly unknown[]> {
  const { axe } = globalThis as unknown as { readonly axe: Axe };
  const found = await axe.run();
  return found.violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]);
}
