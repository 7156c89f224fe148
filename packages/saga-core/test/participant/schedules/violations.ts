import type { FenceAnswer } from 'saga-core/participant';
import type { Delivery, Effect } from './attack.ts';

/** Every promise of rule R11 that the deliveries and the effects (as the ledger has them) break, as sentences. */
export function violationsOf(deliveries: readonly Delivery[], effects: readonly string[]): string[] {
  const runs = effects.filter((effect) => effect.startsWith('run '));
  const undos = effects.filter((effect) => effect.startsWith('undo '));
  const answered = (operation: string) =>
    deliveries.filter(({ message, answer }) => answer && message.call.operation === operation);
  const runAnswers = answered('run');
  const applied = runAnswers.filter(isApplied);
  const accepted = answered('compensate').filter(isApplied);
  const fences = answered('fence').map(({ answer }) => (answer as FenceAnswer<Effect>).fence);
  const broken: string[] = [];
  const expect = (holds: boolean, promise: string): void => {
    if (!holds) broken.push(promise);
  };

  expect(runs.length <= 1, 'a run takes effect at most once');
  expect(undos.length <= 1, 'a compensation takes effect at most once');
  expect(undos.length <= runs.length, 'only what was run is undone');
  const undone = undos[0]?.split(' ').slice(1, 3);
  expect(
    undone === undefined || String(undone) === String(runs[0]?.split(' ').slice(1, 3)),
    'an undo gets the key and the result of the run',
  );
  expect(
    accepted.length === 0 || runs.length === undos.length,
    'once a compensation is accepted, runs and undos add up to nothing',
  );
  expect(!fences.includes('never') || runs.length === 0, 'after a fence has said never, the run never takes effect');
  expect(!fences.includes('applied') || runs.length > 0, 'a fence says applied only of a run that took effect');
  expect(new Set(applied.map(text)).size <= 1, 'all applied answers to a run are the same');
  expect(
    applied.every(({ answer }) => runs[0]?.endsWith(` by ${(answer as { result?: Effect }).result?.effect}`)),
    'an applied run took effect, and its answer is the one of that effect',
  );
  for (const refusal of refusals(runAnswers)) {
    const { message, began } = refusal;
    expect(!applied.some(({ ended }) => ended < began), 'after a run was answered applied, no call of it is refused');
    if (message.call.mustSucceed) continue;
    const others = refusals(runAnswers).filter((other) => other.message.call.key === message.call.key);
    expect(new Set(others.map(text)).size === 1, 'all refusals of a run are the same');
    const patched = applied.some(({ message }) => message.call.key.includes('~')) || runs[0]?.includes('~');
    expect(patched || runs.length === 0, 'a run that was refused takes no effect, unless an operator changed it');
  }
  const reasons = { ALREADY_COMPENSATED: 'compensate', FENCED: 'fence' };
  for (const [code, operation] of Object.entries(reasons)) {
    for (const { answer, ended } of refusals(runAnswers)) {
      const reason = deliveries.some(({ message, began }) => message.call.operation === operation && began < ended);
      expect(
        (answer as { code: string }).code !== code || reason,
        `a run is refused ${code} only because of a ${operation}`,
      );
    }
  }
  const late = applied.some(({ message }) => message.call.notAfter === 1) && !runs[0]?.includes('~');
  expect(!late, 'a run that comes after its deadline takes no effect');
  for (const { number, message, handled, error, answer } of deliveries) {
    const failed = handled && (message.fate === 'crash' || message.fate === 'break');
    expect((error !== undefined) === failed, `a call fails only with its handler (here: ${error ?? text({ answer })})`);
    const refused = handled && message.fate === 'refuse';
    const own = effects.some((effect) => effect.endsWith(` by ${number}`));
    expect(!(own && (failed || refused)), 'a handler that fails or refuses leaves no effect');
    const code = answer && 'code' in answer ? answer.code : undefined;
    expect(!refused || code === 'NO', 'a refusal is answered as one');
    expect(refused || code !== 'NO' || !message.call.mustSucceed, 'no refusal of a call that must succeed is stored');
    const { operation } = message.call;
    expect(operation !== 'compensate' || !code || refused, 'a compensation is accepted unless its handler refuses');
  }
  return [...new Set(broken)];
}

type Answered = Pick<Delivery, 'answer'>;

function isApplied({ answer }: { readonly answer?: Delivery['answer'] | undefined }): boolean {
  return answer !== undefined && 'outcome' in answer && answer.outcome === 'applied';
}

function refusals(answered: readonly Delivery[]): Delivery[] {
  return answered.filter((delivery) => !isApplied(delivery));
}

function text({ answer }: { readonly answer?: Answered['answer'] | undefined }): string {
  return JSON.stringify(answer);
}
