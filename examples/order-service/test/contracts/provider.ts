import './no-analytics.ts';
import { Verifier } from '@pact-foundation/pact';
import { serviceToken } from '@saga/activities';
import { createDatabase } from '@saga/local-stack';
import { type SagaCall, sagaHeaders } from 'saga-core/activity';
import { inject } from 'vitest';
import { startProcess } from '../api/running-process.ts';

const secret = 'a-secret-of-the-provider-under-test-0123456789';

/** Sends a call to the provider, before an interaction needs it to have happened. Gives the answer's body. */
export type Send = (call: SagaCall, path: string, body: unknown) => Promise<Record<string, unknown>>;

/** What has to be so before an interaction, by its name. What it gives stands in for what the consumer made up. */
export type ProviderStates = Readonly<Record<string, (send: Send) => Promise<Record<string, string> | undefined>>>;

export interface ProviderOptions {
  readonly name: 'order' | 'inventory' | 'payment';
  readonly dir: string;
  readonly states: ProviderStates;
}

/** Holds a service, as a process of its own on a database of its own, against the contract that was written to `dir`. */
export async function verifyProvider({ name, dir, states }: ProviderOptions): Promise<void> {
  const database = await createDatabase(inject('localStack').postgresAdminUrl);
  try {
    const service = await startProcess(`examples/order-service/src/services/${name}/main.ts`, {
      [`${name.toUpperCase()}_DATABASE_URL`]: database.url,
      SERVICE_TOKEN_SECRET: secret,
      LOG_LEVEL: 'warn',
    });
    try {
      const token = await serviceToken({ secret, audience: name, subject: 'worker' });
      const send: Send = async (call, path, body) => {
        const headers = { ...sagaHeaders(call), 'x-service-token': token, 'content-type': 'application/json' };
        const response = await fetch(`${service.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
        if (!response.ok) throw new Error(`The state could not be made: ${path} answered ${response.status}.`);
        return response.status === 204 ? {} : ((await response.json()) as Record<string, unknown>);
      };
      await new Verifier({
        provider: name,
        providerBaseUrl: service.url,
        pactUrls: [`${dir}/activities-${name}.json`],
        logLevel: 'error',
        // The consumer's token is signed with a secret that no provider has.
        requestFilter: (request, _response, next) => {
          request.headers['x-service-token'] = token;
          next();
        },
        stateHandlers: Object.fromEntries(
          Object.entries(states).map(([state, make]) => [state, () => make(send).then((values) => values ?? {})]),
        ),
      }).verifyProvider();
    } finally {
      await service.stop();
    }
  } finally {
    await database.drop();
  }
}
