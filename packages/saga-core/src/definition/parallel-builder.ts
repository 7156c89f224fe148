import type { Call } from './call.ts';
import type { FlowContext, RunContext } from './context.ts';
import type { Empty, PivotedBuilder, SagaBuilder } from './saga-builder.ts';
import type { SagaDefinition } from './saga-definition.ts';
import type { SagaTypeError } from './saga-type-error.ts';
import type { MustSucceedStepOptions, Named, NewName, Place, StepOptions, WaitForOptions } from './step-methods.ts';

// The texts and not the whole types, or the compiler would print these names instead.
type OwnBranch = 'each branch is a step, or a flow: give this one a branch of its own, branch((flow) => flow.…)';
type StandsAlone = 'the pivot stands alone: not inside when, parallel or forEach';

/** Makes a step that has the name of a sibling's a compile error that says so: a branch does not see what its siblings give. */
type NewNames<Inner, Taken> = keyof Inner & keyof Taken extends never
  ? unknown
  : SagaTypeError<`a step named '${keyof Inner & keyof Taken & string}' is already defined`>;

/**
 * Branches that run at the same time. What one gives none of the others can read, since it may come later;
 * `Results` is what was there before, `Added` what the branches give.
 */
export interface ParallelBuilder<Input, Results, Added, Scope, At extends Place> {
  /** Adds a branch of one step that can be undone. */
  step<const Name extends string, Result>(
    name: NewName<Name, Results & Added>,
    run: Call<RunContext<Input, Results> & Scope, Result>,
    options: StepOptions<Input, Results, NoInfer<Result>, Scope>,
  ): ParallelBuilder<Input, Results, Added & Named<Name, Result>, Scope, At>;

  /** Adds a branch of one step that another saga performs. */
  saga<const Name extends string, ChildInput, ChildResults, Output, HasPivot extends boolean>(
    name: NewName<Name, Results & Added>,
    child: SagaDefinition<ChildInput, ChildResults, Output, HasPivot>,
    input: HasPivot extends true
      ? SagaTypeError<'a saga with a pivot cannot be undone: it can only be the pivot (pivotSaga), or stand after it'>
      : (context: FlowContext<Input, Results> & Scope) => NoInfer<ChildInput>,
  ): ParallelBuilder<Input, Results, Added & Named<Name, Output>, Scope, At>;

  /** Adds a branch that waits for somebody's word. */
  waitFor<const Name extends string, Value = undefined>(
    name: NewName<Name, Results & Added>,
    options: WaitForOptions<Value>,
  ): ParallelBuilder<Input, Results, Added & Named<Name, Value>, Scope, At>;

  /** Adds a branch of several steps, one after the other. */
  branch<InnerResults, Inner>(
    body: (
      flow: SagaBuilder<Input, Results, Empty, Scope, At>,
    ) => SagaBuilder<Input, InnerResults, Inner, Scope, At> & NewNames<NoInfer<Inner>, Added>,
  ): ParallelBuilder<Input, Results, Added & Inner, Scope, At>;

  readonly parallel: SagaTypeError<OwnBranch>;
  readonly when: SagaTypeError<OwnBranch>;
  readonly forEach: SagaTypeError<OwnBranch>;
  readonly pivot: SagaTypeError<StandsAlone>;
  readonly pivotSaga: SagaTypeError<StandsAlone>;
  readonly retriable: SagaTypeError<'a retriable step can only stand after the pivot: before it, every step must say how it is undone'>;
}

/** Branches after the pivot, where only steps stand that are tried until they are done. */
export interface ParallelRetriableBuilder<Input, Results, Added, Scope, At extends Place> {
  /** Adds a branch of one step that is tried until it is done. */
  retriable<const Name extends string, Result>(
    name: NewName<Name, Results & Added>,
    run: Call<RunContext<Input, Results> & Scope, Result>,
    options?: MustSucceedStepOptions<Input, Results, NoInfer<Result>, Scope>,
  ): ParallelRetriableBuilder<Input, Results, Added & Named<Name, Result>, Scope, At>;

  /** Adds a branch of one step that another saga performs. */
  saga<const Name extends string, ChildInput, ChildResults, Output>(
    name: NewName<Name, Results & Added>,
    child: SagaDefinition<ChildInput, ChildResults, Output>,
    input: (context: FlowContext<Input, Results> & Scope) => NoInfer<ChildInput>,
  ): ParallelRetriableBuilder<Input, Results, Added & Named<Name, Output>, Scope, At>;

  /** Adds a branch of several steps, one after the other. */
  branch<InnerResults, Inner>(
    body: (
      flow: PivotedBuilder<Input, Results, Empty, Scope, At>,
    ) => PivotedBuilder<Input, InnerResults, Inner, Scope, At> & NewNames<NoInfer<Inner>, Added>,
  ): ParallelRetriableBuilder<Input, Results, Added & Inner, Scope, At>;

  readonly parallel: SagaTypeError<OwnBranch>;
  readonly when: SagaTypeError<OwnBranch>;
  readonly forEach: SagaTypeError<OwnBranch>;
  readonly step: SagaTypeError<'a step that can be undone can only stand before the pivot: after it nothing is undone, so use retriable'>;
  readonly waitFor: SagaTypeError<'a saga can only wait for a word before the pivot: its timeout is a refusal, and after the pivot nothing is undone'>;
  readonly pivot: SagaTypeError<'a saga has at most one pivot'>;
  readonly pivotSaga: SagaTypeError<'a saga has at most one pivot'>;
}
