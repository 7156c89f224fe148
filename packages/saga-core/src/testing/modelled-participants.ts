import type { AnySaga } from '../definition/saga-definition.ts';
import type { SagaCall } from '../engine/saga-call.ts';
import type { CallAnswer } from '../participant/call-answer.ts';
import { type Destination, destinationsOf } from './destinations.ts';
import { Interner } from './interner.ts';
import { type Admission, type BarrierRows, type Handled, type MemoryBarrier, rowKey } from './memory-barrier.ts';
import type { Message } from './message.ts';
import { ModelError } from './model-error.ts';
import type { ModelCall, ParticipantModel } from './participant-model.ts';

/** One participant: what its barrier has written down, and what its model keeps. */
interface ParticipantState {
  readonly rows: BarrierRows;
  readonly state: unknown;
}

/** What a delivered request did. */
export interface Delivered {
  readonly participant: number;
  readonly after: number;
  readonly answer: CallAnswer<unknown>;
  readonly answerNumber: number;
  /** The model was asked, rather than the barrier's rows. */
  readonly asked: boolean;
}

/** All participants, as their models and the barrier have them. Every step is a function of numbers, worked out once. @internal */
export class ModelledParticipants {
  readonly names: readonly string[];
  readonly #models: readonly ParticipantModel<unknown>[];
  readonly #barrier: MemoryBarrier;
  readonly #destinations: ReadonlyMap<string, Destination>;
  readonly #states = new Interner<ParticipantState>();
  readonly #admissions = new Interner<Admission>();
  readonly #answers = new Interner<CallAnswer<unknown>>();
  readonly #worked = new Map<string, unknown>();

  constructor(
    definition: AnySaga,
    models: Readonly<Record<string, ParticipantModel<unknown>>>,
    barrier: MemoryBarrier,
  ) {
    this.names = Object.keys(models);
    this.#models = Object.values(models);
    this.#barrier = barrier;
    this.#destinations = destinationsOf(definition, models);
  }

