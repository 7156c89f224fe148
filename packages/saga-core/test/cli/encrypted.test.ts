import { randomBytes } from 'node:crypto';
import { Client } from '@temporalio/client';
import type { WorkerOptions } from '@temporalio/worker';
import { refusal } from 'saga-core/activity';
import { SagaClient } from 'saga-core/client';
import { payloadEncryption, readEncryptionKeys } from 'saga-core/encryption';
import { afterEach, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { encryptedBundle } from '../encryption/support/encrypted-bundle.ts';
import { bookingSaga } from '../support/booking-sagas.ts';
import { refuses } from '../support/desk.ts';
import { openDesk } from '../support/open-desk.ts';
import { runHere } from './support/run-here.ts';

const newKey = (id: string) => `${id}:${randomBytes(32).toString('base64')}`;

describe('saga, where payloads are encrypted', { tags: ['long'] }, () => {
  const setting = newKey('k1');
  const plugins = [payloadEncryption({ keys: readEncryptionKeys(setting) })];
  const options: Partial<WorkerOptions> = { plugins };
  beforeAll(async () => {
    options.workflowBundle = await encryptedBundle();
  });
  const at = openDesk(options);
  afterEach(() => vi.unstubAllEnvs());

  const saga = async (keys: string, ...args: readonly string[]) => {
    vi.stubEnv('TEMPORAL_ADDRESS', inject('localStack').temporalAddress);
    vi.stubEnv('PAYLOAD_ENCRYPTION_KEYS', keys);
    return await runHere(...args);
  };

  it('reads and decides with the key of the workers, and says which key it lacks', async () => {
    const id = at.newId();
    at.desk.script(id, 'confirm', refuses('SOLD_OUT'));
    at.desk.script(id, 'refund', async () => {
      throw refusal({ code: 'ACCOUNT_CLOSED', detail: 'the account is closed' });
    });
    const client = new Client({ connection: at.temporal.connection, plugins });
    const sagas = new SagaClient({ client, taskQueue: at.taskQueue, within: 30_000 });
    const trip = await sagas.start(bookingSaga, { id, input: { tripId: id } });
    await expect.poll(async () => (await trip.status()).status).toBe('needsAttention');

    const shown = await saga(setting, 'show', id);
    expect(shown).toMatchObject({ code: 0, out: expect.stringContaining('ACCOUNT_CLOSED: the account is closed') });
    const without = await saga('', 'show', id);
    expect(without).toMatchObject({ code: 2, out: '', err: expect.stringContaining('PAYLOAD_ENCRYPTION_KEYS') });
    const other = await saga(newKey('k2'), 'show', id);
    expect(other).toMatchObject({ code: 2, out: '', err: expect.stringMatching(/^PAYLOAD_KEY_UNKNOWN: .*k1/) });

    const decision = ['resolve', id, 'chargeCard', 'resolvedElsewhere', '--reason', 'paid back'];
    expect((await saga(setting, ...decision)).code).toBe(0);
    await expect(trip.result()).rejects.toMatchObject({ code: 'SAGA_COMPENSATED' });
  });
});
