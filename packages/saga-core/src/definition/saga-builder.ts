import type { Call } from './call.ts';
import type { FlowContext, ItemScope, OutputContext, RunContext } from './context.ts';
import type { ParallelBuilder, ParallelRetriableBuilder } from './parallel-builder.ts';
import type { SagaDefinition } from './saga-definition.ts';
import type { SagaTypeError } from './saga-type-error.ts';
import type {
  ByItem,
  ForEachOptions,
  Inside,
  MustSucceedStepOptions,
  Named,
  NewName,
  PivotOptions,
  Place,
  StepOptions,
  WaitForOptions,
} from './step-methods.ts';

/** No results yet. */
export type Empty = Record<never, never>;

type Returns<Input, Results, HasPivot extends boolean> = {
  (): SagaDefinition<Input, Results, undefined, HasPivot>;
  <Output>(
    output: (context: OutputContext<Input, Results>) => Output,
  ): SagaDefinition<Input, Results, Output, HasPivot>;
};

type PivotMethod<Input, Results, Scope> = <const Name extends string, Result>(
  name: NewName<Name, Results>,
  run: Call<RunContext<Input, Results> & Scope, Result>,
  options?: PivotOptions<Input, Results, NoInfer<Result>, Scope>,
) => PivotedBuilder<Input, Results & Named<Name, Result>>;

type PivotSagaMethod<Input, Results, Scope> = <const Name extends string, ChildInput, ChildResults, Output>(
  name: NewName<Name, Results>,
  child: SagaDefinition<ChildInput, ChildResults, Output>,
  input: (context: FlowContext<Input, Results> & Scope) => NoInfer<ChildInput>,
) => PivotedBuilder<Input, Results & Named<Name, Output>>;

/**
 * A saga up to its pivot. Every method gives a new builder, and none changes the one that it is called on.
 * `Results` is all that a call here may read, `Added` the part of it that this builder's own steps gave.
 *
 * The run call is the second argument and `compensate` sits in the third, so that the result's type is known
 * before `compensate` is looked at. In one object with both it would be unknown there.
 */
export interface SagaBuilder<Input, Results, Added = Results, Scope = unknown, At extends Place = 'saga'> {
  /** Adds a step that can be undone. */
  step<const Name extends string, Result>(
    name: NewName<Name, Results>,
    run: Call<RunContext<Input, Results> & Scope, Result>,
    options: StepOptions<Input, Results, NoInfer<Result>, Scope>,
  ): SagaBuilder<Input, Results & Named<Name, Result>, Added & Named<Name, Result>, Scope, At>;

  /** Adds a step that another saga performs, as a child workflow. It is undone by unwinding that saga, also after it completed. */
  saga<const Name extends string, ChildInput, ChildResults, Output, HasPivot extends boolean>(
    name: NewName<Name, Results>,
    child: SagaDefinition<ChildInput, ChildResults, Output, HasPivot>,
    input: HasPivot extends true
      ? SagaTypeError<'a saga with a pivot cannot be undone: it can only be the pivot (pivotSaga), or stand after it'>
      : (context: FlowContext<Input, Results> & Scope) => NoInfer<ChildInput>,
  ): SagaBuilder<Input, Results & Named<Name, Output>, Added & Named<Name, Output>, Scope, At>;

  /** Adds a step that waits for somebody's word (`SagaHandle.answer`): an approval, another system's message. */
  waitFor<const Name extends string, Value = undefined>(
    name: NewName<Name, Results>,
    options: WaitForOptions<Value>,
  ): SagaBuilder<Input, Results & Named<Name, Value>, Added & Named<Name, Value>, Scope, At>;

  /** Adds steps that run at the same time. All are settled before anything is undone. */
  parallel<Inner>(
    body: (
      parallel: ParallelBuilder<Input, Results, Empty, Scope, Inside<At>>,
    ) => ParallelBuilder<Input, Results, Inner, Scope, Inside<At>>,
  ): SagaBuilder<Input, Results & Inner, Added & Inner, Scope, At>;

  /** Adds steps that run only when `condition` holds, which is asked once. Their results are there or not. */
  when<InnerResults, Inner>(
    condition: (context: FlowContext<Input, Results> & Scope) => boolean,
    body: (
      flow: SagaBuilder<Input, Results, Empty, Scope, Inside<At>>,
    ) => SagaBuilder<Input, InnerResults, Inner, Scope, Inside<At>>,
  ): SagaBuilder<Input, Results & Partial<Inner>, Added & Partial<Inner>, Scope, At>;

