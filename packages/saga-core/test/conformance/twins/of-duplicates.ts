import { randomUUID } from 'node:crypto';
import type { PoolClient } from 'pg';
import type { SagaCall } from 'saga-core/participant';
import { type Answer, CarefulParticipant, type Step, type Wish } from '../careful-participant.ts';
import { carefulHttp } from '../serve-participant.ts';
import type { Twin } from './twin.ts';

class NoMemory extends CarefulParticipant {
  override mayTryAgain(call: SagaCall, step: Step): boolean {
    return step.state === 'applied' || super.mayTryAgain(call, step);
  }
}

class SelectThenWrite extends CarefulParticipant {
  override async lock(tx: PoolClient, call: SagaCall): Promise<Step> {
    const step = await this.read(tx, call);
    await tx.query('SELECT pg_sleep(0.005)');
    await tx.query('INSERT INTO steps (saga_id, step) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
      call.sagaId,
      call.step,
    ]);
    return step;
  }
}

class NewAnswer extends CarefulParticipant {
  override firstAnswer(step: Step): Answer {
    if (step.state !== 'applied') return super.firstAnswer(step);
    return { status: 200, json: JSON.stringify({ reservationId: randomUUID() }) };
  }
}

class NoForDuplicates extends CarefulParticipant {
  override firstAnswer(step: Step): Answer {
    return step.state === 'applied' ? { status: 409, refusal: 'DUPLICATE' } : super.firstAnswer(step);
  }
}

class CrashForDuplicates extends CarefulParticipant {
  override firstAnswer(step: Step): Answer {
    if (step.state === 'applied') return { status: 500 };
    return super.firstAnswer(step);
  }
}

class CrashForOperators extends CarefulParticipant {
  override async run(tx: PoolClient, call: SagaCall, step: Step, wish: Wish): Promise<Answer> {
    if (this.isPatched(call) && step.state === 'applied') return { status: 500 };
    return await super.run(tx, call, step, wish);
  }
}

class KeyedByKey extends CarefulParticipant {
  override async handle(call: SagaCall, wish: Wish): Promise<Answer> {
    const patch = /~\d+$/.exec(call.key)?.[0] ?? '';
    // What an operator sends has a key of its own, so it is taken for a step of its own; only what was refused is found again.
    const { rows } = await this.pool.query<Step>(
      "SELECT * FROM steps WHERE saga_id = $1 AND step = $2 AND state = 'refused'",
      [call.sagaId, call.step],
    );
    return await super.handle(rows.length > 0 ? call : { ...call, step: `${call.step}${patch}` }, wish);
  }
}

/** What a participant breaks that gives a run which comes again another answer than the first, whichever it is. */
const anotherAnswer = {
  breaks: [
    'duplicate-run',
    'concurrent-run',
    'run-after-end',
    'fence-after-run',
    'duplicate-after-deadline',
    'patched-call',
    'other-body',
    'other-sagas',
    'patched-duplicate',
  ],
  mayBreak: ['race-of-run-and-compensation', 'race-of-run-and-fence', 'deadline-while-running'],
} as const;

export const twinsOfDuplicates: readonly Twin[] = [
  {
    wrong: 'it remembers no run that it applied',
    participant: (pool) => new NoMemory(pool),
    ...anotherAnswer,
  },
  {
    wrong: 'it looks whether the run was there, and then writes it down',
    participant: (pool) => new SelectThenWrite(pool),
    inRaces: true,
    breaks: ['concurrent-run'],
    mayBreak: ['concurrent-compensation', 'race-of-run-and-compensation', 'race-of-run-and-fence'],
  },
  {
    wrong: 'it makes up a new answer for a duplicate',
    participant: (pool) => new NewAnswer(pool),
    ...anotherAnswer,
  },
  {
    wrong: 'it refuses a duplicate',
    participant: (pool) => new NoForDuplicates(pool),
    ...anotherAnswer,
  },
  {
    wrong: 'it fails on a duplicate',
    participant: (pool) => new CrashForDuplicates(pool),
    slow: true,
    ...anotherAnswer,
  },
  {
    wrong: 'it fails on an operator’s call where it has an answer',
    participant: (pool) => new CrashForOperators(pool),
    breaks: ['patched-call', 'patched-duplicate'],
  },
  {
    wrong: 'it takes an operator’s key for another call',
    participant: (pool) => new KeyedByKey(pool),
    breaks: ['patched-call', 'patched-duplicate'],
  },
  {
    wrong: 'it answers that all is well in words',
    participant: (pool) => new CarefulParticipant(pool),
    http: {
      ...carefulHttp,
      send: (response, answer) => {
        if (answer.json?.includes('reservationId') && !answer.json.includes('fence')) response.status(200).send('done');
        else carefulHttp.send(response, answer);
      },
    },
    breaks: ['answers'],
  },
];
