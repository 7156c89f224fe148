import { createHash } from 'node:crypto';
import type { WorkerOptions } from '@temporalio/worker';

/** 64 bits: among some thousand bundles of one namespace no two are alike. */
const digits = 16;

/**
 * Names a bundle's build by the beginning of its hash. Temporal's own default has the SDK's name and all of the hash, 103
 * characters, in almost every workflow task and activity of a history. Who versions workers names builds himself.
 */
export function withBuildId<Options extends WorkerOptions>(options: Options, code: string): Options {
  const { buildId, useVersioning, workerDeploymentOptions } = options;
  if (buildId !== undefined || useVersioning !== undefined || workerDeploymentOptions !== undefined) return options;
  return { ...options, buildId: createHash('sha256').update(code).digest('hex').slice(0, digits) };
}
