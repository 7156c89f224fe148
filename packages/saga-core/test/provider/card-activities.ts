import { refusal } from 'saga-core/activity';
import type { CardActivities, Charge } from './buy-ticket.ts';

export interface CardProviderOptions {
  readonly url: string;
  /** Milliseconds for one request: less than the step's `attemptTimeout`. */
  readonly patience?: number;
}

export function cardActivities({ url, patience = 4_000 }: CardProviderOptions): CardActivities {
  const ask = async (method: 'GET' | 'POST', path: string, key?: string, body?: object) => {
    const response = await fetch(new URL(path, url), {
      method,
      headers: { 'content-type': 'application/json', ...(key !== undefined && { 'idempotency-key': key }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      redirect: 'error',
      signal: AbortSignal.timeout(patience),
    });
    const answer = (await response.json()) as { readonly id?: string; readonly code?: string };
    return { status: response.status, ...answer };
  };

  /** The charge's id, or `undefined` for a card that was declined: both are answers, and the provider keeps to them. */
  const create = async (charge: Charge, key: string): Promise<string | undefined> => {
    const { status, id } = await ask('POST', '/charges', key, { ...charge, reference: key });
    if (status === 201 && id !== undefined) return id;
    if (status === 402) return undefined;
    // Also a 409, which says that a request with this key is in flight: whether it will charge, nobody knows.
    throw new Error(`The provider answered ${status} to a charge.`);
  };

  const find = async (reference: string): Promise<string | undefined> => {
    const { status, id } = await ask('GET', `/charges?reference=${encodeURIComponent(reference)}`);
    if (status === 200 && id !== undefined) return id;
    if (status === 404) return undefined;
    throw new Error(`The provider answered ${status} to a question.`);
  };

  return {
    async charge(charge, call) {
      const chargeId = await create(charge, call.key);
      if (chargeId === undefined) throw refusal({ code: 'CARD_DECLINED' });
      return { chargeId };
    },
    async lookUp({ chargeKey }) {
      const chargeId = await find(chargeKey);
      return chargeId === undefined ? { kind: 'unknown' } : { kind: 'applied', result: { chargeId } };
    },
    async refund(undo, call) {
      // First the charge is settled: what is not found is made, under the key of the run. Whatever is still on its way with that
      // key is then a duplicate, and what was made is refunded like any other.
      const chargeId =
        'chargeId' in undo
          ? undo.chargeId
          : ((await find(undo.chargeKey)) ?? (await create(undo.charge, undo.chargeKey)));
      if (chargeId === undefined) return;
      const { status, code } = await ask('POST', `/charges/${chargeId}/refund`, call.key);
      if (status !== 201 && code !== 'already_refunded')
        throw new Error(`The provider answered ${status} to a refund.`);
    },
  };
}
