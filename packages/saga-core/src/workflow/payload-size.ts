import { defaultPayloadConverter } from '@temporalio/common';

/**
 * The largest argument or output, in bytes. Temporal's own limit is 2 MiB for each payload; the rest is room for what a
 * payload codec adds.
 */
const largestPayload = 1_900_000;

/**
 * Temporal does not refuse a payload that is too large: it closes the whole workflow as Failed, and no undo of it runs.
 * So the size is looked at before anything is sent. Gives it, in bytes.
 *
 * @throws RangeError when the value is too large, and what the converter throws when it can't be turned into a payload
 */
export function requirePayloadSize(value: unknown): number {
  const size = defaultPayloadConverter.toPayload(value)?.data?.length ?? 0;
  if (size > largestPayload) {
    throw new RangeError(
      `it has ${size} bytes, and ${largestPayload} are the most that Temporal is given; send a reference to it instead.`,
    );
  }
  return size;
}
