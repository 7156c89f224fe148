import type { AnySaga } from '../definition/saga-definition.ts';
import { findStep } from '../engine/address.ts';
import { type Decided, stepOf, withStep } from '../engine/decided.ts';
import { initialState } from '../engine/initial-state.ts';
import { notSent } from '../engine/not-sent.ts';
import type { SagaCommand } from '../engine/saga-command.ts';
import type { SagaEvent } from '../engine/saga-event.ts';
import type { SagaState } from '../engine/saga-state.ts';
import { settledState } from '../engine/settled-state.ts';
import type { CarriedSaga } from '../protocol/saga-start.ts';
import { brokenBySending, brokenByStanding } from './engine-promises.ts';
import { Interner } from './interner.ts';
import { isSendCommand, type Message, type SendCommand } from './message.ts';
import { Tasks, type Teller, type Zombie } from './open-task.ts';
import { SentMessages } from './sent-messages.ts';
import { abandoned, type OpenCall, sorted, type World } from './world.ts';

/** `decide`, or what a test puts in its place. @internal */
export type Decide = (definition: AnySaga, state: SagaState, event: SagaEvent) => Decided;

/** How a saga gets from one run of its workflow to the next, or what a test puts in its place. @internal */
export type Carry = (carried: CarriedSaga) => CarriedSaga;

/** What followed from an event: the next world, and the engine's own promises that it breaks. */
export interface Told {
  readonly world: World;
  readonly broken: readonly string[];
  /** The messages that left, in this order; absent when none did. */
  readonly sent?: readonly number[];
}

interface NamedEvent {
  /** One name for one event. */
  readonly name: string;
  readonly event: SagaEvent;
}

interface Decision {
  readonly saga: number;
  readonly commands: readonly SagaCommand[];
  readonly broken: readonly string[];
}

interface Performed extends Told {
  /** What the performer itself has to tell, when the commands of this decision are performed. */
  readonly next?: NamedEvent;
}

/** Tells `decide` what happened and performs what follows, as the workflow does, upon a modelled world. @internal */
export class ModelledOrchestrator {
  readonly #definition: AnySaga;
  readonly #decide: Decide;
  readonly #carry: Carry;
  readonly #states = new Interner<SagaState>();
  readonly #messages = new SentMessages();
  readonly #decided = new Map<string, Decision>();
  readonly tasks = new Tasks();

  constructor(definition: AnySaga, decide: Decide, carry: Carry = throughJson) {
    this.#definition = definition;
    this.#decide = decide;
    this.#carry = carry;
  }

  begin(sagaId: string, input: unknown): number {
    return this.#states.numberOf(initialState(this.#definition, sagaId, input));
  }

  stateOf({ saga }: Pick<World, 'saga'>): SagaState {
    return this.#states.valueOf(saga);
  }

  message(number: number): Message {
    return this.#messages.message(number);
  }

  numberOf(message: Message): number {
    return this.#messages.numberOf(message);
  }

  /** Tells that something happened; `name` is the event's, one name for one event. */
  tell(world: World, name: string, event: SagaEvent, by: Teller = 'history'): Told {
    // What follows from an update may not have been sent when the update is lost with its task.
    const locally = (by === 'history' || by === 'local') && world.task?.heard === undefined;
    const broken: string[] = [];
    const sent = world.calls.filter(({ phase }) => phase === 'unsent').map(({ message }) => message);
    let now = world;
    const events: NamedEvent[] = [{ name, event }];
    for (let told = events.shift(); told !== undefined; told = events.shift()) {
      const decision = this.#decideOnce(now.saga, told);
      now = { ...now, saga: decision.saga };
      broken.push(...decision.broken);
      for (const command of decision.commands) {
        const performed = this.#perform(now, command, locally);
        now = performed.world;
        broken.push(...performed.broken);
        if (performed.sent !== undefined) sent.push(...performed.sent);
        if (performed.next !== undefined) events.push(performed.next);
      }
    }
    const carried = this.#carryOver(now);
    const settled = this.tasks.settle(carried.world, world, by);
    const isUnsent = (number: number) =>
      settled.calls.some(({ message, phase }) => message === number && phase === 'unsent');
    return {
      world: settled,
      broken: [...broken, ...carried.broken, ...brokenByStanding(this.stateOf(settled), settled)],
      sent: [...sent, ...(carried.sent ?? [])].filter((number) => !isUnsent(number)),
    };
  }

