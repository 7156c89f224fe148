import type { BundleOptions } from '@temporalio/worker';

/** Takes the sources of this package, as the tests themselves do, and not what was built of them. */
export const fromSource = {
  webpackConfigHook: (config) => ({
    ...config,
    resolve: { ...config.resolve, conditionNames: ['@saga/source', '...'] },
  }),
} satisfies Partial<BundleOptions>;
