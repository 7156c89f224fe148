// Temporal keeps a failure's message and stack as plain text, beside the payloads. This converter moves them into a payload, which
// the codec then encrypts. Temporal loads it by its path, into workers, clients and workflow bundles, so it needs nothing of Node.
import { DefaultFailureConverter } from '@temporalio/common';

/** What a workflow bundle has in it that was made with this converter. */
export const encodedFailuresMark = 'saga-core: failures are encoded';

export const failureConverter = Object.assign(new DefaultFailureConverter({ encodeCommonAttributes: true }), {
  mark: encodedFailuresMark,
});
