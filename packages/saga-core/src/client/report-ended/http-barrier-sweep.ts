import type { BarrierSweep } from '../../protocol/barrier-sweep.ts';

export interface HttpBarrierSweepOptions {
  /** Where the participant serves its rows by `sweepEndpoint`. */
  readonly url: string | URL;
  /** Asked for every request, so that a token can be a short-lived one. */
  readonly headers?: () => Promise<Readonly<Record<string, string>>>;
  /** Milliseconds that one answer may take. Default 30,000. */
  readonly within?: number;
}

/**
 * A participant's barrier over HTTP, for `SagaClient.reportEnded`. It follows no redirect, as the headers may hold a token.
 *
 * @example
 * ```ts
 * httpBarrierSweep({ url: 'http://payment:3003/ended-sagas', headers: async () => ({ 'x-service-token': await token() }) });
 * ```
 */
export function httpBarrierSweep({
  url,
  headers = async () => ({}),
  within = 30_000,
}: HttpBarrierSweepOptions): BarrierSweep {
  const send = async (address: URL, request: RequestInit): Promise<unknown> => {
    const response = await fetch(address, {
      ...request,
      headers: { ...(await headers()), accept: 'application/json', 'content-type': 'application/json' },
      redirect: 'error',
      signal: AbortSignal.timeout(within),
    });
    if (response.status === 200) return await response.json();
    await response.body?.cancel();
    throw misfit(address, `${response.status}`);
  };
  return {
    async sagaIds({ after, limit }) {
      const address = new URL(url);
      if (after !== undefined) address.searchParams.set('after', after);
      address.searchParams.set('limit', String(limit));
      const answer = await send(address, { method: 'GET' });
      if (!hasSagaIds(answer)) throw misfit(address, 'something else');
      return answer.sagaIds;
    },
    async removeEnded(sagaIds) {
      const address = new URL(url);
      const answer = await send(address, { method: 'POST', body: JSON.stringify({ ended: sagaIds }) });
      if (!hasRemoved(answer)) throw misfit(address, 'something else');
      return answer.removed;
    },
  };
}

function misfit({ origin, pathname }: URL, what: string): Error {
  return new Error(
    `The participant at ${origin}${pathname} answered ${what} instead of what \`sweepEndpoint\` answers. Look whether it serves it there, and lets this caller in.`,
  );
}

function hasSagaIds(answer: unknown): answer is { readonly sagaIds: readonly string[] } {
  if (typeof answer !== 'object' || answer === null || !('sagaIds' in answer)) return false;
  const { sagaIds } = answer;
  return Array.isArray(sagaIds) && sagaIds.every((id) => typeof id === 'string');
}

function hasRemoved(answer: unknown): answer is { readonly removed: number } {
  return typeof answer === 'object' && answer !== null && 'removed' in answer && typeof answer.removed === 'number';
}
