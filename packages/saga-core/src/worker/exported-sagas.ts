import assert from 'node:assert';
import vm from 'node:vm';
import type { AnySaga } from '../definition/saga-definition.ts';
import { WorkflowBundleError } from './workflow-bundle-error.ts';

/** A saga workflow as a workflow bundle exports it. */
export interface ExportedSaga {
  /** The name by which Temporal finds it. */
  readonly exportName: string;
  /** The definitions that it runs: the current one first, then those that sagas in flight may still have. */
  readonly definitions: readonly AnySaga[];
}

/**
 * The saga workflows that a workflow bundle exports. The bundle is loaded in a context of its own, and none of its
 * workflows is run: what is read is what the worker will run, whoever made the bundle.
 *
 * @param bundle where the bundle comes from, for messages
 * @throws {@link WorkflowBundleError} when the code is no workflow bundle, or does not load
 */
export function exportedSagas(code: string, bundle: string): readonly ExportedSaga[] {
  return Object.entries(load(code, bundle)).flatMap(([exportName, exported]) => {
    if (typeof exported !== 'function' || !('sagaDefinitions' in exported)) return [];
    return [{ exportName, definitions: exported.sagaDefinitions as readonly AnySaga[] }];
  });
}

/** What Temporal's bundler puts into every bundle, and its workers ask for: the module of the workflows. */
interface LoadedBundle {
  readonly __TEMPORAL__?: { readonly importWorkflows?: () => Readonly<Record<string, unknown>> };
}

function load(code: string, bundle: string): Readonly<Record<string, unknown>> {
  const context = vm.createContext(
    { __webpack_module_cache__: {}, assert, URL, URLSearchParams, TextEncoder, TextDecoder, AbortController, console },
    { microtaskMode: 'afterEvaluate' },
  );
  try {
    const { Date: realDate, Math: realMath } = vm.runInContext('({ Date, Math: { random: Math.random } })', context);
    vm.runInContext(code, context, { filename: bundle });
    // The bundle has replaced them by a workflow's own, and here is no workflow whose time and chance they could give.
    vm.runInContext('(date, random) => { Date = date; Math.random = random; }', context)(realDate, realMath.random);
  } catch (cause) {
    throw new WorkflowBundleError(bundle, `it does not load (${reason(cause)})`, { cause });
  }
  const importWorkflows = (context as LoadedBundle).__TEMPORAL__?.importWorkflows;
  if (importWorkflows === undefined) {
    throw new WorkflowBundleError(bundle, "it is no bundle of workflows, or one of another version of Temporal's SDK");
  }
  try {
    return importWorkflows();
  } catch (cause) {
    const hint = 'they run without Node and before there is a workflow, so import nothing but types from activities';
    throw new WorkflowBundleError(bundle, `its workflows do not load (${reason(cause)}); ${hint}`, { cause });
  }
}

/** An error from another context is none of this one's. */
function reason(error: unknown): string {
  const message = typeof error === 'object' && error !== null && 'message' in error ? error.message : error;
  return String(message).split('\n', 1)[0] ?? '';
}