  /** Tells a worker that was given up. It goes on until it needs anything but a local try: then the server refuses its task. */
  tellZombie(
    { saga, calls }: Zombie,
    name: string,
    event: SagaEvent,
  ): { zombie: Zombie | undefined; broken: readonly string[] } {
    const decision = this.#decideOnce(saga, { name, event });
    let tries = calls;
    for (const command of decision.commands) {
      if (command.kind === 'performCall' && command.local)
        tries = inOrder([...tries, freshCall(this.#messages.add(command, this.#states.valueOf(saga).sagaId), true)]);
      if (command.kind === 'cancelRun') tries = this.#stopped(tries, command.step);
    }
    return { zombie: tries.length === 0 ? undefined : { saga: decision.saga, calls: tries }, broken: decision.broken };
  }

  /**
   * The saga as its history has it for whoever unwinds it from outside: which calls were sent and what became of them, and of
   * local runs that no workflow task has ended with nothing.
   */
  rebuilt(world: World): World {
    const known = this.stateOf(world);
    const steps = Object.entries(known.steps).map(([address, step]) => {
      // What a saga leaves behind when it begins to unwind it says to nobody; what a person gives up is written down.
      const isGivenUp = known.started.includes(address) && findStep(this.#definition, address)?.run.kind !== 'word';
      return [address, step.status === 'skipped' && !isGivenUp ? { ...step, status: 'pending' } : step];
    });
    let state: SagaState = { ...known, steps: Object.fromEntries(steps) };
    for (const { message, local } of world.calls) {
      const { address, operation } = this.message(message);
      if (!local || operation !== 'run') continue;
      const { outcome: _outcome, ...step } = stepOf(state, address);
      // That it was undone tells that it was sent.
      if (step.status !== 'running') continue;
      const started = state.started.filter((other) => other !== address);
      state = withStep({ ...state, started }, address, { ...step, status: 'pending' });
    }
    const calls = world.calls.filter(({ local }) => !local);
    return { ...world, saga: this.#states.numberOf(settledState(this.#definition, state)), calls, task: undefined };
  }

  /** The history has grown large. */
  outgrow(world: World): Told {
    return { world: { ...world, draining: true }, broken: [] };
  }

  /** Whether the event would change anything. */
  changes(world: World, name: string, event: SagaEvent): boolean {
    const { saga, commands } = this.#decideOnce(world.saga, { name, event });
    return saga !== world.saga || commands.length > 0;
  }

  // `decide` is pure, so the same event in the same state is decided once.
  #decideOnce(saga: number, { name, event }: NamedEvent): Decision {
    const question = `${saga} ${name}`;
    const known = this.#decided.get(question);
    if (known !== undefined) return known;
    const [state, commands] = this.#decide(this.#definition, this.#states.valueOf(saga), event);
    const broken = brokenBySending(this.#definition, state, commands);
    const decided = { saga: this.#states.numberOf(state), commands, broken };
    this.#decided.set(question, decided);
    return decided;
  }

  #perform(world: World, command: SagaCommand, locally: boolean): Performed {
    const fine = (next: World): Told => ({ world: next, broken: [] });
    switch (command.kind) {
      case 'performCall':
      case 'startChild':
      case 'unwindChild':
        return this.#send(world, command, locally);
      case 'cancelRun':
        return this.#stop(world, command.step);
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

  #send(world: World, command: SendCommand, locally: boolean): Told {
    const number = this.#messages.add(command, this.stateOf(world).sagaId);
    const broken = this.#messages.brokenBy(number, world);
    if (world.draining) return { world: { ...world, held: sorted([...world.held, number]) }, broken };
    const call = freshCall(number, locally && command.kind === 'performCall' && command.local);
    return { world: { ...world, calls: inOrder([...world.calls, call]) }, broken, sent: [number] };
  }

  #isMeant(number: number, address: string): boolean {
    const message = this.message(number);
    return message.address === address && message.operation !== 'compensate';
  }

  #stopped(calls: readonly OpenCall[], address: string): readonly OpenCall[] {
    return calls.map((call) => (this.#isMeant(call.message, address) ? { ...call, stopped: true } : call));
  }

  #stop(world: World, address: string): Performed {
    const held = world.held.find((number) => this.#isMeant(number, address));
    if (held !== undefined) {
      return {
        world: { ...world, held: world.held.filter((number) => number !== held) },
        broken: [],
        next: { name: `not sent ${held}`, event: notSent(this.#messages.command(held)) },
      };
    }
    return { world: { ...world, calls: this.#stopped(world.calls, address) }, broken: [] };
  }

  // A closed workflow hears no answers and tries nothing again.
  #end(world: World, command: SagaCommand): Told {
    const { status, cause } = this.stateOf(world);
    const agrees =
      command.kind === 'complete' ? status === 'completed' && cause === undefined : status === 'compensated';
    return { world: abandoned(world), broken: agrees ? [] : ['a saga ends once, and as its status says'] };
  }

  // As soon as nothing is in flight, the next run goes on with the state, with what was held, and with the timers.
  #carryOver(world: World): Told {
    if (!world.draining || world.held.length === 0 || world.calls.length > 0) return { world, broken: [] };
    const { state, commands, timers } = this.#carry({
      state: this.stateOf(world),
      commands: world.held.map((number) => this.#messages.command(number)),
      timers: world.timers.map((timer) => ({ timer, at: 0 })),
      times: {},
    });
    const broken: string[] = [];
    const left: number[] = [];
    let next: World = {
      ...world,
      saga: this.#states.numberOf(state),
      timers: timers.map(({ timer }) => timer),
      draining: false,
      held: [],
    };
    for (const command of commands.filter(isSendCommand)) {
      // The next run begins with a task of its own.
      const sent = this.#send(next, command, true);
      next = sent.world;
      broken.push(...sent.broken);
      left.push(...(sent.sent ?? []));
    }
    return { world: next, broken, sent: left };
  }
}

// Everything of a task leaves with its end, but for local tries.
function freshCall(message: number, local: boolean): OpenCall {
  return { message, attempt: 1, stopped: false, phase: local ? 'request' : 'unsent', content: -1, local };
}

function inOrder(calls: readonly OpenCall[]): OpenCall[] {
  return [...calls].sort((left, right) => left.message - right.message);
}

function throughJson(carried: CarriedSaga): CarriedSaga {
  return JSON.parse(JSON.stringify(carried)) as CarriedSaga;
}
