import { type GrowthSaga, listSaga, parallelSaga, sequenceSaga, waitingSaga } from './growth-sagas.ts';

interface CataloguedSaga {
  readonly saga: GrowthSaga;
  /**
   * The module with this saga's workflow and no other: a worker loads all modules of a bundle for every workflow that it
   * begins, and the definitions of all the others would be in what is measured of this one.
   */
  readonly workflows: URL;
}

/** All sagas of the growth measurements, by name. */
const catalogue: Readonly<Record<string, CataloguedSaga>> = {
  sequence4: { saga: sequenceSaga(4), workflows: new URL('workflows/sequence4.ts', import.meta.url) },
  sequence16: { saga: sequenceSaga(16), workflows: new URL('workflows/sequence16.ts', import.meta.url) },
  sequence64: { saga: sequenceSaga(64), workflows: new URL('workflows/sequence64.ts', import.meta.url) },
  sequence256: { saga: sequenceSaga(256), workflows: new URL('workflows/sequence256.ts', import.meta.url) },
  list: { saga: listSaga, workflows: new URL('workflows/list.ts', import.meta.url) },
  parallel1: { saga: parallelSaga(1), workflows: new URL('workflows/parallel1.ts', import.meta.url) },
  parallel4: { saga: parallelSaga(4), workflows: new URL('workflows/parallel4.ts', import.meta.url) },
  parallel16: { saga: parallelSaga(16), workflows: new URL('workflows/parallel16.ts', import.meta.url) },
  parallel64: { saga: parallelSaga(64), workflows: new URL('workflows/parallel64.ts', import.meta.url) },
  parallel200: { saga: parallelSaga(200), workflows: new URL('workflows/parallel200.ts', import.meta.url) },
  waiting: { saga: waitingSaga, workflows: new URL('workflows/waiting.ts', import.meta.url) },
};

/** @throws Error when there is none of that name */
export function catalogued(name: string): CataloguedSaga {
  const found = catalogue[name];
  if (found === undefined) throw new Error(`There is no saga '${name}'.`);
  return found;
}
