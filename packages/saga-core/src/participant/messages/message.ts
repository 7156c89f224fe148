import type { SagaCall } from '../../engine/saga-call.ts';
import type { CallAnswer } from '../call-answer.ts';

/** The data of an event that asks a participant for a call. */
export interface SagaRequest {
  readonly call: SagaCall;
  readonly argument: unknown;
  /** Brought back with the answer as it is: Temporal's task token, which names the attempt that waits. Base64. */
  readonly token: string;
}

/** The data of the event that answers it. */
export interface SagaReply {
  /** The name that the request asked for: `reserve`. */
  readonly name: string;
  readonly key: string;
  readonly token: string;
  readonly answer: CallAnswer<unknown>;
}
