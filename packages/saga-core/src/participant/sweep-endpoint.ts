import type { Request, RequestHandler, Response } from 'express';
import type { BarrierSweep } from '../protocol/barrier-sweep.ts';
import { sendProblem } from './send-problem.ts';

/** How many sagas one request may be about. */
const most = 500;

/**
 * Serves a participant's {@link barrierSweep} to `SagaClient.reportEnded`:
 *
 * | request | answer |
 * |---|---|
 * | `GET ?after=<saga id>&limit=<1 to 500>`, both optional | 200 `{"sagaIds":["…"]}`: sagas that have rows, after that one; none at the end |
 * | `POST {"ended":["…"]}`, at most 500 | 200 `{"removed":<rows>}` |
 * | one of them malformed | 400, a problem with code `SWEEP_MALFORMED` that says how |
 *
 * Who may report is yours to decide: put your authentication before it. A false report takes away what keeps a repeated call from
 * taking effect twice. Parse the body as JSON before; 500 ids need up to 512 kB.
 *
 * @example
 * ```ts
 * const sweep = sweepEndpoint(barrierSweep(pool));
 * app.route('/ended-sagas').all(requireServiceToken).get(sweep).post(express.json({ limit: '512kb' }), sweep);
 * ```
 */
export function sweepEndpoint(sweep: BarrierSweep): RequestHandler {
  return async (request, response) => {
    if (request.method === 'POST') await removeEnded(sweep, request, response);
    else await listSagas(sweep, request, response);
  };
}

async function listSagas(sweep: BarrierSweep, { query }: Request, response: Response): Promise<void> {
  const { after, limit = '500' } = query;
  if (after !== undefined && !isSagaId(after)) return malformed(response, '`after` must be the id of a saga.');
  if (typeof limit !== 'string' || !/^[1-9]\d{0,2}$/.test(limit) || Number(limit) > most)
    return malformed(response, `\`limit\` must be a whole number from 1 to ${most}.`);
  const sagaIds = await sweep.sagaIds({ ...(after !== undefined && { after }), limit: Number(limit) });
  response.set('Cache-Control', 'no-store').status(200).json({ sagaIds });
}

async function removeEnded(sweep: BarrierSweep, { body }: Request, response: Response): Promise<void> {
  const ended: unknown = typeof body === 'object' && body !== null && 'ended' in body ? body.ended : undefined;
  if (!Array.isArray(ended) || ended.length > most || !ended.every(isSagaId))
    return malformed(response, `The body must be {"ended": [...]} with at most ${most} ids of sagas.`);
  response.status(200).json({ removed: await sweep.removeEnded(ended) });
}

// As the barrier lets one in: at most 1024 characters, and nothing that a column of type text can't hold.
function isSagaId(value: unknown): value is string {
  return typeof value === 'string' && /^[^\0]{1,1024}$/.test(value) && value.isWellFormed();
}

function malformed(response: Response, detail: string): void {
  sendProblem(response, { status: 400, title: 'Bad Request', code: 'SWEEP_MALFORMED', detail });
}
