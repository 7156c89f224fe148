import { createHash, randomBytes } from 'node:crypto';
import type { SagaCall } from 'saga-core/activity';

/** The headers of W3C Trace Context that a call carries. */
export interface TraceContext {
  /** `00-<32 hex digits of the trace>-<16 of the caller's span>-<flags>` (W3C Trace Context, section 3.2). */
  readonly traceparent: string;
  readonly tracestate?: string;
}

/**
 * The trace of a saga, where nobody traces: its id is made from the saga's. So every call of one saga is of one trace, in
 * every service, at every attempt and after every restart, and nothing has to be stored or handed on for it. The span is a new
 * one for each attempt. Its flag says `sampled`, or services that trace would leave this one out.
 */
export function traceOfSaga({ sagaId }: Pick<SagaCall, 'sagaId'>): TraceContext {
  const trace = createHash('sha256').update(sagaId).digest('hex').slice(0, 32);
  return { traceparent: `00-${trace}-${randomBytes(8).toString('hex')}-01` };
}
