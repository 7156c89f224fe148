import { activityMistakes } from './activity-mistakes.ts';
import { childMistakes } from './child-mistakes.ts';
import { definitionMistakes } from './definition-mistakes.ts';
import { exportMistakes } from './export-mistakes.ts';
import type { ExportedSaga } from './exported-sagas.ts';
import type { SagaMistake } from './saga-mistake.ts';

/** All that is wrong with the saga workflows themselves, whatever activities a worker may have for them. */
export function workflowMistakes(sagas: readonly ExportedSaga[]): readonly SagaMistake[] {
  return [...exportMistakes(sagas), ...sagas.flatMap(definitionMistakes), ...childMistakes(sagas)];
}

/** All that is wrong with the saga workflows and activities that a worker was given. */
export function registrationMistakes(sagas: readonly ExportedSaga[], activities: object): readonly SagaMistake[] {
  return [...workflowMistakes(sagas), ...activityMistakes(sagas, activities)];
}
