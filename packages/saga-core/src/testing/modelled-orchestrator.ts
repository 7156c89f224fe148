import { isNothing } from '../definition/call.ts';
import type { AnySaga } from '../definition/saga-definition.ts';
import type { Decided } from '../engine/decided.ts';
import type { KeyedOperation } from '../engine/idempotency-key.ts';
import { initialState } from '../engine/initial-state.ts';
import { type Prepared, prepareCompensate, prepareRun } from '../engine/prepare-call.ts';
import type { PerformCall, SagaCommand } from '../engine/saga-command.ts';
import type { SagaEvent } from '../engine/saga-event.ts';
import type { SagaState } from '../engine/saga-state.ts';
import { Interner } from './interner.ts';
import type { OpenCall, World } from './world.ts';

/** `decide`, or what a test puts in its place. @internal */
export type Decide = (definition: AnySaga, state: SagaState, event: SagaEvent) => Decided;

/** What followed from an event: the next world, and the engine's own promises that it breaks. */
export interface Told {
  readonly world: World;
  readonly broken: readonly string[];
}

/** A call that could be sent, and its number. */
export interface Sent {
  readonly message: PerformCall;
  readonly number: number;
}

/** Tells `decide` what happened and performs what follows, as the workflow does, upon a modelled world. @internal */
export class ModelledOrchestrator {
  readonly #definition: AnySaga;
  readonly #decide: Decide;
  readonly #states = new Interner<SagaState>();
  readonly #messages = new Interner<Omit<PerformCall, 'policy'>>();
  readonly #decided = new Map<string, { readonly saga: number; readonly commands: readonly SagaCommand[] }>();

  constructor(definition: AnySaga, decide: Decide) {
    this.#definition = definition;
    this.#decide = decide;
  }

  begin(sagaId: string, input: unknown): number {
    return this.#states.numberOf(initialState(this.#definition, sagaId, input));
  }

  stateOf({ saga }: Pick<World, 'saga'>): SagaState {
    return this.#states.valueOf(saga);
  }

  message(number: number): PerformCall {
    return this.#messages.valueOf(number) as PerformCall;
  }

  /** The parked call of a step as it would be sent again; `undefined` when its argument can't be made or nothing is to be called. */
  parkedCall(world: World, name: string, operation: KeyedOperation): Sent | undefined {
    const state = this.stateOf(world);
    const step = this.#definition.steps.find((candidate) => candidate.name === name);
    if (step === undefined) return undefined;
    if (operation === 'run') return this.#prepared(prepareRun(state, step));
    if (step.kind !== 'compensatable' || isNothing(step.compensate)) return undefined;
    return this.#prepared(prepareCompensate(this.#definition, state, step, step.compensate));
  }

  /** Tells that something happened; `name` is the event's, one name for one event. */
  tell(world: World, name: string, event: SagaEvent): Told {
    const { saga, commands } = this.#decideOnce(world.saga, name, event);
    const broken: string[] = [];
    let next: World = { ...world, saga };
    for (const command of commands) {
      const performed = this.#perform(next, command);
      next = performed.world;
      broken.push(...performed.broken);
    }
    return { world: next, broken: [...broken, ...this.#misfits(next)] };
  }

  /** Whether the event would change anything. */
  changes(world: World, name: string, event: SagaEvent): boolean {
    const { saga, commands } = this.#decideOnce(world.saga, name, event);
    return saga !== world.saga || commands.length > 0;
  }

  // `decide` is pure, so the same event in the same state is decided once.
  #decideOnce(saga: number, name: string, event: SagaEvent) {
    const question = `${saga} ${name}`;
    const known = this.#decided.get(question);
    if (known !== undefined) return known;
    const [state, commands] = this.#decide(this.#definition, this.#states.valueOf(saga), event);
    const decided = { saga: this.#states.numberOf(state), commands };
    this.#decided.set(question, decided);
    return decided;
  }

  #perform(world: World, command: SagaCommand): Told {
    const fine = (next: World): Told => ({ world: next, broken: [] });
    switch (command.kind) {
      case 'performCall':
        return this.#send(world, command);
      case 'cancelCall': {
        const isMeant = ({ message }: OpenCall) => {
          const { call, operation } = this.message(message);
          return call.step === encodeURIComponent(command.step) && operation === command.operation;
        };
        return fine({
          ...world,
          calls: world.calls.map((call) => (isMeant(call) ? { ...call, stopped: true } : call)),
        });
      }
      case 'startTimer':
        return fine({
          ...world,
          timers: [...world.timers.filter((timer) => timer !== command.timer), command.timer].sort(),
        });
      case 'stopTimer':
        return fine({ ...world, timers: world.timers.filter((timer) => timer !== command.timer) });
      case 'complete':
      case 'endCompensated':
        return this.#end(world, command);
      default:
        throw new TypeError(`The explorer can't perform the command ${JSON.stringify(command satisfies never)} yet.`);
    }
  }

  #prepared(prepared: Prepared): Sent | undefined {
    if ('refused' in prepared) return undefined;
    const { policy: _policy, ...message } = prepared.command;
    return { message: prepared.command, number: this.#messages.numberOf(message) };
  }

  #send(world: World, { policy: _policy, ...message }: PerformCall): Told {
    const { step } = message.call;
    // Temporal refuses a second activity of the same id while the first is open, and the workflow stands still.
    const isOpen = world.calls.some((open) => {
      const other = this.message(open.message);
      return other.call.step === step && other.operation === message.operation;
    });
    const call: OpenCall = {
      message: this.#messages.numberOf(message),
      attempt: 1,
      stopped: false,
      phase: 'request',
      content: -1,
    };
    return {
      world: { ...world, calls: [...world.calls, call].sort((left, right) => left.message - right.message) },
      broken: isOpen
        ? [`a call is sent only when the one before it of the same id (${step}/${message.operation}) is settled`]
        : [],
    };
  }

  // A closed workflow hears no answers and tries nothing again; what is under way stays so.
  #end(world: World, command: SagaCommand): Told {
    const { status, cause } = this.stateOf(world);
    const underWay = world.calls.filter(({ phase }) => phase === 'request' || phase === 'inside');
    const late = [...world.late, ...underWay.map(({ message }) => message)].sort((left, right) => left - right);
    const agrees =
      command.kind === 'complete' ? status === 'completed' && cause === undefined : status === 'compensated';
    return {
      world: { ...world, late, calls: [], timers: [] },
      broken: agrees ? [] : ['a saga ends once, and as its status says'],
    };
  }

  #misfits(world: World): string[] {
    const isBusy = world.calls.length > 0 || world.timers.length > 0;
    switch (this.stateOf(world).status) {
      case 'completed':
      case 'compensated':
        return isBusy ? ['a saga that has ended waits for nothing'] : [];
      case 'running':
      case 'compensating':
        return isBusy ? [] : ['a saga that has not ended waits for something'];
      case 'needsAttention':
        return [];
    }
  }
}
