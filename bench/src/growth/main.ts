// A worker with saga-core and whoever starts its sagas, as one process, for what is measured of growing sagas.
import { serveRequests } from '../processes/serve-requests.ts';
import type { GrowthApi } from './growth-api.ts';
import { GrowthRunner } from './growth-runner.ts';

let runner: GrowthRunner | undefined;

function opened(): GrowthRunner {
  if (runner === undefined) throw new Error('The process was not opened.');
  return runner;
}

serveRequests<GrowthApi>(
  {
    async open(surroundings) {
      runner = await GrowthRunner.open(surroundings);
    },
    run: (options) => opened().run(options),
    hold: ({ inFlight }) => opened().hold(inFlight),
    replay: ({ id, copies }) => opened().replay(id, copies),
  },
  async () => runner?.close(),
);
