import { Budget } from './budget.ts';
import { type Source, sourceOf, standIn } from './stand-in.ts';

/** What a mapping is handed. */
export interface Handed {
  /** The steps whose results there are. */
  readonly results: ReadonlySet<string>;
  /** What is known of the run that an undo undoes; absent where nothing is undone. */
  readonly outcome?: 'applied' | 'inDoubt';
  /** The step that an undo undoes: its result is the run's own, by whichever way it is read. */
  readonly own?: string;
}

/** What a mapping made of it. */
export interface Tried {
  /** What it is made of: what was read, or passed on as it is. */
  readonly uses: ReadonlySet<Source>;
  /** The steps whose results were asked for and not there; `undefined` among them is the result of the run itself. */
  readonly missed: ReadonlySet<string | undefined>;
  /** The steps whose results were asked for, whether they were there or not. */
  readonly asked: ReadonlySet<string>;
  /** It looked whether its run was applied, and heard that nobody knows. */
  readonly heardDoubt: boolean;
  /** It failed, or read on without an end: what it makes is not known. */
  readonly threw: boolean;
  /** It made a promise, or data with one in it, which nobody waits for. */
  readonly promised: boolean;
  /** What it made, unless it threw. */
  readonly made?: unknown;
}

/** Calls one of a definition's functions with stand-ins for all that it can read. It is pure, so that nothing comes of it. */
export function tryMapping(mapping: (context: never) => unknown, { results, outcome, own }: Handed): Tried {
  const uses = new Set<Source>();
  const missed = new Set<string | undefined>();
  const asked = new Set<string>();
  let heardDoubt = false;
  const budget = new Budget();
  const read = (source: Source) => {
    budget.spend();
    uses.add(source);
  };
  const text = (source: Source) => {
    read(source);
    return source;
  };
  const looked = (member: string | symbol) => {
    budget.spend();
    if (member === 'result') missed.add(undefined);
    heardDoubt = true;
  };
  const inDoubt = watched({ kind: 'inDoubt', doubt: { code: 'TIMEOUT' } }, looked);
  const context = {
    input: standIn('input', read),
    results: standInResults(
      results,
      (step) => standIn(step === own ? 'result' : 'results', read),
      (member) => {
        budget.spend();
        if (typeof member !== 'string') return;
        asked.add(member);
        if (!results.has(member)) missed.add(member);
      },
    ),
    item: standIn('item', read),
    outcome: outcome === 'inDoubt' ? inDoubt : { kind: 'applied', result: standIn('result', read) },
    cause: { kind: 'cancelled' },
    get sagaId() {
      return text('sagaId');
    },
    get key() {
      return text('key');
    },
    get runKey() {
      return text('runKey');
    },
    get itemKey() {
      return text('itemKey');
    },
  };
  try {
    const made = (mapping as (context: unknown) => unknown)(context);
    const promised = collect(made, uses);
    return { uses, missed, asked, heardDoubt, threw: false, promised, made };
  } catch {
    return { uses, missed, asked, heardDoubt, threw: true, promised: false };
  }
}

type Looked = (member: string | symbol) => void;

/** The same, and tells which of its members are read or looked for. */
function watched(target: object, looked: Looked): object {
  return new Proxy(target, looksAt(looked));
}

function looksAt(looked: Looked): ProxyHandler<object> {
  return {
    get(target, member, self) {
      looked(member);
      return Reflect.get(target, member, self) as unknown;
    },
    has(target, member) {
      looked(member);
      return Reflect.has(target, member);
    },
  };
}

/** The results of these steps, each made when it is looked at: there may be hundreds, of which a mapping reads one. */
function standInResults(steps: ReadonlySet<string>, make: (step: string) => unknown, looked: Looked): object {
  const made: Record<string, unknown> = {};
  const lookUp = (member: string | symbol) => {
    looked(member);
    if (typeof member === 'string' && steps.has(member) && !Object.hasOwn(made, member)) made[member] = make(member);
  };
  return new Proxy(made, {
    ...looksAt(lookUp),
    getOwnPropertyDescriptor(_target, member) {
      lookUp(member);
      return Reflect.getOwnPropertyDescriptor(made, member);
    },
    ownKeys: () => [...steps],
  });
}

/** Adds what of the stand-ins was passed on without being read. @returns whether there is a promise in it */
function collect(made: unknown, uses: Set<Source>, seen = new Set<unknown>()): boolean {
  const source = sourceOf(made);
  if (source !== undefined) uses.add(source);
  if (source !== undefined || typeof made !== 'object' || made === null || seen.has(made)) return false;
  seen.add(made);
  if (made instanceof Promise) {
    // That it fails for stand-ins says nothing, and it would end the process.
    made.catch(() => undefined);
    return true;
  }
  let promised = false;
  for (const value of Object.values(made)) promised = collect(value, uses, seen) || promised;
  return promised;
}
