import { fingerprint } from '../definition/fingerprint.ts';
import type { AnySaga } from '../definition/saga-definition.ts';
import type { ExportedSaga } from './exported-sagas.ts';
import type { SagaMistake } from './saga-mistake.ts';

/**
 * A child saga runs as a workflow of its own, with the very definition that its parent was made with: a workflow of its
 * name must be exported, and know that definition.
 */
export function childMistakes(sagas: readonly ExportedSaga[]): readonly SagaMistake[] {
  const known = Map.groupBy(
    sagas.flatMap(({ definitions }) => definitions),
    ({ name }) => name,
  );
  const asked = new Set<string>();
  return allDefinitions(sagas).flatMap((parent) =>
    childrenOf(parent).flatMap(({ step, child }): readonly SagaMistake[] => {
      const print = fingerprint(child);
      const once = `${child.name} ${print}`;
      if (asked.has(once)) return [];
      asked.add(once);
      const where = `step '${step}' of saga '${parent.name}' (version ${parent.version})`;
      const exported = known.get(child.name);
      if (exported === undefined) {
        const message = `${where} runs saga '${child.name}', which is not exported as a workflow; export it as '${child.name}'.`;
        return [{ code: 'CHILD_NOT_EXPORTED', message }];
      }
      if (exported.some((definition) => fingerprint(definition) === print)) return [];
      const message = `${where} runs a definition of saga '${child.name}' (version ${child.version}) that the workflow '${child.name}' does not know; make '${parent.name}' of the definition that is exported, or list this one among its previous definitions.`;
      return [{ code: 'CHILD_UNKNOWN', message }];
    }),
  );
}

/** Every definition that may run: those of the exported workflows, and of all their children. */
export function allDefinitions(sagas: readonly ExportedSaga[]): readonly AnySaga[] {
  const found = new Set<AnySaga>();
  const add = (definition: AnySaga) => {
    if (found.has(definition)) return;
    found.add(definition);
    for (const { child } of childrenOf(definition)) add(child);
  };
  for (const { definitions } of sagas) definitions.forEach(add);
  return [...found];
}

function childrenOf({ steps }: AnySaga): readonly { readonly step: string; readonly child: AnySaga }[] {
  return steps.flatMap(({ name, run }) => (run.kind === 'saga' ? [{ step: name, child: run.saga }] : []));
}
