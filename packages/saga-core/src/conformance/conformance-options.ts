import type { GuaranteeName } from './guarantee-name.ts';

/** One saga that the kit makes up. Its ids are new in every run, so the kit can be run again and again. */
export interface AttackedSaga {
  /** A new UUID: take it for whatever the saga is about, such as an order's id. */
  readonly id: string;
  /** `<prefix>-<id>`, as it goes in `Saga-Id`. */
  readonly sagaId: string;
  /** The key of the operation's run, for undos that name the run by it. */
  readonly runKey: string;
}

/** A saga whose run was sent before. */
export interface RunSaga extends AttackedSaga {
  /** What the run answered, where that is known: an undo is also sent for runs that were never seen. */
  readonly result: unknown;
}

/** What to send, beside the headers of the protocol. */
export interface ConformanceRequest {
  /** Below `baseUrl`, beginning with a slash. */
  readonly path: string;
  /** Default `POST`. */
  readonly method?: 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Beside `ConformanceOptions.headers`; the protocol's headers stand above them. */
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * One step's calls. Each function is given a saga and says what to send for it; it must give the same for the same saga.
 * What is left out is not attacked, and the report says so.
 */
export interface ConformanceOperation {
  /** A run that is applied. */
  readonly run: (saga: AttackedSaga) => ConformanceRequest;
  /** Its undo. Leave it out for a pivot and for a step after it. */
  readonly compensate?: (saga: RunSaga) => ConformanceRequest;
  /** Where the participant answers the run's fence: for a pivot. With `sagaEndpoint` that is the run's own address. */
  readonly fence?: (saga: AttackedSaga) => ConformanceRequest;
  /** A run that must be refused: an item that is sold out, a card that is declined. */
  readonly refuse?: (saga: AttackedSaga) => ConformanceRequest;
  /** An undo that must be refused while the run stands. */
  readonly refuseCompensation?: (saga: RunSaga) => ConformanceRequest;
  /**
   * How much of this operation stands, as a number that a run changes and its undo changes back: a stock, a balance, charged minus refunded.
   * A second run or a second undo must show in it. Without it the kit can judge by answers alone.
   */
  readonly observe?: (saga: AttackedSaga) => number | Promise<number>;
  /** Operations that must be applied in the same saga before: an order is created before it is confirmed. */
  readonly after?: readonly string[];
  /** For a step after the pivot: its calls carry `Saga-Must-Succeed`, and its refusals must be forgotten. Default `false`. */
  readonly mustSucceed?: boolean;
}

/** How far the kit has come. */
export interface ConformanceProgress {
  readonly operation: string;
  /** What it attacks now. */
  readonly guarantee: GuaranteeName;
  /** How many attacks are done, of `total`. */
  readonly done: number;
  readonly total: number;
}

export interface ConformanceOptions {
  /** Where the participant is, such as `http://127.0.0.1:3002`. Run the kit against a test environment: it makes and undoes real effects. */
  readonly baseUrl: string | URL;
  /** By the step's name, which also goes in `Saga-Step`. */
  readonly operations: Readonly<Record<string, ConformanceOperation>>;
  /** Headers for every request, such as a token. Called for each of them, so that a token may be short-lived. Reports and errors redact their values. */
  readonly headers?: () => Readonly<Record<string, string>> | Promise<Readonly<Record<string, string>>>;
  /** How often each race is run. Default 20. */
  readonly rounds?: number;
  /** How many duplicates are sent at once. Default 8. */
  readonly concurrency?: number;
  /** Milliseconds that one request may take. Default 10,000. */
  readonly timeout?: number;
  /** A whole number: the same one gives the races the same order. Default: drawn, and in the report. */
  readonly seed?: number;
  /** What the sagas' ids begin with. Default `conformance`. */
  readonly prefix?: string;
  /** Ends the kit; the promise is rejected with the signal's reason. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: ConformanceProgress) => void;
}
