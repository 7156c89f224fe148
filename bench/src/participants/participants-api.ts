/** The calls that the participants saw, whatever they answered. */
export interface CallCounts {
  readonly calls: number;
  /** Calls apart from repeated ones. */
  readonly keys: number;
  readonly sagas: number;
  readonly byOperation: Readonly<Record<string, number>>;
}

/** What the harness asks the participants' process. */
export interface ParticipantsApi {
  /** Listens on a free port of 127.0.0.1. */
  listen(): Promise<{ readonly url: string }>;
  /** What was called since the last time. */
  takeCounts(): Promise<CallCounts>;
}
