import type { KeyObject } from 'node:crypto';
import { developmentServiceTokenSecret, payloadEncryptionSetting } from '@saga/activities';
import { readConfig, secretWithDevelopmentDefault } from '@saga/process';
import type { EncryptionKeys } from 'saga-core/encryption';
import { z } from 'zod';
import type { TokenTrust } from './auth/customer-token.ts';
import {
  developmentAudience,
  developmentIssuer,
  developmentPublicKey,
  isDevelopmentKey,
} from './auth/development-keys.ts';
import { algorithmOf, readPublicKey } from './auth/public-key.ts';
import { allowedOriginsSetting } from './hardening/allowed-origins-setting.ts';
import type { OverloadLimits } from './hardening/shed-overload.ts';
import { trustProxySetting } from './hardening/trust-proxy-setting.ts';

/** What the order API needs to know of its surroundings. */
export interface ApiConfig {
  readonly databaseUrl: string;
  /** Of the role that owns the tables, where the API runs as another one. */
  readonly ownerDatabaseUrl?: string;
  readonly orderUrl: string;
  readonly inventoryUrl: string;
  readonly paymentUrl: string;
  readonly serviceTokenSecret: string;
  readonly taskQueue: string;
  /** As the workers'. Payloads are encrypted with the first; without keys they are not. */
  readonly encryptionKeys?: EncryptionKeys;
  readonly timeoutScale: number;
  readonly trust: TokenTrust;
  /** Requests per second; 0 switches the limit off. */
  readonly ratePerToken: number;
  readonly ratePerAddress: number;
  /** What Express calls `trust proxy`: how many proxies are in front, or which. `false`: whoever connects is the caller. */
  readonly trustProxy: false | number | readonly string[];
  /** Origins whose pages may call the API from a browser. */
  readonly allowedOrigins: readonly string[];
  readonly overload: OverloadLimits;
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

const serviceUrl = (name: string, port: number) => {
  const preset = `http://127.0.0.1:${port}`;
  return httpUrl.default(preset).describe(`where the ${name} service is, such as ${preset}`);
};

const limit = (preset: number, what: string) =>
  z.coerce
    .number('it is not a number')
    .int()
    .min(0)
    .max(1_000_000)
    .default(preset)
    .describe(`${what}, a whole number; 0 switches the limit off`);

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
      ORDER_SERVICE_URL: serviceUrl('order', 3001),
      INVENTORY_SERVICE_URL: serviceUrl('inventory', 3002),
      PAYMENT_SERVICE_URL: serviceUrl('payment', 3003),
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
      RATE_LIMIT_PER_TOKEN: limit(100, 'requests per second'),
      RATE_LIMIT_PER_ADDRESS: limit(200, 'requests per second'),
      MAX_REQUESTS_IN_FLIGHT: limit(1_000, 'how many requests may be worked on at once'),
      MAX_EVENT_LOOP_DELAY_MS: limit(250, 'a delay of the event loop in milliseconds'),
      TRUST_PROXY: trustProxySetting,
      CORS_ALLOWED_ORIGINS: allowedOriginsSetting,
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
      if (JWT_PUBLIC_KEY !== undefined && isDevelopmentKey(JWT_PUBLIC_KEY)) {
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
    orderUrl: settings.ORDER_SERVICE_URL,
    inventoryUrl: settings.INVENTORY_SERVICE_URL,
    paymentUrl: settings.PAYMENT_SERVICE_URL,
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
    trustProxy: settings.TRUST_PROXY,
    allowedOrigins: settings.CORS_ALLOWED_ORIGINS,
    overload: {
      mostInFlight: settings.MAX_REQUESTS_IN_FLIGHT,
      mostEventLoopDelayMilliseconds: settings.MAX_EVENT_LOOP_DELAY_MS,
    },
  };
}