  /** Each participant's beginning; `rows` are what its barrier has from before. */
  begin(rows: Readonly<Record<string, BarrierRows>>): number[] {
    return this.#models.map(({ initial }, index) =>
      this.#states.numberOf({ rows: rows[this.names[index] as string] ?? {}, state: initial }),
    );
  }

  /** Whether a request looks at the barrier's rows in one move and acts in another. */
  looksFirst(message: Message): boolean {
    return !this.#barrier.atomic && this.hasBarrier(message) && message.operation !== 'fence';
  }

  /** The models' states by participant name. */
  statesOf(participants: readonly number[]): Record<string, unknown> {
    return Object.fromEntries(this.names.map((name, index) => [name, this.#state(participants, index).state]));
  }

  rowsOf(participants: readonly number[]): Record<string, BarrierRows> {
    return Object.fromEntries(this.names.map((name, index) => [name, this.#state(participants, index).rows]));
  }

  answer(number: number): CallAnswer<unknown> {
    return this.#answers.valueOf(number);
  }

  nameOf(message: Message): string {
    return this.names[this.#destination(message).participant] as string;
  }

  hasBarrier(message: Message): boolean {
    return this.#destination(message).barrier;
  }

  /** Delivers a request. With `refuse` the participant says no, if it is asked at all. */
  deliver(participants: readonly number[], message: Message, number: number, refuse: boolean): Delivered {
    const { participant } = this.#destination(message);
    const before = participants[participant] as number;
    return this.#once(`deliver ${before} ${number} ${refuse}`, () => {
      if (message.operation === 'fence') return this.#fenced(participants, message);
      const admission = this.#admit(before, message);
      return this.#act(before, message, admission, refuse);
    });
  }

  /** Lets a request look at the barrier's rows and no more. */
  admit(participants: readonly number[], message: Message): number {
    const before = participants[this.#destination(message).participant] as number;
    return this.#admissions.numberOf(this.#admit(before, message));
  }

  /** Lets a request act upon what it saw. */
  act(participants: readonly number[], message: Message, admission: number): Delivered {
    const before = participants[this.#destination(message).participant] as number;
    return this.#act(before, message, this.#admissions.valueOf(admission), false);
  }

  /** Asks whether a run was applied, and closes it if not. */
  fence(participants: readonly number[], message: Message) {
    const { participant } = this.#destination(message);
    const { rows, state } = this.#state(participants, participant);
    const fenced = this.#barrier.fence(rows, { ...message.call, operation: 'fence' });
    return { participant, after: this.#states.numberOf({ rows: fenced.rows, state }), answer: fenced.answer };
  }

  /** Whether a request can change nothing any more. */
  isSpent(participants: readonly number[], message: Message, number: number): boolean {
    const { participant, barrier } = this.#destination(message);
    if (message.operation === 'probe') return true;
    if (!barrier) return false;
    const before = participants[participant] as number;
    return this.#once(`spent ${before} ${number}`, () => {
      const { rows } = this.#states.valueOf(before);
      // What is closed once is closed for good.
      if (message.operation === 'fence') return this.#barrier.fence(rows, message.call).rows === rows;
      return this.#barrier.isSpent(rows, message.call);
    });
  }

  // The barrier answers by itself, and no activity is asked.
  #fenced(participants: readonly number[], message: Message): Delivered {
    const { participant, after, answer } = this.fence(participants, message);
    return { participant, after, ...this.#numbered({ outcome: 'applied', result: answer }), asked: false };
  }

  #admit(before: number, message: Message): Admission {
    const { rows } = this.#states.valueOf(before);
    if (message.operation === 'probe') return { kind: 'begin' };
    return this.#destination(message).barrier ? this.#barrier.admit(rows, message.call) : admitByKey(rows, message);
  }

  #act(before: number, message: Message, admission: Admission, refuse: boolean): Delivered {
    const { participant, barrier, activity } = this.#destination(message);
    const { rows, state } = this.#states.valueOf(before);
    if (message.operation === 'probe') {
      // A question changes nothing, and no barrier stands before it.
      const asked = this.#handle(participant, activity, state, message, runOf(rows, message));
      const answer = 'refused' in asked ? asked : { result: throughJson(asked.result) };
      return { participant, after: before, ...this.#numbered(plainly(answer)), asked: true };
    }
    if (admission.kind === 'closed') {
      const after = this.#states.numberOf({ rows: admission.rows, state });
      return { participant, after, ...this.#numbered(admission.answer), asked: false };
    }
    // A participant without a barrier, too, answers a key as it did before.
    const effect =
      refuse && (barrier || rows[message.call.key] === undefined)
        ? { refused: { code: 'REFUSED' } }
        : this.#handle(participant, activity, state, message, admission.kind === 'undo' ? admission.ran : undefined);
    const handled: Handled = 'refused' in effect ? effect : { result: throughJson(effect.result) };
    const settled = barrier
      ? this.#barrier.settle(rows, message.call, handled)
      : { rows: settleByKey(rows, message, handled), answer: plainly(handled) };
    const next = 'refused' in effect ? state : effect.state;
    const after = this.#states.numberOf({ rows: settled.rows, state: next });
    return { participant, after, ...this.#numbered(settled.answer), asked: true };
  }

  #numbered(answer: CallAnswer<unknown>) {
    return { answer, answerNumber: this.#answers.numberOf(answer) };
  }

  #handle(participant: number, activity: string, state: unknown, message: Message, ran: ModelCall['ran']) {
    const model = this.#models[participant]?.activities[activity];
    if (model === undefined) throw new ModelError('MODEL_MISSING', `There is no model of ${message.activity}.`);
    const { key, sagaId }: Pick<SagaCall, 'key' | 'sagaId'> = message.call;
    return model(state, throughJson(message.argument) as never, {
      key,
      sagaId,
      ...(ran === undefined ? {} : { ran }),
    });
  }

  #destination({ activity }: Message): Destination {
    const destination = this.#destinations.get(activity);
    if (destination === undefined) throw new ModelError('MODEL_MISSING', `The saga has no call of ${activity}.`);
    return destination;
  }

  #state(participants: readonly number[], participant: number): ParticipantState {
    return this.#states.valueOf(participants[participant] as number);
  }

  #once<Value>(question: string, work: () => Value): Value {
    if (!this.#worked.has(question)) this.#worked.set(question, work());
    return this.#worked.get(question) as Value;
  }
}

// Without a barrier the model is all there is, but for the contract that a definite no under a key is one for ever.
function admitByKey(rows: BarrierRows, { call }: Message): Admission {
  const row = rows[call.key];
  if (row?.outcome !== 'refused') return { kind: 'begin' };
  return { kind: 'closed', answer: { outcome: 'refused', code: row.code }, rows };
}

function settleByKey(rows: BarrierRows, { call }: Message, handled: Handled): BarrierRows {
  if (!('refused' in handled)) return { ...rows, [call.key]: { outcome: 'applied', key: call.key } };
  if (call.mustSucceed === true) return rows;
  return { ...rows, [call.key]: { outcome: 'refused', key: call.key, code: handled.refused.code } };
}

function plainly(handled: Handled): CallAnswer<unknown> {
  return 'refused' in handled
    ? { outcome: 'refused', ...handled.refused }
    : { outcome: 'applied', result: handled.result };
}

// What the barrier has written down of the run that a probe asks about.
function runOf(rows: BarrierRows, { call }: Message): ModelCall['ran'] {
  const row = rows[rowKey(call, 'run')];
  return row?.outcome === 'applied' ? { key: row.key, result: row.response } : undefined;
}

// As arguments and results travel, so that a model can't hand over what a network would lose.
function throughJson(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}
