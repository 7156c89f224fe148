import type { AnySaga } from '../definition/saga-definition.ts';
import type { StepDefinition } from '../definition/step.ts';
import { ModelError } from './model-error.ts';
import type { ParticipantModel } from './participant-model.ts';

/** Where a call goes. @internal */
export interface Destination {
  readonly participant: number;
  readonly barrier: boolean;
  readonly activity: string;
}

interface Callee {
  readonly participant: string;
  readonly barrier: boolean;
  /** `<participant>.<activity>`. */
  readonly activity: string;
  /** The barrier answers it, so it needs no model. */
  readonly isFence?: true;
}

/** Where each call of a saga goes, by the activity's name. @throws {@link ModelError} when one has no model @internal */
export function destinationsOf(
  definition: AnySaga,
  models: Readonly<Record<string, ParticipantModel<unknown>>>,
): ReadonlyMap<string, Destination> {
  const names = Object.keys(models);
  const found = new Map<string, Destination>();
  for (const { participant, barrier, activity, isFence } of definition.steps.flatMap(calleesOf)) {
    const name = activity.slice(participant.length + 1);
    if (isFence ? models[participant] === undefined : typeof models[participant]?.activities[name] !== 'function') {
      throw new ModelError(
        'MODEL_MISSING',
        `Saga '${definition.name}' calls ${activity}, which has no model; give one as participants.${participant}.activities.${name}.`,
      );
    }
    found.set(activity, { participant: names.indexOf(participant), barrier, activity: name });
  }
  return found;
}

function calleesOf(step: StepDefinition): Callee[] {
  const undo = step.kind === 'compensatable' && step.undo.kind === 'call' ? [step.undo.call] : [];
  switch (step.run.kind) {
    case 'call':
      return [
        step.run.call,
        ...undo,
        ...(step.run.probe === undefined ? [] : [step.run.probe.call]),
        ...(step.run.fence === undefined ? [] : [{ ...step.run.fence.call, isFence: true as const }]),
      ];
    case 'saga': {
      // A workflow id is used once, which is as good as a barrier.
      const child = (activity: string): Callee => ({
        participant: name,
        barrier: true,
        activity: `${name}.${activity}`,
      });
      const { name } = step.run.saga;
      return step.kind === 'compensatable' ? [child('run'), child('unwind')] : [child('run')];
    }
    case 'word':
      return [];
  }
}
