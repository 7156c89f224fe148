import type { Payload, PayloadCodec } from '@temporalio/common';

/** Encrypts nothing, but nobody reads its payloads without it. */
export class MirrorCodec implements PayloadCodec {
  async encode(payloads: Payload[]): Promise<Payload[]> {
    return payloads.map((payload) => ({
      metadata: {
        encoding: new TextEncoder().encode('binary/mirrored'),
        was: payload.metadata?.encoding as Uint8Array,
      },
      data: (payload.data ?? new Uint8Array()).toReversed(),
    }));
  }

  async decode(payloads: Payload[]): Promise<Payload[]> {
    return payloads.map((payload) =>
      payload.metadata?.was === undefined
        ? payload
        : { metadata: { encoding: payload.metadata.was }, data: (payload.data ?? new Uint8Array()).toReversed() },
    );
  }
}
