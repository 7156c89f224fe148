import type { BundleOptions } from '@temporalio/worker';

type WebpackConfigHook = NonNullable<BundleOptions['webpackConfigHook']>;

/**
 * Has the bundler join modules into one where it can. A worker loads all modules of the bundle anew for each workflow, and the
 * loading takes longer than what most of them do.
 */
export function joinedModules(given: WebpackConfigHook = (config) => config): WebpackConfigHook {
  return (config) => {
    const configured = given(config);
    return {
      ...configured,
      optimization: { concatenateModules: true, usedExports: true, sideEffects: true, ...configured.optimization },
    };
  };
}
