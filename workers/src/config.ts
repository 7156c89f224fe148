import { existsSync } from 'node:fs';
import { developmentServiceTokenSecret, payloadEncryptionSetting } from '@saga/activities';
import { readConfig, secretWithDevelopmentDefault } from '@saga/process';
import type { EncryptionKeys } from 'saga-core/encryption';
import { z } from 'zod';
import { encryptedBundlePath } from './encrypted-bundle-path.ts';

/** What the worker reads of its environment, beside what says where Temporal is. */
export interface WorkerConfig {
  readonly taskQueue: string;
  /** Where each participant is. */
  readonly serviceUrls: { readonly order: string; readonly inventory: string; readonly payment: string };
  readonly serviceTokenSecret: string;
  /** How each participant is spared: see `ParticipantClientOptions`. */
  readonly sparing: { readonly maxCalls: number; readonly restMs: number };
  /** How the inventory is asked to reserve: over HTTP, or by a message that it answers later. */
  readonly reserveBy: 'http' | 'message';
  /** How often the services are told which sagas have ended, in milliseconds. 0: never. */
  readonly endedSagasEvery: number;
  /** RabbitMQ's address; without one messages go over HTTP and through Postgres. */
  readonly amqpUrl?: string;
  /** Payloads are encrypted with the first and decrypted with all; without keys they are neither. */
  readonly encryptionKeys?: EncryptionKeys;
  /** A bundle of the workflows made before, for workers that encrypt or that don't; without one they are bundled at start. */
  readonly workflowBundle?: string;
}

/**
 * Reads the worker's settings.
 *
 * @throws ConfigError that lists every wrong one.
 */
export function readWorkerConfig(env: Readonly<Record<string, string | undefined>> = process.env): WorkerConfig {
  const {
    TEMPORAL_TASK_QUEUE,
    SERVICE_TOKEN_SECRET,
    PAYLOAD_ENCRYPTION_KEYS: encryptionKeys,
    WORKFLOW_BUNDLE,
    ...settings
  } = readConfig(
    z.object({
      TEMPORAL_TASK_QUEUE: z.string().max(200).default('orders').describe('the name of a task queue, such as orders'),
      ORDER_SERVICE_URL: serviceUrl('order', 3001),
      INVENTORY_SERVICE_URL: serviceUrl('inventory', 3002),
      PAYMENT_SERVICE_URL: serviceUrl('payment', 3003),
      SERVICE_TOKEN_SECRET: secretWithDevelopmentDefault(developmentServiceTokenSecret, env.NODE_ENV),
      PARTICIPANT_MAX_CALLS: wholeNumber(50, 1, 10_000).describe(
        'how many calls to one participant may be under way at once, a whole number from 1 to 10000',
      ),
      PARTICIPANT_REST_MS: wholeNumber(2_000, 1, 60_000).describe(
        'how many milliseconds a participant is left alone that fails most calls, a whole number from 1 to 60000',
      ),
      INVENTORY_RESERVE_BY: z.enum(['http', 'message']).default('http').describe('http or message'),
      ENDED_SAGAS_EVERY_MS: wholeNumber(3_600_000, 0, 86_400_000).describe(
        'every how many milliseconds the services are told which sagas have ended, a whole number from 1 to 86400000, or 0 for never',
      ),
      AMQP_URL: z
        .string()
        .refine((value) => URL.canParse(value) && /^amqps?:$/.test(new URL(value).protocol), 'it is not an amqp:// URL')
        .optional()
        .describe('amqp://user:password@host:port of a RabbitMQ, or leave it unset'),
      PAYLOAD_ENCRYPTION_KEYS: payloadEncryptionSetting,
      WORKFLOW_BUNDLE: z
        .string()
        .transform((path) => (env.PAYLOAD_ENCRYPTION_KEYS ? encryptedBundlePath(path) : path))
        .refine((path) => existsSync(path), 'there is no such file')
        .optional()
        .describe('the path of a workflow bundle, or leave it unset'),
    }),
    env,
  );
  return {
    taskQueue: TEMPORAL_TASK_QUEUE,
    serviceUrls: {
      order: settings.ORDER_SERVICE_URL,
      inventory: settings.INVENTORY_SERVICE_URL,
      payment: settings.PAYMENT_SERVICE_URL,
    },
    serviceTokenSecret: SERVICE_TOKEN_SECRET,
    sparing: { maxCalls: settings.PARTICIPANT_MAX_CALLS, restMs: settings.PARTICIPANT_REST_MS },
    reserveBy: settings.INVENTORY_RESERVE_BY,
    endedSagasEvery: settings.ENDED_SAGAS_EVERY_MS,
    ...(settings.AMQP_URL === undefined ? {} : { amqpUrl: settings.AMQP_URL }),
    ...(encryptionKeys === undefined ? {} : { encryptionKeys }),
    ...(WORKFLOW_BUNDLE === undefined ? {} : { workflowBundle: WORKFLOW_BUNDLE }),
  };
}

function wholeNumber(standard: number, least: number, most: number) {
  return z.coerce.number('it is not a number').int().min(least).max(most).default(standard);
}

function serviceUrl(service: string, port: number): z.ZodType<string> {
  const standard = `http://127.0.0.1:${port}`;
  return z
    .url({ protocol: /^https?$/, error: 'it is no http or https URL' })
    .refine(hasNothingExtra, 'it may have a host, a port and a path, but no password, query or fragment')
    .default(standard)
    .describe(`the address of the ${service} service, such as ${standard}`);
}

/** A URL ends up in messages, so a password has no place in it. */
function hasNothingExtra(text: string): boolean {
  if (!URL.canParse(text)) return true;
  const { username, password, search, hash } = new URL(text);
  return username + password + search + hash === '';
}
