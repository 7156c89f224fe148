import type { StandardSchemaV1 } from '@standard-schema/spec';
import type { Flow } from './flow.ts';
import type { StepDefinition } from './step.ts';

/** Carries a definition's types. It has no value. */
declare const types: unique symbol;

/** Whether a saga's undos go one after the other, or all at once. */
export type Unwind = 'sequential' | 'parallel';

/**
 * How calls are performed. `activity`: each as a normal Temporal activity. `adaptive`: where it is proven safe, the first
 * try is a local activity, which costs one event instead of six and no round trip; after a failure a normal one goes on.
 */
export type Execution = 'adaptive' | 'activity';

/**
 * A saga, as frozen data. It imports neither Temporal nor Node, so the same definition is run, drawn, simulated and explored.
 * Made by `saga(…)`.
 */
export interface SagaDefinition<Input, Results, Output, HasPivot extends boolean = boolean> {
  readonly name: string;
  readonly version: number;
  readonly unwind: Unwind;
  readonly execution: Execution;
  /** Milliseconds from the start within which the pivot must be sent; without it there is no such limit. */
  readonly deadline?: number;
  /** Milliseconds that a call in flight has to settle once the saga must unwind. Then it is in doubt. */
  readonly settleWithin: number;
  /** Checks the input before a saga starts. */
  readonly inputSchema?: StandardSchemaV1;
  /** What runs, as a tree. */
  readonly flow: Flow;
  /** All steps of the flow, in the order in which they stand. */
  readonly steps: readonly StepDefinition[];
  /** Makes the saga's output of its input and results; pure. */
  readonly output: (context: never) => Output;
  readonly [types]?: {
    readonly input: Input;
    readonly results: Results;
    readonly output: Output;
    readonly hasPivot: HasPivot;
  };
}

/** Any saga, whatever its types: what engines, performers and tools take. */
export type AnySaga = SagaDefinition<unknown, unknown, unknown>;

/** The input that a saga is started with. */
export type InputOf<Saga> = Saga extends SagaDefinition<infer Input, infer _Results, infer _Output> ? Input : never;

/** The results of a saga's steps, by step name. */
export type ResultsOf<Saga> = Saga extends SagaDefinition<infer _Input, infer Results, infer _Output> ? Results : never;

/** What a saga gives when it has completed. */
export type OutputOf<Saga> = Saga extends SagaDefinition<infer _Input, infer _Results, infer Output> ? Output : never;
