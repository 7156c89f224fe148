import { fingerprint } from '../definition/fingerprint.ts';
import type { AnySaga } from '../definition/saga-definition.ts';
import type { ExportedSaga } from './exported-sagas.ts';
import type { SagaMistake } from './saga-mistake.ts';

/**
 * A saga in flight finds the definition that it started with by that definition's fingerprint, and people know it by its
 * version: each must belong to one definition only.
 */
export function definitionMistakes({ definitions }: ExportedSaga): readonly SagaMistake[] {
  return [...pointless(definitions), ...takenVersions(definitions)];
}

function pointless(definitions: readonly AnySaga[]): readonly SagaMistake[] {
  const alike = Map.groupBy(definitions, fingerprint);
  return [...alike.values()].flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    return others.map(({ version }) => ({
      code: 'POINTLESS_PREVIOUS',
      message: `saga '${first.name}' has version ${version} twice among its definitions, with one fingerprint, so the second is never used; leave it out, or raise the version of the newer one if their functions differ.`,
    }));
  });
}

function takenVersions(definitions: readonly AnySaga[]): readonly SagaMistake[] {
  const byVersion = Map.groupBy(definitions, ({ version }) => version);
  return [...byVersion].flatMap(([version, sameVersion]) => {
    const different = new Set(sameVersion.map(fingerprint)).size;
    if (different < 2) return [];
    const message = `saga '${sameVersion[0]?.name}' has ${different} different definitions that all say version ${version}; raise the version of the newer one.`;
    return [{ code: 'VERSION_TAKEN', message }];
  });
}
