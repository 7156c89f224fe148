import { Arena } from './arena.ts';
import { attackWith } from './attack.ts';
import { Broken } from './broken.ts';
import { type CheckedOptions, checkedOptions } from './checked-options.ts';
import { ConformanceError } from './conformance-error.ts';
import type { ConformanceOptions } from './conformance-options.ts';
import type { ConformanceReport, GuaranteeReport } from './conformance-report.ts';
import type { Guarantee } from './guarantee.ts';
import { guarantees } from './guarantees/guarantees.ts';
import { Redactor } from './redactor.ts';
import { whyNotApplicable } from './why-not-applicable.ts';

/**
 * Attacks a real participant over HTTP, and says of each guarantee of the participant protocol whether it holds, with the requests and
 * answers that show it: duplicates one after the other and at once, runs and compensations that overtake each other, fences, deadlines,
 * headers that are missing, refusals.
 *
 * It makes and undoes real effects, so run it against a test environment. Each run makes up new sagas, and can be repeated. It judges by
 * answers, and by what `observe` says of effects; an operation without `observe` is only half seen, and the report says so. A race that
 * goes well in some rounds shows that it went well in these, not that it always will.
 *
 * @throws TypeError that names the option which is wrong; {@link ConformanceError} when the participant can't be judged, as it does not
 * answer, or does not apply a plain call; and the reason of `signal`.
 *
 * @example
 * ```ts
 * const report = await conformance({
 *   baseUrl: 'http://127.0.0.1:3002',
 *   operations: {
 *     reserve: {
 *       run: ({ id }) => ({ path: '/reservations', body: { orderId: id, items: [{ sku: 'sku-book', quantity: 1 }] } }),
 *       compensate: ({ id }) => ({ path: `/reservations/${id}/release` }),
 *     },
 *   },
 * });
 * console.log(conformanceText(report).join('\n'));
 * ```
 */
export async function conformance(options: ConformanceOptions): Promise<ConformanceReport> {
  const checked = checkedOptions(options);
  const redactor = new Redactor();
  try {
    return withoutSecrets(await attackAll(checked, new Arena(checked, redactor)), redactor);
  } catch (error) {
    if (!(error instanceof ConformanceError)) throw error;
    // Its cause, where it has one, is what the caller's own `observe` threw.
    throw new ConformanceError(error.code, redactor.text(error.message), error);
  }
}

/** Nothing leaves the kit but through here and the errors' door above. What the kit itself says (names, promises) needs no look. */
function withoutSecrets(report: ConformanceReport, redactor: Redactor): ConformanceReport {
  return {
    ...report,
    baseUrl: redactor.text(report.baseUrl),
    guarantees: report.guarantees.map((each) => ({
      ...each,
      why: redactor.text(each.why),
      evidence: each.evidence.map((evidence) => redactor.evidence(evidence)),
    })),
  };
}

async function attackAll(checked: CheckedOptions, arena: Arena): Promise<ConformanceReport> {
  const reports: GuaranteeReport[] = [];
  const total = Object.keys(checked.operations).length * guarantees.length;
  for (const operation of Object.keys(checked.operations)) {
    arena.logbook.misshape = undefined;
    await arena.measure(operation);
    for (const guarantee of guarantees) {
      checked.onProgress?.({ operation, guarantee: guarantee.name, done: reports.length, total });
      reports.push(await judge(checked, arena, operation, guarantee));
    }
  }
  return {
    passed: reports.every(({ verdict }) => verdict !== 'fail'),
    baseUrl: checked.baseUrl.href,
    seed: checked.seed,
    guarantees: reports,
    requests: arena.logbook.requests,
    seconds: arena.logbook.elapsed / 1000,
    leftStanding: arena.leftStanding,
  };
}

async function judge(
  options: CheckedOptions,
  arena: Arena,
  operation: string,
  guarantee: Guarantee,
): Promise<GuaranteeReport> {
  const { name, promise, rule, hasEffects } = guarantee;
  const given = options.operations[operation];
  if (given === undefined) throw new Error(`There is no operations.${operation}.`);
  const told = { operation, guarantee: name, promise, rule, docs: `docs/conformance.md#${name}` };
  const why = whyNotApplicable(guarantee, given);
  if (why !== undefined) {
    return { ...told, verdict: 'notApplicable', why, halfSeen: false, askedAgain: 0, evidence: [] };
  }
  const { logbook, caller } = arena;
  const askedBefore = logbook.askedAgain;
  const broken = await brokenBy(() =>
    guarantee.attack(
      attackWith({
        ...options,
        usualTime: () => caller.usualTime,
        name: `${operation} ${name}`,
        has: (part) => given[part] !== undefined,
        begin: (item) => arena.begin(operation, item),
        tidyUp: () => arena.tidyUp(),
        pause: (milliseconds) => caller.pause(milliseconds),
        misshape: logbook.misshape,
      }),
    ),
  );
  const evidence = broken?.evidence ?? logbook.page;
  const askedAgain = logbook.askedAgain - askedBefore;
  // What looks like a broken guarantee is none when the participant went away meanwhile, or its test data ran out.
  if (broken !== undefined) await arena.requireAlive(operation);
  await arena.tidyUp();
  return {
    ...told,
    verdict: broken === undefined ? 'pass' : 'fail',
    why: broken?.message ?? 'Each answer, and each effect that was observed, was as it must be.',
    halfSeen: hasEffects && given.observe === undefined,
    askedAgain,
    evidence,
  };
}

async function brokenBy(attack: () => Promise<void>): Promise<Broken | undefined> {
  try {
    await attack();
    return undefined;
  } catch (error) {
    if (error instanceof Broken) return error;
    throw error;
  }
}
