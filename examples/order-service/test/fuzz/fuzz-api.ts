import { randomUUID } from 'node:crypto';
import { placeOrder, tokenFor } from './api-customer.ts';
import type { ApiUnderTest } from './api-under-test.ts';
import { fuzzRound } from './fuzz-round.ts';
import { parkSagas } from './park-sagas.ts';

export interface FuzzOptions {
  readonly program: string;
  /** At least so many. */
  readonly cases: number;
  readonly seed: number;
  /** Only drawn requests and their sequences, without what the schemas alone give. */
  readonly isSample?: boolean;
  readonly signal: AbortSignal;
  readonly onProgress: (text: string) => void;
}

export interface FuzzReport {
  readonly cases: number;
  /** How often each was answered, by `POST /orders 422 UNKNOWN_SKU`. */
  readonly answers: ReadonlyMap<string, number>;
  /** Everything that is wrong, as people read it; empty when nothing was found. */
  readonly findings: readonly string[];
}

/** What schemathesis sends without any example, from the schemas alone, and what one example more adds: measured, and only to begin with. */
const always = 650;
const perExample = 15;

/** Fuzzes the API until there were enough cases or something was found, and then looks whether it is as well as before. */
export async function fuzzApi(api: ApiUnderTest, options: FuzzOptions): Promise<FuzzReport> {
  const { cases: wanted, isSample = false, signal, onProgress } = options;
  const answers = new Map<string, number>();
  const findings: string[] = [];
  onProgress('Leaving some sagas without a payment service, for decisions to be made about…');
  const parked = await parkSagas(api, Math.min(50, Math.max(5, Math.round(wanted / 100))));
  const pid = api.own?.api.line.pid;
  let cases = 0;
  let requests = 0;
  for (let seed = options.seed; cases < wanted && findings.length === 0; seed += 1) {
    const examples = Math.max(1, Math.ceil((wanted - cases - (isSample ? 0 : always)) / perExample));
    const round = await fuzzRound({
      ...options,
      url: api.url,
      seed,
      examples,
      parked,
      signal,
      onAnswer: (operation, status, code) => {
        const answer = `${operation} ${status} ${code}`.trimEnd();
        answers.set(answer, (answers.get(answer) ?? 0) + 1);
        requests += 1;
        onProgress(`${requests} requests sent, with seed ${seed}`);
      },
    });
    cases += round.cases;
    if (round.findings !== undefined) findings.push(round.findings);
  }
  findings.push(...(await health(api, pid)));
  return { cases, answers, findings };
}

/** What is wrong with the API afterwards. */
async function health({ url, own }: ApiUnderTest, pid: number | undefined): Promise<readonly string[]> {
  const wrong: string[] = [];
  try {
    const { status, order } = await placeOrder(url, await tokenFor(`customer-${randomUUID()}`), { wait: 20 });
    if (status !== 201) wrong.push(`The next good order was answered with ${status}: ${JSON.stringify(order)}`);
  } catch (error) {
    wrong.push(`The next good order was not answered: ${error}`);
  }
  if (own === undefined) return wrong;
  if (own.api.line.pid !== pid || !isAlive(own.api.line.pid)) wrong.push('The process of the API has ended.');
  const unexpected = own.log.filter(isUnexpected);
  if (unexpected.length > 0)
    wrong.push(`The API logged what it did not expect:\n${unexpected.slice(0, 20).join('\n')}`);
  return wrong;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

// Others log what they did not expect: the payment service was away.
function isUnexpected(line: string): boolean {
  if (!line.includes('"service":"api"')) return false;
  return /"level":"(error|fatal)"|"stack":|INTERNAL/.test(line);
}
