import type { ExportedSaga } from './exported-sagas.ts';
import type { SagaMistake } from './saga-mistake.ts';

/** Temporal finds a workflow by the name of its export, and saga-core starts a saga by its own name: they must be one. */
export function exportMistakes(sagas: readonly ExportedSaga[]): readonly SagaMistake[] {
  if (sagas.length === 0) {
    return [
      {
        code: 'NO_SAGA',
        message:
          'no saga is exported; make each saga a workflow, and export it from the file of the workflows under its own name: export const bookTrip = sagaWorkflow(bookTripSaga);',
      },
    ];
  }
  return [...sagas.flatMap(wrongName), ...takenNames(sagas)];
}

function wrongName({ exportName, definitions }: ExportedSaga): readonly SagaMistake[] {
  const name = definitions[0]?.name;
  if (name === undefined || name === exportName) return [];
  const found = exportName === 'default' ? 'is the default export' : `is exported as '${exportName}'`;
  return [
    {
      code: 'WRONG_EXPORT_NAME',
      message: `saga '${name}' ${found}, where it is never found; export it as '${name}'.`,
    },
  ];
}

/** Two exports of one workflow are a wrong name; two workflows of one name are two sagas. */
function takenNames(sagas: readonly ExportedSaga[]): readonly SagaMistake[] {
  const workflows = new Map(sagas.map((saga) => [saga.definitions, saga]));
  const byName = Map.groupBy(workflows.values(), ({ definitions }) => definitions[0]?.name);
  return [...byName].flatMap(([name, { length }]) => {
    if (length < 2) return [];
    const message = `${length} saga workflows have the name '${name}', and only one of them can be found; give each saga a name of its own, or make one workflow of the versions of one saga: sagaWorkflow(current, { previous: [older] }).`;
    return [{ code: 'SAGA_NAME_TAKEN', message }];
  });
}
