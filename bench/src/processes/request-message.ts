/** From the harness to a process that it forked. */
export interface RequestMessage {
  readonly id: number;
  readonly name: string;
  readonly argument: unknown;
}

/** What such a process answers. */
export type AnswerMessage = { readonly id: number } & ({ readonly answer: unknown } | { readonly error: string });
