import { type Source, sourceOf, standIn } from './stand-in.ts';

/** What a mapping is handed. */
export interface Handed {
  /** The steps whose results there are. */
  readonly results: ReadonlySet<string>;
  /** What is known of the run that an undo undoes; absent where nothing is undone. */
  readonly outcome?: 'applied' | 'inDoubt';
}

/** What a mapping made of it. */
export interface Tried {
  /** What it is made of: what was read, or passed on as it is. */
  readonly uses: ReadonlySet<Source>;
  /** The steps whose results were asked for and not there; `undefined` among them is the result of the run itself. */
  readonly missed: ReadonlySet<string | undefined>;
  readonly threw: boolean;
}

/** Calls one of a definition's functions with stand-ins for all that it can read. It is pure, so that nothing comes of it. */
export function tryMapping(mapping: (context: never) => unknown, { results, outcome }: Handed): Tried {
  const uses = new Set<Source>();
  const missed = new Set<string | undefined>();
  const read = (source: Source) => {
    uses.add(source);
  };
  const text = (source: Source) => {
    read(source);
    return source;
  };
  const inDoubt = new Proxy(
    { kind: 'inDoubt', doubt: { code: 'TIMEOUT' } },
    {
      get(target, member, self) {
        if (member === 'result') missed.add(undefined);
        return Reflect.get(target, member, self) as unknown;
      },
    },
  );
  const context = {
    input: standIn('input', read),
    results: standInResults(results, read, missed),
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
    collect((mapping as (context: unknown) => unknown)(context), uses);
    return { uses, missed, threw: false };
  } catch {
    return { uses, missed, threw: true };
  }
}

function standInResults(
  present: ReadonlySet<string>,
  read: (source: Source) => void,
  missed: Set<string | undefined>,
): unknown {
  const results = Object.fromEntries([...present].map((step) => [step, standIn('results', read)]));
  return new Proxy(results, {
    get(target, member, self) {
      if (typeof member === 'string' && !Object.hasOwn(target, member)) missed.add(member);
      return Reflect.get(target, member, self) as unknown;
    },
  });
}

/** What of the stand-ins was passed on without being read. */
function collect(made: unknown, uses: Set<Source>, seen = new Set<unknown>()): void {
  const source = sourceOf(made);
  if (source !== undefined) uses.add(source);
  if (source !== undefined || typeof made !== 'object' || made === null || seen.has(made)) return;
  seen.add(made);
  for (const value of Object.values(made)) collect(value, uses, seen);
}
