import type { AnySaga } from '../definition/saga-definition.ts';
import type { StepDefinition } from '../definition/step.ts';
import { hasEnded } from '../engine/point-of-no-return.ts';
import { callMoves } from './call-moves.ts';
import { childMoves } from './child-moves.ts';
import { decisionMoves } from './decision-moves.ts';
import { faultMoves } from './fault-moves.ts';
import { lateMoves } from './late-moves.ts';
import type { Bounds, Hazards } from './limits.ts';
import { type BarrierRows, type MemoryBarrier, memoryBarrier } from './memory-barrier.ts';
import { type Carry, type Decide, ModelledOrchestrator, type Told } from './modelled-orchestrator.ts';
import { type Delivered, ModelledParticipants } from './modelled-participants.ts';
import type { Move } from './move.ts';
import type { ParticipantModel } from './participant-model.ts';
import { timerMoves } from './timer-moves.ts';
import { wordMoves } from './word-moves.ts';
import { emptyWorld, type World } from './world.ts';
import { caughtUp, zombieMoves } from './zombie-moves.ts';

export interface SagaWorldOptions {
  readonly definition: AnySaga;
  readonly input: unknown;
  readonly sagaId: string;
  readonly models: Readonly<Record<string, ParticipantModel<unknown>>>;
  /** What is said to each step that waits for a word. */
  readonly words: Readonly<Record<string, unknown>>;
  readonly decide: Decide;
  readonly carry?: Carry;
  readonly barrier?: MemoryBarrier;
  /** What the participants' barriers have from before, by participant. */
  readonly rows?: Readonly<Record<string, BarrierRows>>;
  readonly hazards: Hazards;
  readonly bounds: Bounds;
  readonly reductions: boolean;
}

/** A move and what follows from it. */
export interface Moved extends Told {
  readonly move: Move;
}

/** Everything that can happen to one saga: from a world, every move that is possible in it and the world that follows. @internal */
export class SagaWorld {
  readonly orchestrator: ModelledOrchestrator;
  readonly participants: ModelledParticipants;
  readonly options: SagaWorldOptions;
  readonly #labels: string[] = [];

  constructor(options: SagaWorldOptions) {
    const { definition, decide, carry, models, barrier = memoryBarrier } = options;
    this.options = options;
    this.orchestrator = new ModelledOrchestrator(definition, decide, carry);
    this.participants = new ModelledParticipants(definition, models, barrier);
  }

  begin(): Told {
    const { sagaId, input, rows = {} } = this.options;
    const empty = emptyWorld(this.orchestrator.begin(sagaId, input), this.participants.begin(rows));
    return this.orchestrator.tell(empty, 'start', { kind: 'sagaStarted' });
  }

  /** Nothing performs the saga any more: it has ended, or was broken off. */
  isOver(world: World): boolean {
    return world.brokenOff || hasEnded(this.orchestrator.stateOf(world));
  }

  /** Nothing more happens here by itself: the saga is over, or waits for a person's decision and nothing else. */
  isAtRest(world: World): boolean {
    return this.isOver(world) || (world.calls.length === 0 && world.timers.length === 0);
  }

  /** Whether anything of this saga may be tried locally. */
  get isAdaptive(): boolean {
    const { steps } = this.options.definition;
    return steps.some((step) => step.batch !== undefined || isUndoneLocally(step));
  }

  /** Whether an update can be heard now: in an open task only together with what opened it. */
  hearsUpdates({ task }: World): boolean {
    return task === undefined || task.fresh;
  }

  moves(world: World): Moved[] {
    const moved: Moved[] = [];
    for (const call of world.calls) {
      const isChild = this.orchestrator.message(call.message).child === true;
      if (isChild) childMoves(this, world, call, moved);
      else callMoves(this, world, call, moved);
    }
    lateMoves(this, world, moved);
    zombieMoves(this, world, moved);
    if (!this.isOver(world)) {
      timerMoves(this, world, moved);
      wordMoves(this, world, moved);
      decisionMoves(this, world, moved);
    }
    faultMoves(this, world, moved);
    if (!this.options.reductions) return moved;
    return moved.map((one) => {
      const { world: next, broken } = caughtUp(this, this.#withoutSpent(one.world));
      return { ...one, world: next, broken: [...one.broken, ...broken] };
    });
  }

  /** A call's name in moves: its key without the saga. */
  label(message: number): string {
    const known = this.#labels[message];
    if (known !== undefined) return known;
    const { call, operation } = this.orchestrator.message(message);
    const name = call.key.slice(call.key.indexOf('/') + 1);
    // A probe and a fence carry the key of the run that they are about.
    const isAbout = operation === 'probe' || operation === 'fence';
    const label = isAbout ? name.replace(/\/run(~\d+)?$/, `/${operation}$1`) : name;
    this.#labels[message] = label;
    return label;
  }

  /** Puts what a delivery did into the world. */
  after(world: World, delivered: Pick<Delivered, 'participant' | 'after'>): World {
    if (world.participants[delivered.participant] === delivered.after) return world;
    return { ...world, participants: world.participants.with(delivered.participant, delivered.after) };
  }

  /** What the participant makes of a request by itself, and its no where that is another outcome. */
  fates(world: World, number: number): { readonly refuse?: true; readonly delivered: Delivered }[] {
    const message = this.orchestrator.message(number);
    const delivered = this.participants.deliver(world.participants, message, number, false);
    const canRefuse = delivered.asked && delivered.answer.outcome === 'applied' && message.operation !== 'probe';
    if (!canRefuse || !this.mayRefuse(message.activity)) return [{ delivered }];
    const refused = this.participants.deliver(world.participants, message, number, true);
    return refused.answer.outcome === 'refused'
      ? [{ delivered }, { refuse: true, delivered: refused }]
      : [{ delivered }];
  }

  /** Whether a no is explored of an activity, or of a step that waits for a word. */
  mayRefuse(name: string): boolean {
    const { refusals } = this.options.hazards;
    return refusals === true || (refusals !== false && refusals.includes(name));
  }

  // Reduction: a request which the barrier's rows answer for good changes nothing when it comes, and nobody hears the answer.
  // Rows are never taken back, so it will change nothing later either.
  #withoutSpent(world: World): World {
    if (world.late.length === 0) return world;
    const late = world.late.filter(
      (number) => !this.participants.isSpent(world.participants, this.orchestrator.message(number), number),
    );
    return late.length === world.late.length ? world : { ...world, late };
  }
}

function isUndoneLocally(step: StepDefinition): boolean {
  return step.kind === 'compensatable' && step.undo.kind === 'call' && step.undo.policy.local === true;
}
