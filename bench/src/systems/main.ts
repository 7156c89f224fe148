// One system as a process of its own: its worker and whoever starts sagas. BENCH_SYSTEM names it.
import { closedLoop } from '../measure/closed-loop.ts';
import type { SagaPath } from '../order/order.ts';
import { serveRequests } from '../processes/serve-requests.ts';
import type { Surroundings, System, SystemApi, SystemName } from './system.ts';

/** Only what a system needs is loaded: the time that takes is part of its start. */
const openers: { readonly [Name in SystemName]: () => Promise<(surroundings: Surroundings) => Promise<System>> } = {
  adaptive: async () => (await import('./temporal/open-saga-core.ts')).openAdaptive,
  activity: async () => (await import('./temporal/open-saga-core.ts')).openActivity,
  handwritten: async () => (await import('./temporal/open-handwritten.ts')).openHandwritten,
  restate: async () => (await import('./restate/open-restate.ts')).openRestate,
  dbos: async () => (await import('./dbos/open-dbos.ts')).openDbos,
};

let opened: System | undefined;

function system(): System {
  if (opened === undefined) throw new Error('The system was not opened.');
  return opened;
}

async function runSaga(id: string, path: SagaPath): Promise<void> {
  const taken = await system().runSaga(id, path);
  if (taken !== path) throw new Error(`Saga ${id} took the path '${taken}' and not '${path}'.`);
}

serveRequests<SystemApi>(
  {
    async open(surroundings) {
      const open = await openers[process.env.BENCH_SYSTEM as SystemName]();
      opened = await open(surroundings);
    },
    loop: (options) => closedLoop(options, runSaga),
    async footprints(ids) {
      const footprints = [];
      for (const id of ids) footprints.push(await system().footprint(id));
      return footprints;
    },
  },
  async () => opened?.close(),
);
