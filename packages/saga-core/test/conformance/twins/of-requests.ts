import { randomUUID } from 'node:crypto';
import type { Request } from 'express';
import type { PoolClient } from 'pg';
import { readSagaHeaders, type SagaCall, SagaHeaderError, type SagaOperation } from 'saga-core/participant';
import { type Answer, CarefulParticipant, type Step, type Wish } from '../careful-participant.ts';
import { carefulHttp, type HttpSide } from '../serve-participant.ts';
import type { Twin } from './twin.ts';

const careful: Twin['participant'] = (pool) => new CarefulParticipant(pool);

/** Reads calls as careful ones do, and gets over headers that are no good in a way of its own. */
function lenient(remedy: (request: Request, error: SagaHeaderError, address: SagaOperation) => SagaCall): HttpSide {
  return {
    ...carefulHttp,
    readCall(request, address) {
      try {
        return carefulHttp.readCall(request, address);
      } catch (error) {
        if (error instanceof SagaHeaderError) return remedy(request, error, address);
        throw error;
      }
    },
  };
}

/** A call made of whatever there is. */
function guessed(request: Request, operation: SagaOperation): SagaCall {
  const sagaId = request.get('saga-id') ?? randomUUID();
  const step = request.get('saga-step') ?? 'reserve';
  return { key: request.get('idempotency-key') ?? randomUUID(), sagaId, step, operation };
}

class BusinessFirst extends CarefulParticipant {
  override async run(tx: PoolClient, call: SagaCall, step: Step, wish: Wish): Promise<Answer> {
    if (wish.refuse && step.state === 'applied') return { status: 409, refusal: 'SOLD_OUT' };
    return await super.run(tx, call, step, wish);
  }
}

class TakesTheLastOne extends CarefulParticipant {
  #last: SagaCall | undefined;

  override async setAside(tx: PoolClient, call: SagaCall): Promise<void> {
    this.#last = call;
    await super.setAside(tx, call);
  }

  override async compensate(tx: PoolClient, call: SagaCall, step: Step, wish: Wish): Promise<Answer> {
    if (step.state === 'new' && this.#last !== undefined) {
      await this.putBack(tx, this.#last);
      this.#last = undefined;
    }
    return await super.compensate(tx, call, step, wish);
  }
}

class OneStepPerSaga extends CarefulParticipant {
  override async handle(call: SagaCall, wish: Wish): Promise<Answer> {
    return await super.handle({ ...call, step: 'the only one' }, wish);
  }
}

class OneItemPerStep extends CarefulParticipant {
  override async handle(call: SagaCall, wish: Wish): Promise<Answer> {
    return await super.handle({ ...call, step: call.step.split('/')[0] ?? call.step }, wish);
  }
}

export const twinsOfRequests: readonly Twin[] = [
  {
    wrong: 'it makes up what a header does not say',
    participant: careful,
    http: lenient((request, error, address) => {
      if (error.code === 'SAGA_HEADER_MISSING') return guessed(request, address);
      throw error;
    }),
    breaks: ['missing-header'],
  },
  {
    wrong: 'it does not look whether headers are well-formed, and fit each other',
    participant: careful,
    http: lenient((request, error, address) => {
      if (error.code === 'SAGA_HEADER_MISSING' || address !== 'run') throw error;
      if (request.get('saga-operation') === 'compensate') throw error;
      return guessed(request, address);
    }),
    breaks: ['malformed-header'],
  },
  {
    wrong: 'it takes the address for the operation',
    participant: careful,
    http: {
      ...carefulHttp,
      readCall(request, address) {
        const call = readSagaHeaders(request.headers);
        return { ...call, operation: call.operation === 'fence' ? 'fence' : address };
      },
    },
    breaks: ['wrong-operation'],
  },
  {
    wrong: 'it checks the order before it looks for its answer',
    participant: (pool) => new BusinessFirst(pool),
    breaks: ['other-body'],
  },
  {
    wrong: 'it undoes what was done last, when it does not find what to undo',
    participant: (pool) => new TakesTheLastOne(pool),
    breaks: ['other-sagas', 'other-steps'],
    mayBreak: ['race-of-run-and-compensation'],
  },
  {
    wrong: 'it knows one step in a saga',
    participant: (pool) => new OneStepPerSaga(pool),
    breaks: ['other-steps', 'other-items'],
  },
  {
    wrong: 'it knows one item of a step',
    participant: (pool) => new OneItemPerStep(pool),
    breaks: ['other-items'],
  },
  {
    wrong: 'it refuses without a code',
    participant: careful,
    http: {
      ...carefulHttp,
      send(response, answer) {
        if (answer.refusal === 'SOLD_OUT')
          response.status(409).set('Saga-Outcome', 'refused').json({ message: 'sold out' });
        else carefulHttp.send(response, answer);
      },
    },
    breaks: ['answers'],
  },
];
