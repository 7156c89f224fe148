import { readConfig } from '@saga/process';
import type { ConnectRabbit } from 'saga-core/participant';
import { z } from 'zod';

/** The exchange that all services of the example publish to. */
export const exchange = 'saga.events';

/**
 * How events travel: `AMQP_URL` is RabbitMQ's address. Unset, they go through the order service's own Postgres, and nothing needs to be
 * installed. Both ends must be told the same.
 */
export function rabbitFromEnvironment(): ConnectRabbit | undefined {
  const { AMQP_URL: url } = readConfig(
    z.object({
      AMQP_URL: z
        .string()
        .refine((value) => URL.canParse(value) && /^amqps?:$/.test(new URL(value).protocol), 'it is not an amqp:// URL')
        .optional()
        .describe('amqp://user:password@host:port of a RabbitMQ, or leave it unset'),
    }),
  );
  if (url === undefined) return undefined;
  return async () => {
    // Only loaded where there is a RabbitMQ.
    const { default: amqp } = await import('amqplib');
    return await amqp.connect(url, { timeout: 5_000 });
  };
}
