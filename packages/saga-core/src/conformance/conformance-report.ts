import type { GuaranteeName } from './guarantee-name.ts';

/** A request and what came back. Values of secret headers read `«redacted»`. */
export interface Exchange {
  readonly kind: 'exchange';
  /** Milliseconds since the kit's start. */
  readonly sentAt: number;
  /** Absent while there was no answer. */
  readonly answeredAt?: number;
  readonly request: {
    readonly method: string;
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: unknown;
  };
  /** What came: an answer, or in words why none did. Bodies are cut to 2,000 characters. */
  readonly answer?: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
  };
  readonly failure?: string;
}

/** What `observe` said. */
export interface Observation {
  readonly kind: 'observation';
  readonly at: number;
  readonly sagaId: string;
  /** What the operation has changed since the saga began, in runs that stand: 0 or 1 where all is well. */
  readonly standing: number;
}

export type Evidence = Exchange | Observation;

/** What became of one guarantee of one operation. */
export interface GuaranteeReport {
  readonly operation: string;
  readonly guarantee: GuaranteeName;
  /** The guarantee, in a sentence. */
  readonly promise: string;
  /** The rule of the design that asks for it, such as `R11`. */
  readonly rule: string;
  /** The section of the documentation that explains it. */
  readonly docs: string;
  readonly verdict: 'pass' | 'fail' | 'notApplicable';
  /** In sentences: what came and what was expected; or what the kit was not given. */
  readonly why: string;
  /** Whether it was judged by answers alone, as the operation has no `observe`. */
  readonly halfSeen: boolean;
  /** Answers that said nothing definite, so that the kit asked again, as a saga would. */
  readonly askedAgain: number;
  /** In the order of sending. Of many rounds it is the last: the one that broke the guarantee, if one did. */
  readonly evidence: readonly Evidence[];
}

/** Plain data, which can be written as JSON. */
export interface ConformanceReport {
  /** No guarantee failed. */
  readonly passed: boolean;
  readonly baseUrl: string;
  /** The order of the races: give it as `seed` to run them alike. */
  readonly seed: number;
  readonly guarantees: readonly GuaranteeReport[];
  /** How many requests were sent. */
  readonly requests: number;
  readonly seconds: number;
  /** Sagas whose effects the kit could not undo at the end; what is wrong with their undo is among the guarantees. */
  readonly leftStanding: readonly string[];
}
