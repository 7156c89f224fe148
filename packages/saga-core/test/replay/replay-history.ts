import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger, Worker, type WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { fromSource } from '../worker/from-source.ts';
import { type RecordedHistory, toHistory } from './recorded-history.ts';
import type { Sent } from './sent-in-history.ts';

/** What became of a history when it was replayed. */
export interface Replayed {
  /** Why Temporal says that the workflow did something else than it did when it was recorded. */
  readonly misfit: string | undefined;
  readonly sent: readonly Sent[];
}

/** Bundles the workflows of a file beside this one, so that they tell what they send. */
export function bundle(file: string): Promise<WorkflowBundleWithSourceMap> {
  return bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL(file, import.meta.url)),
    workflowInterceptorModules: [fileURLToPath(new URL('tell-what-is-sent.ts', import.meta.url))],
    logger: new DefaultLogger('ERROR'),
    ...fromSource,
  });
}

export function readHistory(name: string): RecordedHistory {
  return JSON.parse(readFileSync(new URL(`histories/${name}.json`, import.meta.url), 'utf8'));
}

/** Replays histories one after the other, by one worker; gives what became of each, in order. */
export async function replay(
  workflowBundle: WorkflowBundleWithSourceMap,
  histories: readonly RecordedHistory[],
): Promise<readonly Replayed[]> {
  let sent: Sent[] = [];
  const note = { fn: (_info: unknown, ...one: Sent) => void sent.push(one), callDuringReplay: true };
  const results = Worker.runReplayHistories(
    { workflowBundle, sinks: { sent: { note } } },
    histories.map((recorded) => ({ workflowId: recorded.workflowId, history: toHistory(recorded) })),
  );
  const replayed: Replayed[] = [];
  for await (const { error } of results) {
    replayed.push({ misfit: error?.message, sent });
    sent = [];
  }
  return replayed;
}

/** What a worker without a cache replays at each of a saga's tasks: everything up to there. (One that only replays always has a cache.) */
export function beginnings({ workflowId, events }: RecordedHistory): readonly RecordedHistory[] {
  return events.flatMap(({ eventType }, index) =>
    eventType === 'EVENT_TYPE_WORKFLOW_TASK_STARTED' ? [{ workflowId, events: events.slice(0, index + 1) }] : [],
  );
}
