import type { AnyCall } from '../definition/call.ts';
import { nearestName } from '../definition/nearest-name.ts';
import type { StepDefinition } from '../definition/step.ts';
import { allDefinitions } from './child-mistakes.ts';
import type { ExportedSaga } from './exported-sagas.ts';
import type { SagaMistake } from './saga-mistake.ts';

/** A call of an activity that no worker has is tried until its step's patience ends: seen here, it costs no saga anything. */
export function activityMistakes(sagas: readonly ExportedSaga[], activities: object): readonly SagaMistake[] {
  const registered = Object.entries(activities).flatMap(([name, perform]) =>
    typeof perform === 'function' ? [name] : [],
  );
  // An activity of this name performs the calls of all that have no other.
  if (registered.includes('default')) return [];
  const missing = new Map<string, string>();
  for (const { name, version, steps } of allDefinitions(sagas)) {
    for (const step of steps) {
      for (const { activity } of callsOf(step)) {
        if (registered.includes(activity) || missing.has(activity)) continue;
        missing.set(activity, `step '${step.name}' of saga '${name}' (version ${version})`);
      }
    }
  }
  return [...missing].map(([activity, where]) => ({
    code: 'ACTIVITY_MISSING',
    message: `${where} calls '${activity}', ${whyMissing(activity, activities)}${suggestion(activity, registered)}.`,
  }));
}

function whyMissing(activity: string, activities: object): string {
  return Object.hasOwn(activities, activity)
    ? 'which is registered with something that is no function'
    : 'and no activity of that name is registered';
}

function suggestion(activity: string, registered: readonly string[]): string {
  const [participant, name] = activity.split('.', 2) as [string, string];
  const named = `...participantActivities('${participant}', { ${name} })`;
  if (registered.includes(name)) return `; only '${name}' is: name it after its participant with ${named}`;
  const nearest = nearestName(activity, registered);
  return nearest === undefined
    ? `; add it to \`activities\`, as ${named} does`
    : `; did you mean '${nearest}'? Otherwise add it`;
}

/** All calls that a step may come to make. */
function callsOf(step: StepDefinition): readonly AnyCall[] {
  const { run } = step;
  const runs = run.kind === 'call' ? [run, run.probe, run.fence].flatMap((asked) => asked?.call ?? []) : [];
  const undo = step.kind === 'compensatable' && step.undo.kind === 'call' ? [step.undo.call] : [];
  return [...runs, ...undo];
}
