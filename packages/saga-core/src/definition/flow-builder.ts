import { SagaDefinitionError } from '../errors/saga-definition-error.ts';
import { inBatches } from './batches.ts';
import type { AnyCall } from './call.ts';
import { type Flow, type FlowNode, placed, stepsOf } from './flow.ts';
import { mostAtOnce } from './most-at-once.ts';
import { optionNames } from './option-names.ts';
import { requireName } from './require-name.ts';
import { requireOptions } from './require-options.ts';
import type { AnySaga, SagaDefinition } from './saga-definition.ts';
import {
  type CompensatableOptions,
  childStep,
  compensatableStep,
  type MustSucceedStepOptions,
  mustSucceedStep,
  type StepDefinition,
  wordStep,
} from './step.ts';
import type { ForEachOptions } from './step-methods.ts';
import type { PolicyDefaults } from './step-options.ts';

/** What is said of a saga before its first step. */
export type SagaHeader = Omit<SagaDefinition<unknown, unknown, unknown>, 'flow' | 'steps' | 'output'>;

type Mapping = (context: never) => unknown;
type Body = (builder: object) => object;
type Place = 'saga' | 'body' | 'item';

/** Keeps what a body has built where nobody else sees it. */
const built = new WeakMap<object, readonly FlowNode[]>();

/**
 * The one builder at run time: types tell it apart as `SagaBuilder`, `PivotedBuilder` and their parallel twins.
 * What those types forbid is checked here as well, for callers without types.
 */
export function flowBuilder(header: SagaHeader, defaults: PolicyDefaults): object {
  const ground = { execution: header.execution, defaults };
  const at = (
    place: Place,
    nodes: readonly FlowNode[],
    before: readonly StepDefinition[],
    parallel: boolean,
  ): object => {
    const earlier = [...before, ...stepsOf(nodes)];
    const isPivoted = earlier.some(({ kind }) => kind === 'pivot');
    const add = (node: FlowNode) => {
      const seen = [...earlier];
      for (const step of stepsOf([node])) {
        requireFit(step, seen, place);
        seen.push(step);
      }
      // Inside `parallel` each addition is a branch of its own.
      const next: FlowNode = parallel ? { kind: 'parallel', branches: [[node]] } : node;
      return at(place, [...nodes, next], before, parallel);
    };
    const inner = (body: Body, where: Place, what: string, asParallel = false): Flow => {
      if (typeof body !== 'function') {
        throw new SagaDefinitionError('MISPLACED_STEP', `${what} needs a function that adds its steps to a builder.`);
      }
      const made = built.get(body(at(where, [], earlier, asParallel)));
      if (made === undefined || made.length === 0) {
        throw new SagaDefinitionError(
          'MISPLACED_STEP',
          `${what} of saga '${header.name}' has no step: its function must give back the builder with at least one step added.`,
        );
      }
      return made;
    };
    const inside: Place = place === 'item' ? 'item' : 'body';
    const builder = Object.freeze({
      step: (name: string, run: AnyCall, options: CompensatableOptions) =>
        add(compensatableStep(name, run, options, ground)),
      pivot: (name: string, run: AnyCall, options: MustSucceedStepOptions = {}) =>
        add(mustSucceedStep('pivot', name, run, options, ground)),
      retriable: (name: string, run: AnyCall, options: MustSucceedStepOptions = {}) =>
        add(mustSucceedStep('retriable', name, run, options, ground)),
      saga: (name: string, child: AnySaga, input: Mapping) =>
        add(childStep(isPivoted ? 'retriable' : 'compensatable', name, child, input)),
      pivotSaga: (name: string, child: AnySaga, input: Mapping) => add(childStep('pivot', name, child, input)),
      waitFor: (name: string, options: Parameters<typeof wordStep>[1]) => add(wordStep(name, options)),
      parallel: (body: Body) => {
        const branches = inner(body, inside, 'parallel', true).flatMap((node) =>
          node.kind === 'parallel' ? node.branches : [],
        );
        return add({ kind: 'parallel', branches });
      },
      branch: (body: Body) => {
        const branch = inner(body, inside, 'branch');
        return at(place, [...nodes, { kind: 'parallel', branches: [branch] }], before, parallel);
      },
      when: (condition: (context: never) => boolean, body: Body) => {
        requireMapping(condition, 'when', header.name);
        return add({ kind: 'when', id: '', condition, flow: inner(body, inside, 'when') });
      },
      forEach: (items: (context: never) => readonly unknown[], options: ForEachOptions<never>, body: Body) => {
        requireMapping(items, 'forEach', header.name);
        requireOptions(options, `forEach of saga '${header.name}'`, optionNames.forEach);
        requireMapping(options?.key, 'forEach.key', header.name);
        if (place === 'item') {
          throw new SagaDefinitionError(
            'MISPLACED_STEP',
            `A forEach of saga '${header.name}' stands inside another; give the inner one a saga of its own.`,
          );
        }
        const { key, concurrency = 1 } = options;
        if (!Number.isSafeInteger(concurrency) || concurrency < 1 || concurrency > mostAtOnce) {
          throw new SagaDefinitionError(
            'INVALID_OPTION',
            `forEach.concurrency of saga '${header.name}' is ${concurrency}; give a whole number from 1 to ${mostAtOnce}.`,
          );
        }
        return add({ kind: 'forEach', id: '', items, key, concurrency, flow: inner(body, 'item', 'forEach') });
      },
      returns: (output: Mapping = () => undefined) => {
        // Found out only when a saga has done everything, it would stand still there.
        requireMapping(output, 'returns', header.name);
        return definition(header, nodes, output);
      },
    });
    built.set(builder, nodes);
    return builder;
  };
  return at('saga', [], [], false);
}

function definition(header: SagaHeader, nodes: readonly FlowNode[], output: Mapping): AnySaga {
  const flow = inBatches(placed(nodes));
  const steps = stepsOf(flow);
  if (steps.length === 0)
    throw new SagaDefinitionError('MISPLACED_STEP', `saga '${header.name}' has no step; give it at least one.`);
  return Object.freeze({ ...header, flow, steps: Object.freeze(steps), output });
}

function requireFit(step: StepDefinition, earlier: readonly StepDefinition[], place: Place): void {
  requireName(step.name, 'step');
  if (earlier.some(({ name }) => name === step.name)) {
    throw new SagaDefinitionError(
      'DUPLICATE_STEP',
      `A step named '${step.name}' is already defined; give each step a name of its own.`,
    );
  }
  const isPivoted = earlier.some(({ kind }) => kind === 'pivot');
  if (isPivoted && step.kind !== 'retriable') {
    throw new SagaDefinitionError(
      'MISPLACED_STEP',
      `Step '${step.name}' stands after the pivot, where only retriable steps can: nothing is undone there.`,
    );
  }
  if (!isPivoted && step.kind === 'retriable') {
    throw new SagaDefinitionError(
      'MISPLACED_STEP',
      `Retriable step '${step.name}' stands before the pivot, where every step must say how it is undone.`,
    );
  }
  if (step.kind === 'pivot' && place !== 'saga') {
    throw new SagaDefinitionError(
      'MISPLACED_STEP',
      `Pivot '${step.name}' stands inside when, parallel or forEach; the pivot stands alone.`,
    );
  }
}

function requireMapping(mapping: unknown, what: string, saga: string): void {
  if (typeof mapping === 'function') return;
  throw new SagaDefinitionError(
    'INVALID_OPTION',
    `${what} of saga '${saga}' needs a function, but got ${typeof mapping}.`,
  );
}
