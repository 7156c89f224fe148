import { isGrpcServiceError } from '@temporalio/client';

/** The code with which Temporal's server answered, wherever in the causes the SDK has put it. */
export function grpcCodeOf(error: unknown): number | undefined {
  if (isGrpcServiceError(error)) return error.code;
  return error instanceof Error ? grpcCodeOf(error.cause) : undefined;
}
