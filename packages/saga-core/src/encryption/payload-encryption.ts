import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { ClientPlugin } from '@temporalio/client';
import type { DataConverter } from '@temporalio/common';
import type { BundleOptions, WorkerOptions, WorkerPlugin } from '@temporalio/worker';
import { AesPayloadCodec } from './aes-payload-codec.ts';
import { encodedFailuresMark } from './encoded-failures.ts';
import type { EncryptionKeys } from './encryption-key.ts';
import { PlainBundleError } from './plain-bundle-error.ts';

export interface PayloadEncryptionOptions {
  /** The first encrypts; all of them decrypt. */
  readonly keys: EncryptionKeys;
}

/** A plugin of Temporal's for clients, workers and replayers. */
export type PayloadEncryption = ClientPlugin & WorkerPlugin;

const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
const failureConverterPath = fileURLToPath(new URL(`./encoded-failures.${extension}`, import.meta.url));

/**
 * Encrypts what sagas hand to Temporal: give the same to every client and every worker. Payloads go through {@link AesPayloadCodec},
 * and the messages and stacks of failures become payloads, too.
 *
 * Not encrypted, since Temporal itself works with them: ids of workflows, updates and activities (a saga's id, names of steps
 * and keys of `forEach` items are in them), names, search attributes, types and codes of failures, times. Put nothing personal into
 * those.
 *
 * A worker that is given a bundle needs one that was made with {@link bundleForEncryption}; `Worker.create` throws
 * {@link PlainBundleError} for another.
 *
 * @throws {@link EncryptionKeysError} when the keys can't be used
 *
 * @example
 * ```ts
 * const encryption = payloadEncryption({ keys: readEncryptionKeys(secret) });
 * const client = new Client({ connection, plugins: [encryption] });
 * const worker = await createSagaWorker({ connection, taskQueue, workflowsPath, activities, plugins: [encryption] });
 * ```
 */
export function payloadEncryption({ keys }: PayloadEncryptionOptions): PayloadEncryption {
  const codec = new AesPayloadCodec({ keys });
  const encrypting = <Options extends { dataConverter?: DataConverter }>(options: Options): Options => {
    const given = options.dataConverter ?? {};
    const codecs = given.payloadCodecs ?? [];
    // A client that a worker makes for itself comes by here twice.
    if (codecs.includes(codec)) return options;
    return { ...options, dataConverter: { ...given, payloadCodecs: [...codecs, codec], failureConverterPath } };
  };
  return {
    name: 'saga-core/encryption',
    configureClient: encrypting,
    configureReplayWorker: encrypting,
    configureWorker: async (options) => {
      await requireEncodedFailures(options.workflowBundle);
      return encrypting(options);
    },
  };
}

/**
 * What a workflow bundle needs that is made ahead for workers with {@link payloadEncryption}. Needs no key.
 *
 * @example
 * ```ts
 * await bundleSagaWorkflows({ workflowsPath, outFile, plugins: [bundleForEncryption] });
 * ```
 */
export const bundleForEncryption = {
  name: 'saga-core/encryption',
  configureBundler: (options: BundleOptions): BundleOptions => ({ ...options, failureConverterPath }),
};

// Temporal takes no failure converter beside a bundle, and says nothing.
async function requireEncodedFailures(bundle: WorkerOptions['workflowBundle']): Promise<void> {
  if (bundle === undefined) return;
  const isFile = 'codePath' in bundle;
  const code = isFile ? await readFile(bundle.codePath, 'utf8') : bundle.code;
  if (!code.includes(encodedFailuresMark))
    throw new PlainBundleError(isFile ? bundle.codePath : 'that was given as code');
}
