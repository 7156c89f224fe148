import { addressOf } from '../engine/address.ts';
import { idempotencyKey } from '../engine/idempotency-key.ts';
import type { SagaCall, SagaOperation } from '../engine/saga-call.ts';
import { sagaHeaders } from '../protocol/saga-headers.ts';
import type { Caller } from './caller.ts';
import { ConformanceError } from './conformance-error.ts';
import type { ConformanceOperation, ConformanceRequest, RunSaga } from './conformance-options.ts';
import type { Logbook } from './logbook.ts';
import type { Outcome } from './outcome.ts';

/** What is otherwise than in a plain call. @internal */
export interface Variation {
  /** Which of the operation's requests goes out, in place of the one that belongs to the call. */
  readonly request?: 'run' | 'compensate' | 'refuse' | 'refuseCompensation';
  /** An operator's `n`th retry with another argument. */
  readonly patch?: number;
  readonly notAfter?: number;
  readonly step?: string;
  /** Changes the protocol's headers as they go out. */
  readonly headers?: (headers: Record<string, string>) => Record<string, string>;
}

/** What a saga under attack belongs to. @internal */
export interface Attacked {
  readonly name: string;
  /** Its item's key, when the saga does the step for each item of a list. */
  readonly item?: string | undefined;
  readonly operation: ConformanceOperation;
  readonly caller: Caller;
  readonly logbook: Logbook;
}

/** Far enough that no attack comes near it by itself. */
const farOff = 60 * 60 * 1000;

/** One saga, with the calls that its step makes. @internal */
export class SagaUnderAttack implements RunSaga {
  readonly id: string;
  readonly sagaId: string;
  /** Of the run that was applied, when an operator's was. */
  runKey: string;
  result: unknown;
  readonly #attacked: Attacked;
  readonly #address: string;
  readonly #notAfter = Date.now() + farOff;
  #isRun = false;
  #isUndone = false;
  #before = 0;
  #effect = 1;

  constructor(id: string, sagaId: string, attacked: Attacked) {
    this.id = id;
    this.sagaId = sagaId;
    this.#attacked = attacked;
    this.#address = addressOf(attacked.name, attacked.item);
    this.runKey = this.#runKey();
  }

  /** Whether something may be left to undo, if its compensation does what it must. */
  get mayStand(): boolean {
    return this.#isRun && !this.#isUndone;
  }

  get isUndoable(): boolean {
    return this.#attacked.operation.compensate !== undefined;
  }

  async run(variation: Variation = {}): Promise<Outcome> {
    const outcome = await this.#call('run', variation);
    if (outcome.kind === 'applied') {
      this.result ??= outcome.result;
      if (!this.#isRun) this.runKey = this.#runKey(variation.patch);
    }
    if (outcome.kind === 'applied' || outcome.kind === 'doubt') this.#isRun = true;
    return outcome;
  }

  async compensate(variation: Variation = {}): Promise<Outcome> {
    const outcome = await this.#call('compensate', variation);
    const { request = 'compensate', step } = variation;
    if (outcome.kind === 'applied' && request === 'compensate' && step === undefined) this.#isUndone = true;
    return outcome;
  }

  async fence(): Promise<Outcome> {
    return await this.#call('fence', {});
  }

  /** Remembers what `observe` says before anything was sent, and how much one run changes. */
  async beginObserving(effect: number): Promise<void> {
    this.#effect = effect;
    this.#before = await this.#observe();
  }

  /** How many runs stand, by `observe`; `undefined` without it. */
  async standing(): Promise<number | undefined> {
    if (this.#attacked.operation.observe === undefined) return undefined;
    const runs = ((await this.#observe()) - this.#before) / this.#effect;
    // Sums of fractions of a currency may be off in the last digit.
    const standing = Math.abs(runs - Math.round(runs)) < 1e-6 ? Math.round(runs) + 0 : runs;
    this.#attacked.logbook.observed(this.sagaId, standing);
    return standing;
  }

  async #call(operation: Exclude<SagaOperation, 'probe'>, variation: Variation): Promise<Outcome> {
    const { name, caller } = this.#attacked;
    const request = variation.request ?? operation;
    const headers = sagaHeaders(this.#sagaCall(operation, variation));
    return await caller.call({
      where: `operations.${name}.${request}`,
      request: this.#request(request, operation === 'run' ? this.#runKey(variation.patch) : this.runKey),
      operation,
      headers: variation.headers?.(headers) ?? headers,
    });
  }

  #sagaCall(operation: Exclude<SagaOperation, 'probe'>, { patch, notAfter, step }: Variation): SagaCall {
    const { operation: given } = this.#attacked;
    const mustSucceed = operation === 'compensate' || patch !== undefined || (given.mustSucceed && operation === 'run');
    const hasBudget = operation === 'run' && given.compensate !== undefined;
    const address = step ?? this.#address;
    return {
      key: idempotencyKey(this.sagaId, address, operation === 'compensate' ? 'compensate' : 'run', patch),
      sagaId: this.sagaId,
      step: address,
      operation,
      ...(mustSucceed && { mustSucceed }),
      ...(hasBudget && { notAfter: notAfter ?? this.#notAfter }),
    };
  }

  #runKey(patch?: number): string {
    return idempotencyKey(this.sagaId, this.#address, 'run', patch);
  }

  #request(kind: NonNullable<Variation['request']> | 'fence', runKey: string): ConformanceRequest {
    const { name, operation } = this.#attacked;
    const { id, sagaId, result } = this;
    const give = operation[kind];
    if (give === undefined) throw new Error(`operations.${name}.${kind} is asked for and was not given.`);
    return give({ id, sagaId, runKey, result });
  }

  async #observe(): Promise<number> {
    const { name, operation } = this.#attacked;
    const { id, sagaId, runKey } = this;
    let observed: unknown;
    try {
      observed = await operation.observe?.({ id, sagaId, runKey });
    } catch (cause) {
      throw new ConformanceError(
        'OBSERVATION_FAILED',
        `operations.${name}.observe failed, so the kit can't judge. Its error is the cause of this one.`,
        { cause },
      );
    }
    if (typeof observed === 'number' && Number.isFinite(observed)) return observed;
    throw new ConformanceError(
      'OBSERVATION_FAILED',
      `operations.${name}.observe gave ${typeof observed === 'number' ? observed : `a value of type ${typeof observed}`}; it must give a number.`,
    );
  }
}
