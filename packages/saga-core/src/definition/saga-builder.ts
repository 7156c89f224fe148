import type { Call, Nothing } from './call.ts';
import type { MustSucceedOptions } from './call-policy.ts';
import type { CompensateContext, OutputContext, RunContext } from './context.ts';
import type { SagaDefinition } from './saga-definition.ts';
import type { SagaTypeError } from './saga-type-error.ts';
import type { StepPolicyOptions } from './step.ts';

/** Makes a second step of the same name a compile error that says so. */
export type NewName<Name extends string, Results> = Name extends keyof Results
  ? SagaTypeError<`a step named '${Name}' is already defined`>
  : Name;

type With<Results, Name extends string, Result> = Results & { readonly [Key in Name]: Result };

/** What a compensatable step is given beside its name and its call. */
export interface StepOptions<Input, Results, Result> extends StepPolicyOptions {
  /** The call that undoes this step, or `nothing`. */
  readonly compensate: Call<CompensateContext<Input, Results, Result>, unknown> | Nothing;
}

/**
 * A saga up to its pivot. Every method gives a new builder, and none changes the one that it is called on.
 *
 * The run call is the second argument and `compensate` sits in the third, so that the result's type is known
 * before `compensate` is looked at. In one object with both it would be unknown there.
 */
export interface SagaBuilder<Input, Results> {
  /** Adds a step that can be undone. */
  step<const Name extends string, Result>(
    name: NewName<Name, Results>,
    run: Call<RunContext<Input, Results>, Result>,
    options: StepOptions<Input, Results, NoInfer<Result>>,
  ): SagaBuilder<Input, With<Results, Name, Result>>;

  /** Adds the point of no return: once its call is sent the saga can't be cancelled, and after it nothing is undone. */
  pivot<const Name extends string, Result>(
    name: NewName<Name, Results>,
    run: Call<RunContext<Input, Results>, Result>,
    options?: MustSucceedOptions,
  ): PivotedBuilder<Input, With<Results, Name, Result>>;

  /** Ends the definition; `output` makes what the saga gives when it has completed. */
  returns(): SagaDefinition<Input, Results, undefined>;
  returns<Output>(output: (context: OutputContext<Input, Results>) => Output): SagaDefinition<Input, Results, Output>;

  readonly retriable: SagaTypeError<'a retriable step can only stand after the pivot: before it, every step must say how it is undone'>;
}

/** A saga after its pivot: only retriable steps can follow. */
export interface PivotedBuilder<Input, Results> {
  /** Adds a step that is tried until it is done. */
  retriable<const Name extends string, Result>(
    name: NewName<Name, Results>,
    run: Call<RunContext<Input, Results>, Result>,
    options?: MustSucceedOptions,
  ): PivotedBuilder<Input, With<Results, Name, Result>>;

  /** Ends the definition; `output` makes what the saga gives when it has completed. */
  returns(): SagaDefinition<Input, Results, undefined>;
  returns<Output>(output: (context: OutputContext<Input, Results>) => Output): SagaDefinition<Input, Results, Output>;

  readonly step: SagaTypeError<'a step that can be undone can only stand before the pivot: after it nothing is undone, so use retriable'>;
  readonly pivot: SagaTypeError<'a saga has at most one pivot'>;
}
