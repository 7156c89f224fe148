import type { AnySaga } from '../definition/saga-definition.ts';
import { hasEnded } from '../engine/point-of-no-return.ts';
import type { PerformCall } from '../engine/saga-command.ts';
import type { SagaEvent } from '../engine/saga-event.ts';
import { decisionMoves } from './decision-moves.ts';
import { canonicalText } from './interner.ts';
import type { Bounds, Hazards } from './limits.ts';
import { type BarrierRows, type MemoryBarrier, memoryBarrier } from './memory-barrier.ts';
import { type Decide, ModelledOrchestrator, type Told } from './modelled-orchestrator.ts';
import { type Delivered, ModelledParticipants } from './modelled-participants.ts';
import type { Move } from './move.ts';
import type { ParticipantModel } from './participant-model.ts';
import { emptyWorld, type OpenCall, type World, withCall, withLate, withoutLate } from './world.ts';

export interface SagaWorldOptions {
  readonly definition: AnySaga;
  readonly input: unknown;
  readonly sagaId: string;
  readonly models: Readonly<Record<string, ParticipantModel<unknown>>>;
  readonly decide: Decide;
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
    this.options = options;
    this.orchestrator = new ModelledOrchestrator(options.definition, options.decide);
    this.participants = new ModelledParticipants(options.definition, options.models, options.barrier ?? memoryBarrier);
  }

  begin(): Told {
    const { sagaId, input, rows = {} } = this.options;
    const empty = emptyWorld(this.orchestrator.begin(sagaId, input), this.participants.begin(rows));
    return this.orchestrator.tell(empty, 'start', { kind: 'sagaStarted' });
  }

  /** Nothing more happens here by itself: the saga has ended, or waits for a person's decision and nothing else. */
  isAtRest(world: World): boolean {
    if (hasEnded(this.orchestrator.stateOf(world))) return true;
    return world.calls.length === 0 && world.timers.length === 0;
  }

  moves(world: World): Moved[] {
    const moved: Moved[] = [];
    for (const call of world.calls) this.#ofCall(world, call, moved);
    for (const message of new Set(world.late)) this.#ofLate(world, message, moved);
    for (const timer of world.timers) {
      const stopped: World = { ...world, timers: world.timers.filter((other) => other !== timer) };
      moved.push({
        move: { move: 'fireTimer', timer },
        ...this.orchestrator.tell(stopped, timer, { kind: 'timerFired', timer }),
      });
    }
    if (!hasEnded(this.orchestrator.stateOf(world))) {
      this.#cancel(world, moved);
      this.#crash(world, moved);
      moved.push(...decisionMoves(this, world));
    }
    if (!this.options.reductions) return moved;
    return moved.map((one) => ({ ...one, world: this.#withoutSpent(one.world) }));
  }

  /** A call's name in moves: its key without the saga. */
  label(message: number): string {
    const known = this.#labels[message];
    if (known !== undefined) return known;
    const { key } = this.orchestrator.message(message).call;
    const label = key.slice(key.indexOf('/') + 1);
    this.#labels[message] = label;
    return label;
  }

  /** Puts what a delivery did into the world. */
  after(world: World, delivered: Pick<Delivered, 'participant' | 'after'>): World {
    if (world.participants[delivered.participant] === delivered.after) return world;
    return { ...world, participants: world.participants.with(delivered.participant, delivered.after) };
  }

  #ofCall(world: World, call: OpenCall, moved: Moved[]): void {
    const { loss, doubt } = this.options.hazards;
    const label = this.label(call.message);
    const message = this.orchestrator.message(call.message);
    const fine = (move: Move, next: World) => moved.push({ move, world: next, broken: [] });
    const inPhase = (phase: OpenCall['phase']) => withCall(world, call, { ...call, phase, content: -1 });
    if (call.phase === 'request') {
      this.#deliver(world, call, message, label, moved);
      if (world.spent.duplicates < this.options.bounds.duplicates) {
        const spent = { ...world.spent, duplicates: world.spent.duplicates + 1 };
        fine({ move: 'duplicate', call: label }, withLate({ ...world, spent }, call.message));
      }
      // Reduction: a request that is never delivered is as good as lost, and whoever gives up its try need not know which.
      if (loss && !this.options.reductions) fine({ move: 'dropRequest', call: label }, inPhase('lost'));
    }
    if (call.phase === 'inside') {
      const delivered = this.participants.act(world.participants, message, call.content);
      moved.push({ move: { move: 'act', call: label }, ...this.#replied(world, call, message, delivered) });
    }
    if (call.phase === 'reply') {
      const event = this.#answerEvent(message, call.content);
      moved.push({
        move: { move: 'answer', call: label },
        ...this.orchestrator.tell(withCall(world, call, undefined), `answer ${call.message} ${call.content}`, event),
      });
      // Reduction: likewise for an answer.
      if (loss && !this.options.reductions) fine({ move: 'loseReply', call: label }, inPhase('lost'));
    }
    const isUnderWay = call.phase === 'request' || call.phase === 'inside';
    if (loss && !call.stopped && call.attempt < this.options.bounds.attempts) {
      const again: OpenCall = { ...call, phase: 'request', content: -1, attempt: call.attempt + 1 };
      const next = withCall(world, call, again);
      fine({ move: 'retry', call: label }, isUnderWay ? withLate(next, call.message) : next);
    }
    if (doubt) {
      const alone = withCall(world, call, undefined);
      const event: SagaEvent = {
        kind: 'callDoubted',
        step: decodeURIComponent(message.call.step),
        operation: message.operation,
        doubt: { code: call.stopped ? 'CANCELLED' : 'TIMEOUT' },
      };
      const next = isUnderWay ? withLate(alone, call.message) : alone;
      moved.push({
        move: { move: 'giveUp', call: label },
        ...this.orchestrator.tell(next, `doubt ${call.message} ${call.stopped}`, event),
      });
    }
  }

  #deliver(world: World, call: OpenCall, message: PerformCall, label: string, moved: Moved[]): void {
    if (!this.participants.atomic && this.participants.hasBarrier(message)) {
      const admission = this.participants.admit(world.participants, message);
      const next = withCall(world, call, { ...call, phase: 'inside', content: admission });
      moved.push({ move: { move: 'deliver', call: label }, world: next, broken: [] });
      return;
    }
    for (const { refuse, delivered } of this.#fates(world, call.message)) {
      const move: Move = { move: 'deliver', call: label, ...(refuse ? { refuse } : {}) };
      moved.push({ move, ...this.#replied(world, call, message, delivered) });
    }
  }

  #ofLate(world: World, number: number, moved: Moved[]): void {
    const call = this.label(number);
    const message = this.orchestrator.message(number);
    const nth = this.#nth(world, number);
    const without = withoutLate(world, number);
    for (const { refuse, delivered } of this.#fates(world, number)) {
      const move: Move = { move: 'deliverLate', call, ...nth, ...(refuse ? { refuse } : {}) };
      moved.push({ move, world: this.after(without, delivered), broken: brokenBy(message, delivered) });
    }
    // Reduction: it may as well stay under way for ever, and no invariant looks at the network.
    if (!this.options.reductions) moved.push({ move: { move: 'dropLate', call, ...nth }, world: without, broken: [] });
  }

  // What the participant makes of a request by itself, and its no where that is another outcome.
  #fates(world: World, number: number): { readonly refuse?: true; readonly delivered: Delivered }[] {
    const message = this.orchestrator.message(number);
    const delivered = this.participants.deliver(world.participants, message, number, false);
    const { refusals } = this.options.hazards;
    const mayRefuse = refusals === true || (refusals !== false && refusals.includes(message.activity));
    if (!mayRefuse || !delivered.asked || delivered.answer.outcome === 'refused') return [{ delivered }];
    return [
      { delivered },
      { refuse: true, delivered: this.participants.deliver(world.participants, message, number, true) },
    ];
  }

  #replied(world: World, call: OpenCall, message: PerformCall, delivered: Delivered): Told {
    const next = withCall(world, call, { ...call, phase: 'reply', content: delivered.answerNumber });
    return { world: this.after(next, delivered), broken: brokenBy(message, delivered) };
  }

  #answerEvent({ call, operation }: PerformCall, content: number): SagaEvent {
    const about = { step: decodeURIComponent(call.step), operation };
    const answer = this.participants.answer(content);
    if (answer.outcome === 'applied') return { ...about, kind: 'callApplied', result: answer.result };
    const { outcome: _outcome, ...refused } = answer;
    return { ...about, kind: 'callRefused', refused };
  }

  #cancel(world: World, moved: Moved[]): void {
    const event: SagaEvent = { kind: 'cancelRequested' };
    if (world.spent.cancels >= this.options.bounds.cancels || !this.orchestrator.changes(world, 'cancel', event))
      return;
    const spent = { ...world.spent, cancels: world.spent.cancels + 1 };
    moved.push({ move: { move: 'cancel' }, ...this.orchestrator.tell({ ...world, spent }, 'cancel', event) });
  }

  // With normal activities everything that was decided is durable, as each decision is a workflow task of its own. A crash loses
  // the tries under way: what they sent may still arrive, and their answers reach nobody. A worker that only seemed dead (a zombie)
  // may besides send what it was about to send; its word to Temporal counts no more.
  #crash(world: World, moved: Moved[]): void {
    if (world.spent.crashes >= this.options.bounds.crashes || world.calls.length === 0) return;
    const again = this.options.hazards.zombie ? world.calls : [];
    const sent = world.calls.filter(({ phase }) => phase === 'request' || phase === 'inside');
    const late = [...world.late, ...[...sent, ...again].map(({ message }) => message)].sort(
      (left, right) => left - right,
    );
    const calls = world.calls.map((call): OpenCall => ({ ...call, phase: 'lost', content: -1 }));
    const spent = { ...world.spent, crashes: world.spent.crashes + 1 };
    moved.push({ move: { move: 'crash' }, world: { ...world, calls, late, spent }, broken: [] });
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

  // Two late requests of one name and different arguments are told apart by their text, which is the same in every run.
  #nth(world: World, number: number): { readonly nth?: number } {
    const label = this.label(number);
    const alike = [...new Set(world.late)].filter((other) => this.label(other) === label);
    if (alike.length === 1) return {};
    const texts = alike.map((other) => canonicalText(this.orchestrator.message(other))).sort();
    const nth = texts.indexOf(canonicalText(this.orchestrator.message(number)));
    return nth === 0 ? {} : { nth };
  }
}

const closing = ['ALREADY_COMPENSATED', 'FENCED'];

// A no that was written down before would meet every retry, and no decision could ever help.
function brokenBy({ call }: PerformCall, { asked, answer }: Delivered): string[] {
  if (call.mustSucceed !== true || asked || answer.outcome === 'applied' || closing.includes(answer.code)) return [];
  return ['a call that must succeed is refused only by a participant that was asked'];
}
