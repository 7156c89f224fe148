import type { Client } from '@temporalio/client';
import type { LoadedDataConverter, Payload, ProtoFailure, SerializationContext } from '@temporalio/common';

type Payloads = { readonly payloads?: Payload[] | null } | null | undefined;

/** Reads the payloads of a workflow's history with the client's data converter, codecs included. */
export class PayloadReader {
  readonly #converter: LoadedDataConverter;
  readonly #namespace: string;

  constructor(client: Client) {
    this.#converter = client.options.loadedDataConverter;
    this.#namespace = client.options.namespace;
  }

  /** Whose payloads a workflow's are; a codec may have a key for each. */
  ofWorkflow(workflowId: string): SerializationContext {
    return { type: 'workflow', namespace: this.#namespace, workflowId };
  }

  /** Whose payloads an activity's are. */
  ofActivity(workflowId: string, activityId: string, isLocal = false): SerializationContext {
    return { type: 'activity', namespace: this.#namespace, workflowId, activityId, isLocal };
  }

  async values(payloads: Payloads, context: SerializationContext): Promise<readonly unknown[]> {
    const decoded = await this.#decoded(payloads?.payloads ?? [], context);
    return decoded.map((payload) => this.#converter.payloadConverter.fromPayload(payload, context));
  }

  async value(payload: Payload | null | undefined, context: SerializationContext): Promise<unknown> {
    return payload ? (await this.values({ payloads: [payload] }, context))[0] : undefined;
  }

  async error(failure: ProtoFailure | null | undefined, context: SerializationContext): Promise<Error | undefined> {
    if (!failure) return undefined;
    const { failureConverter, payloadConverter } = this.#converter;
    return failureConverter.failureToError(await this.#decodedFailure(failure, context), payloadConverter, context);
  }

  // Codecs encode from the first to the last, so they decode from the last to the first.
  async #decoded(payloads: Payload[], context: SerializationContext): Promise<Payload[]> {
    let decoded = payloads;
    for (const codec of this.#converter.payloadCodecs.toReversed()) decoded = await codec.decode(decoded, context);
    return decoded;
  }

  async #decodedFailure(failure: ProtoFailure, context: SerializationContext): Promise<ProtoFailure> {
    if (this.#converter.payloadCodecs.length === 0) return failure;
    const { encodedAttributes, cause, applicationFailureInfo, canceledFailureInfo, timeoutFailureInfo } = failure;
    const details = async (payloads: Payloads) => ({
      details: { payloads: await this.#decoded(payloads?.payloads ?? [], context) },
    });
    return {
      ...failure,
      ...(encodedAttributes ? { encodedAttributes: (await this.#decoded([encodedAttributes], context))[0] } : {}),
      ...(cause ? { cause: await this.#decodedFailure(cause, context) } : {}),
      ...(applicationFailureInfo
        ? { applicationFailureInfo: { ...applicationFailureInfo, ...(await details(applicationFailureInfo.details)) } }
        : {}),
      ...(canceledFailureInfo
        ? { canceledFailureInfo: { ...canceledFailureInfo, ...(await details(canceledFailureInfo.details)) } }
        : {}),
      // Nobody reads what the last heartbeat said, and undecoded it could not be read.
      ...(timeoutFailureInfo ? { timeoutFailureInfo: { ...timeoutFailureInfo, lastHeartbeatDetails: null } } : {}),
    };
  }
}
