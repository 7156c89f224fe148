import type { SagaCall } from '../engine/saga-call.ts';

/** One participant's activities: each takes the call's argument and, second, what travels beside it. */
export type ParticipantActivities = Readonly<Record<string, (argument: never, call: SagaCall) => Promise<unknown>>>;

type Named<Name extends string, Activities> = {
  readonly [Key in keyof Activities & string as `${Name}.${Key}`]: Activities[Key];
};

/**
 * Gives a participant's activities the names by which sagas call them: `reserve` of `inventory` becomes `inventory.reserve`.
 *
 * @example
 * ```ts
 * const activities = { ...participantActivities('inventory', inventory), ...participantActivities('payment', payments) };
 * ```
 */
export function participantActivities<const Name extends string, Activities extends object>(
  name: Name,
  activities: Activities,
): Named<Name, Activities> {
  const named = Object.entries(activities).map(([key, activity]) => [`${name}.${key}`, activity]);
  return Object.fromEntries(named) as Named<Name, Activities>;
}
