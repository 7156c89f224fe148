import type { IncomingHttpHeaders } from 'node:http';
import type { NewEvent } from 'saga-core/participant';

/** The W3C trace context of a request, if it has one that can be read (W3C Trace Context, section 3.2.2). What it holds comes from outside. */
export function traceOf({ traceparent, tracestate }: IncomingHttpHeaders): NewEvent['trace'] {
  if (typeof traceparent !== 'string' || !/^[\da-f]{2}-[\da-f]{32}-[\da-f]{16}-[\da-f]{2}$/.test(traceparent))
    return undefined;
  if (typeof tracestate !== 'string' || !/^[\x20-\x7e]{1,512}$/.test(tracestate)) return { traceparent };
  return { traceparent, tracestate };
}
