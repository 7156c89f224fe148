import type { KeyObject } from 'node:crypto';
import { developmentServiceTokenSecret, payloadEncryptionSetting } from '@saga/activities';
import { readConfig, secretWithDevelopmentDefault } from '@saga/process';
import type { EncryptionKeys } from 'saga-core/encryption';
import { z } from 'zod';
import type { TokenTrust } from './auth/customer-token.ts';
import { developmentAudience, developmentIssuer, developmentPublicKey } from './auth/development-keys.ts';
import { algorithmOf, readPublicKey } from './auth/public-key.ts';

/** What the order API needs to know of its surroundings. */
export interface ApiConfig {
  readonly databaseUrl: string;
  /** Of the role that owns the tables, where the API runs as another one. */
  readonly ownerDatabaseUrl?: string;
  readonly inventoryUrl: string;
  readonly serviceTokenSecret: string;
  readonly taskQueue: string;
  /** As the workers'. Payloads are encrypted with the first; without keys they are not. */
  readonly encryptionKeys?: EncryptionKeys;
  readonly timeoutScale: number;
  readonly trust: TokenTrust;
  /** Requests per second; 0 switches the limit off. */
  readonly ratePerToken: number;
  readonly ratePerAddress: number;
}

const httpUrl = z.url({ protocol: /^https?$/, error: 'it is not an http or https URL' });

const postgresUrl = z.url({ protocol: /^postgres(ql)?$/, error: 'it is not a postgres:// URL' });

const publicKey = z
  .string()
  .transform((pem, context): KeyObject => {
    const key = readPublicKey(pem);
    if (key !== undefined && algorithmOf(key) !== undefined) return key;
    context.addIssue({ code: 'custom', message: 'it is not an RSA (2048 bits or more), P-256 or Ed25519 public key' });
    return z.NEVER;
  })
  .optional()
  .describe('a PEM text that starts with -----BEGIN PUBLIC KEY-----');

const rate = (preset: number) =>
  z.coerce
    .number('it is not a number')
    .int()
    .min(0)
    .max(1_000_000)
    .default(preset)
    .describe('requests per second, a whole number; 0 switches the limit off');

function schemaFor(environment: string | undefined) {
  const production = environment === 'production';
  const text = (preset: string, remedy: string) =>
    production ? z.string().describe(remedy) : z.string().default(preset).describe(remedy);
  return z
    .object({
      ORDER_API_DATABASE_URL: postgresUrl.describe(
        'the API database, such as postgres://user:password@127.0.0.1:5432/order_api',
      ),
      ORDER_API_OWNER_DATABASE_URL: postgresUrl
        .optional()
        .describe('a postgres:// URL of the role that owns the tables, or leave it unset'),
      INVENTORY_SERVICE_URL: httpUrl
        .default('http://127.0.0.1:3002')
        .describe('where the inventory service is, such as http://127.0.0.1:3002'),
      SERVICE_TOKEN_SECRET: secretWithDevelopmentDefault(developmentServiceTokenSecret, environment),
      TEMPORAL_TASK_QUEUE: z.string().default('orders').describe('the task queue of the workers'),
      PAYLOAD_ENCRYPTION_KEYS: payloadEncryptionSetting,
      SAGA_TIMEOUT_SCALE: z.coerce
        .number('it is not a number')
        .positive()
        .max(1000)
        .default(1)
        .describe('a number above 0; 1 is the normal time'),
      JWT_JWKS_URL: httpUrl.optional().describe('where the issuer publishes its keys (JWKS)'),
      JWT_PUBLIC_KEY: publicKey,
      JWT_ISSUER: text(developmentIssuer, 'the `iss` of the tokens to take'),
      JWT_AUDIENCE: text(developmentAudience, 'the `aud` of the tokens to take'),
      RATE_LIMIT_PER_TOKEN: rate(100),
      RATE_LIMIT_PER_ADDRESS: rate(200),
    })
    .superRefine(({ JWT_JWKS_URL, JWT_PUBLIC_KEY }, context) => {
      if (JWT_JWKS_URL !== undefined && JWT_PUBLIC_KEY !== undefined) {
        mistake(context, 'JWT_JWKS_URL and JWT_PUBLIC_KEY are both set. Set one of them.');
      }
      if (!production) return;
      if (JWT_JWKS_URL === undefined && JWT_PUBLIC_KEY === undefined) {
        mistake(
          context,
          'Neither JWT_JWKS_URL nor JWT_PUBLIC_KEY is set. Set one of them: with NODE_ENV=production the development key is refused.',
        );
      }
      if (JWT_PUBLIC_KEY?.equals(developmentPublicKey())) {
        mistake(
          context,
          'JWT_PUBLIC_KEY is the development key, which anybody can sign with. Set the key of your issuer.',
        );
      }
    });
}

function mistake(context: z.core.$RefinementCtx, message: string): void {
  context.addIssue({ code: 'custom', message });
}

/**
 * Reads the order API's settings.
 *
 * @throws ConfigError that lists all mistakes at once.
 */
export function readApiConfig(env: Readonly<Record<string, string | undefined>> = process.env): ApiConfig {
  const settings = readConfig(schemaFor(env.NODE_ENV), env);
  const jwks = settings.JWT_JWKS_URL;
  const encryptionKeys = settings.PAYLOAD_ENCRYPTION_KEYS;
  const ownerDatabaseUrl = settings.ORDER_API_OWNER_DATABASE_URL;
  return {
    databaseUrl: settings.ORDER_API_DATABASE_URL,
    ...(ownerDatabaseUrl !== undefined && { ownerDatabaseUrl }),
    inventoryUrl: settings.INVENTORY_SERVICE_URL,
    serviceTokenSecret: settings.SERVICE_TOKEN_SECRET,
    taskQueue: settings.TEMPORAL_TASK_QUEUE,
    ...(encryptionKeys !== undefined && { encryptionKeys }),
    timeoutScale: settings.SAGA_TIMEOUT_SCALE,
    trust: {
      key: jwks === undefined ? (settings.JWT_PUBLIC_KEY ?? developmentPublicKey()) : new URL(jwks),
      issuer: settings.JWT_ISSUER,
      audience: settings.JWT_AUDIENCE,
    },
    ratePerToken: settings.RATE_LIMIT_PER_TOKEN,
    ratePerAddress: settings.RATE_LIMIT_PER_ADDRESS,
  };
}
