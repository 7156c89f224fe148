import { expect, test } from 'vitest';
import { downloadFailure } from '../src/temporal/download-failure.ts';

const request = 'error sending request for url (https://temporal.download/cli/v1.5.1?arch=amd64&format=tar.gz)';
const sdk = 'Failed to start ephemeral server: failed to download ephemeral server executable';

test.each([
  [`${sdk}: ${request}: ${request}: client error (Connect): dns error: no such name\n`, 'dns error: no such name'],
  [`${sdk}: ${request}: operation timed out`, 'operation timed out'],
  [`${sdk}: ${request}`, 'no answer'],
  ['No space left on device', 'No space left on device'],
  ['', 'no answer'],
])('a download that failed is one reason without the URL: %j', (complaint, reason) => {
  expect(downloadFailure(complaint)).toBe(`the download from temporal.download failed: ${reason}`);
});
