// Records the histories that replay.test.ts replays: it plays every scenario on a Temporal of its own and writes what it wrote
// to `histories/`. Run it after a recorded saga was changed on purpose, and read what has changed in the files:
//
//   node --conditions=@saga/source packages/saga-core/test/replay/record.ts [scenario …]
import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { startLocalStack } from '@saga/local-stack';
import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { participantActivities } from 'saga-core/activity';
import { SagaClient } from 'saga-core/client';
import { Desk } from '../support/desk.ts';
import { gate } from '../support/gate.ts';
import { fromSource } from '../worker/from-source.ts';
import { historyText, recordedHistory } from './recorded-history.ts';
import { idOf, type Scenario, scenarios } from './scenarios.ts';

const folder = new URL('histories/', import.meta.url);
const taskQueue = 'recorded';
const asked = process.argv.slice(2);
const chosen = asked.length === 0 ? scenarios : scenarios.filter(({ name }) => asked.includes(name));
if (chosen.length < asked.length) {
  console.error(
    `Some of these are no scenario: ${asked.join(', ')}. There are ${scenarios.map(({ name }) => name).join(', ')}.`,
  );
  process.exit(1);
}

Runtime.install({ logger: new DefaultLogger('ERROR') });
const stack = await startLocalStack({
  databases: [],
  // A long tour goes on in a new run; no other scenario has as many events.
  temporalDynamicConfig: ['limit.historyCount.suggestContinueAsNew=100'],
});
try {
  const connection = await Connection.connect({ address: stack.temporalAddress });
  const native = await NativeConnection.connect({ address: stack.temporalAddress });
  const desk = new Desk();
  const worker = await Worker.create({
    connection: native,
    taskQueue,
    workflowsPath: fileURLToPath(new URL('workflows.ts', import.meta.url)),
    bundlerOptions: fromSource,
    activities: { ...participantActivities('desk', desk.activities()), ...orderActivities(desk) },
  });
  const running = worker.run();
  const temporal = new Client({ connection });
  const sagas = new SagaClient({ client: temporal, taskQueue, within: 30_000 });
  await mkdir(folder, { recursive: true });
  for (const scenario of chosen) {
    await play(scenario, sagas, desk);
    for (const [name, text] of await written(scenario, temporal)) {
      await writeFile(new URL(`${name}.json`, folder), text);
      console.log(name);
    }
  }
  worker.shutdown();
  await running;
  await Promise.all([connection.close(), native.close()]);
} finally {
  await stack.stop();
}

async function play(scenario: Scenario, sagas: SagaClient, desk: Desk): Promise<void> {
  const id = idOf(scenario);
  const held = gate();
  for (const [activity, behaviours] of Object.entries(scenario.desk?.(held) ?? {})) {
    for (const of of [id, ...(scenario.others ?? []).map((end) => `${id}${end}`)])
      desk.script(of, activity as Parameters<Desk['script']>[1], ...behaviours);
  }
  const saga = await sagas.start(scenario.saga, { id, input: scenario.input });
  await scenario.act?.({ id, desk, saga, held });
  const ended = await saga.result().then(
    () => 'completed',
    (error: { code?: string }) => (error.code === 'SAGA_COMPENSATED' ? 'compensated' : error.code),
  );
  if (ended !== scenario.ends) throw new Error(`${scenario.name} ended ${ended}, not ${scenario.ends}.`);
}

/** The histories of all runs of all workflows of a scenario, by file name. */
async function written(
  scenario: Scenario,
  temporal: Client,
): Promise<readonly (readonly [name: string, text: string])[]> {
  const files: [string, string][] = [];
  for (const end of ['', ...(scenario.others ?? [])]) {
    const id = `${idOf(scenario)}${end}`;
    const runs = [];
    for (let runId: string | undefined; runs.length === 0 || runId; ) {
      const history = await temporal.workflow.getHandle(id, runId).fetchHistory();
      runs.unshift(history);
      runId = history.events?.[0]?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId || undefined;
    }
    for (const [index, history] of runs.entries()) {
      const run = runs.length === 1 ? '' : `.run-${index + 1}`;
      files.push([`${scenario.name}${end.replaceAll('/', '.')}${run}`, historyText(recordedHistory(id, history))]);
    }
  }
  return files;
}

/** What the example's saga calls, played by the same desk. */
function orderActivities(desk: Desk) {
  const { open, close, reserve, release, charge, refund, confirm, fenceConfirm, ticket } = desk.activities();
  const create: typeof open = async (argument, call) => {
    await open(argument, call);
    return { total: 9_000 } as never;
  };
  return {
    ...participantActivities('order', { create, cancel: close, confirm, fenceConfirm }),
    ...participantActivities('inventory', { reserve, release, commit: ticket }),
    ...participantActivities('payment', { charge, refund }),
  };
}
