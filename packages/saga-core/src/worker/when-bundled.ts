import type { BundleOptions } from '@temporalio/worker';

type WebpackConfigHook = NonNullable<BundleOptions['webpackConfigHook']>;

/**
 * Hands the finished bundle's code to `check`; when that throws, bundling fails with just its error. Bundling here, once
 * more, would cost every start seconds, and miss what other plugins still change.
 */
export function whenBundled(check: (code: string) => void, given: WebpackConfigHook = (config) => config) {
  const hook: WebpackConfigHook = (config) => {
    const configured = given(config);
    return {
      ...configured,
      plugins: [
        ...(configured.plugins ?? []),
        (compiler) => {
          compiler.hooks.assetEmitted.tap('saga-core', (file, { content, compilation }) => {
            // A minimizer emits the licences that it took out of the bundle as a file of their own.
            if (!file.endsWith('.js')) return;
            // Of code that does not compile the bundler itself knows best what is wrong.
            if (compilation.errors.length === 0) check(content.toString());
          });
        },
      ],
    };
  };
  return hook;
}
