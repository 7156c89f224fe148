import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const programs = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Where this machine has a Chromium, if it has one. `CHROMIUM_PATH` says another place. */
export function findChromium(): string | undefined {
  return [process.env.CHROMIUM_PATH, ...programs].find((path) => path !== undefined && existsSync(path));
}

/** Said of the tests that could not be run. */
export const chromiumMissing = 'there is no Chromium here; install it with: apt-get install chromium';

/** Starts it without a window, with a profile of its own that ends with it, and without any traffic that nobody asked for. */
export function startChromium(executablePath: string): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
