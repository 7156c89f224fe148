import { refusal, type SagaCall } from 'saga-core/activity';
import { sagaHeaders } from 'saga-core/participant';
import type { z } from 'zod';
import { argumentOf } from '../contract-check.ts';
import type { Answer } from './answer.ts';
import { type Attempt, withinAttempt } from './attempt.ts';
import { bulkhead } from './bulkhead.ts';
import { circuits } from './circuit.ts';
import { HeldBack } from './held-back.ts';
import { inDoubt } from './participant-in-doubt.ts';
import { refusalOrDoubt } from './refusal-or-doubt.ts';
import { request } from './request.ts';
import { freshServiceToken } from './service-token.ts';
import { serviceUrl } from './service-url.ts';
import { type TraceContext, traceOfSaga } from './trace-context.ts';

/** Where a participant is, and how we prove to it who we are. */
export interface ParticipantClientOptions {
  /** Such as `http://127.0.0.1:3002`. */
  readonly baseUrl: string;
  /** `SERVICE_TOKEN_SECRET`, at least 32 bytes. */
  readonly secret: string;
  /** The caller's name in the service token. Default `worker`. */
  readonly subject?: string;
  /**
   * How many calls to it may be under way at once, from this process. More are tried again later. Default 50. Runs that may be undone
   * get four fifths of them, the rest is kept for calls that must succeed; so give at least 2.
   */
  readonly maxCalls?: number;
  /** Milliseconds for which an operation of it is left alone that fails most calls. Default 2000. */
  readonly restMs?: number;
  /** The trace that a call belongs to, for those who trace. Default: one of the saga's own, made from its id. */
  readonly traceOf?: (call: SagaCall) => TraceContext;
}

/** One operation of a participant: its address, and the contract of what goes in and what comes out. */
export interface Operation<Argument, Result> {
  /** As in the activity's name. */
  readonly name: string;
  /** Its path below the base URL, without a leading slash. */
  readonly path: (argument: Argument) => string;
  readonly argument: z.ZodType<Argument>;
  readonly result: z.ZodType<Result>;
}

/** Calls operations of one participant, from within activities. */
export type ParticipantClient = <Argument, Result>(
  operation: Operation<Argument, Result>,
  argument: Argument,
  call: SagaCall,
) => Promise<Result>;

/**
 * Gives the function that calls a participant. It sends one request per attempt, or none while the participant has enough to
 * do or fails most calls, and leaves repeating to Temporal, which remembers that it has to. It resolves when the participant applied the call, and throws otherwise:
 * `refusal()` for a definite no, a retryable failure of type `ParticipantInDoubt` for everything else, and Temporal's
 * `CancelledFailure` when the activity was cancelled.
 *
 * @throws {@link ServiceUrlError} and {@link ServiceTokenError}, at once, when the options can't work.
 */
export function participantClient(participant: string, options: ParticipantClientOptions): ParticipantClient {
  const baseUrl = serviceUrl(participant, options.baseUrl);
  const { secret, subject = 'worker', maxCalls = 50, restMs = 2_000, traceOf = traceOfSaga } = options;
  const token = freshServiceToken({ secret, audience: participant, subject });
  const withRoom = bulkhead(maxCalls);
  const circuitOf = circuits(participant, restMs);
  const send = (operation: string, call: SagaCall, sent: Sent, { signal, isLocal, isOver, isCancelled }: Attempt) =>
    withRoom(
      () =>
        circuitOf(operation)({
          perform: () => request({ ...sent, signal }),
          isTelling: () => !isCancelled() && !(isLocal && isOver()),
        }),
      call.operation !== 'run' || call.mustSucceed === true,
    );

  return (operation, argument, call) =>
    withinAttempt(async (attempt) => {
      const name = `${participant}.${operation.name}`;
      const body = argumentOf(name, operation.argument, argument);
      const sent = {
        url: new URL(operation.path(body), baseUrl),
        headers: {
          ...sagaHeaders(call),
          ...traceOf(call),
          'x-request-id': requestId(call),
          'x-service-token': await token(),
        },
        body,
      };
      const answer = await answerOrDoubt(name, attempt, () => send(operation.name, call, sent, attempt));
      const outcome = refusalOrDoubt(answer, operation.result);
      if (outcome.kind === 'applied') return outcome.result;
      if (outcome.kind === 'refused') throw refusal(outcome);
      throw inDoubt({ call: name, ...outcome });
    });
}

/**
 * The saga's id is the correlation id: it is the same for every call of one order, in every service and at every
 * attempt, and known to whoever holds the order's id, so one search finds all that any service logged about it.
 */
function requestId({ sagaId }: SagaCall): string {
  return encodeURIComponent(sagaId);
}

type Sent = Omit<Parameters<typeof request>[0], 'signal'>;

async function answerOrDoubt(call: string, attempt: Attempt, send: () => Promise<Answer>): Promise<Answer> {
  try {
    return await send();
  } catch (error) {
    attempt.throwIfCancelled();
    if (error instanceof HeldBack) throw inDoubt({ call, reason: error.message, retryAfterMs: error.retryAfterMs });
    throw inDoubt({ call, reason: attempt.isOver() ? `nothing came within ${attempt.budgetMs} ms` : noAnswer(error) });
  }
}

/** The system's or undici's code, such as ECONNREFUSED, says what happened. Their messages say also where, and with what. */
function noAnswer(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : '';
  return /^[A-Z0-9_]{1,60}$/.test(code) ? `the connection failed (${code})` : 'the connection failed';
}