  /** Adds steps that run for each of the items, which are made once. Their results are kept by the items' keys. */
  readonly forEach: At extends 'item'
    ? SagaTypeError<'a forEach cannot stand inside another: give the inner one a saga of its own'>
    : <Item, InnerResults, Inner>(
        items: (context: FlowContext<Input, Results> & Scope) => readonly Item[],
        options: ForEachOptions<NoInfer<Item>>,
        body: (
          flow: SagaBuilder<Input, Results, Empty, Scope & ItemScope<NoInfer<Item>>, 'item'>,
        ) => SagaBuilder<Input, InnerResults, Inner, Scope & ItemScope<NoInfer<Item>>, 'item'>,
      ) => SagaBuilder<Input, Results & ByItem<Inner>, Added & ByItem<Inner>, Scope, At>;

  /** Adds the point of no return: once its call is sent the saga can't be cancelled, and after it nothing is undone. */
  readonly pivot: At extends 'saga'
    ? PivotMethod<Input, Results, Scope>
    : SagaTypeError<'the pivot stands alone: not inside when, parallel or forEach'>;

  /** Adds a point of no return that another saga performs. If that saga is unwound, the pivot was refused. */
  readonly pivotSaga: At extends 'saga'
    ? PivotSagaMethod<Input, Results, Scope>
    : SagaTypeError<'the pivot stands alone: not inside when, parallel or forEach'>;

  /** Ends the definition; the function makes what the saga gives when it has completed. */
  readonly returns: At extends 'saga'
    ? Returns<Input, Results, false>
    : SagaTypeError<'only a whole saga returns: give back the builder itself here'>;

  readonly retriable: SagaTypeError<'a retriable step can only stand after the pivot: before it, every step must say how it is undone'>;
}

/** A saga after its pivot: only steps that are tried until they are done can follow. */
export interface PivotedBuilder<Input, Results, Added = Results, Scope = unknown, At extends Place = 'saga'> {
  /** Adds a step that is tried until it is done. */
  retriable<const Name extends string, Result>(
    name: NewName<Name, Results>,
    run: Call<RunContext<Input, Results> & Scope, Result>,
    options?: MustSucceedStepOptions<Input, Results, NoInfer<Result>, Scope>,
  ): PivotedBuilder<Input, Results & Named<Name, Result>, Added & Named<Name, Result>, Scope, At>;

  /** Adds a step that another saga performs, as a child workflow. If that saga is unwound, the step is parked. */
  saga<const Name extends string, ChildInput, ChildResults, Output>(
    name: NewName<Name, Results>,
    child: SagaDefinition<ChildInput, ChildResults, Output>,
    input: (context: FlowContext<Input, Results> & Scope) => NoInfer<ChildInput>,
  ): PivotedBuilder<Input, Results & Named<Name, Output>, Added & Named<Name, Output>, Scope, At>;

  /** Adds steps that run at the same time. */
  parallel<Inner>(
    body: (
      parallel: ParallelRetriableBuilder<Input, Results, Empty, Scope, Inside<At>>,
    ) => ParallelRetriableBuilder<Input, Results, Inner, Scope, Inside<At>>,
  ): PivotedBuilder<Input, Results & Inner, Added & Inner, Scope, At>;

  /** Adds steps that run only when `condition` holds, which is asked once. Their results are there or not. */
  when<InnerResults, Inner>(
    condition: (context: FlowContext<Input, Results> & Scope) => boolean,
    body: (
      flow: PivotedBuilder<Input, Results, Empty, Scope, Inside<At>>,
    ) => PivotedBuilder<Input, InnerResults, Inner, Scope, Inside<At>>,
  ): PivotedBuilder<Input, Results & Partial<Inner>, Added & Partial<Inner>, Scope, At>;

  /** Adds steps that run for each of the items, which are made once. Their results are kept by the items' keys. */
  readonly forEach: At extends 'item'
    ? SagaTypeError<'a forEach cannot stand inside another: give the inner one a saga of its own'>
    : <Item, InnerResults, Inner>(
        items: (context: FlowContext<Input, Results> & Scope) => readonly Item[],
        options: ForEachOptions<NoInfer<Item>>,
        body: (
          flow: PivotedBuilder<Input, Results, Empty, Scope & ItemScope<NoInfer<Item>>, 'item'>,
        ) => PivotedBuilder<Input, InnerResults, Inner, Scope & ItemScope<NoInfer<Item>>, 'item'>,
      ) => PivotedBuilder<Input, Results & ByItem<Inner>, Added & ByItem<Inner>, Scope, At>;

  /** Ends the definition; the function makes what the saga gives when it has completed. */
  readonly returns: At extends 'saga'
    ? Returns<Input, Results, true>
    : SagaTypeError<'only a whole saga returns: give back the builder itself here'>;

  readonly step: SagaTypeError<'a step that can be undone can only stand before the pivot: after it nothing is undone, so use retriable'>;
  readonly waitFor: SagaTypeError<'a saga can only wait for a word before the pivot: its timeout is a refusal, and after the pivot nothing is undone'>;
  readonly pivot: SagaTypeError<'a saga has at most one pivot'>;
  readonly pivotSaga: SagaTypeError<'a saga has at most one pivot'>;
}
