import { participantActivities } from 'saga-core/activity';
import { Stage } from '../explore/traces/stage.ts';
import type { DeskActivities } from './booking-sagas.ts';

/** All that the sagas of the tests' bundle call: a worker that checks them asks for every one. */
export function testActivities(desk: DeskActivities): Record<string, (...args: never[]) => Promise<unknown>> {
  return { ...participantActivities('desk', desk), ...participantActivities('stage', new Stage().activities()) };
}
