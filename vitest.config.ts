// One vitest run for the whole repository, so that one real Temporal and one real Postgres serve every test
// and one closing line counts them all. Tests run from source: the condition `@saga/source` picks `src` over `dist`.
import { defineConfig } from 'vitest/config';

// vitest hands these to its processes as Node's own `--conditions`. Never `import` among them: a `require` inside a CommonJS
// package would then get that package's ESM twin, which silently breaks the 64-bit numbers of Temporal's messages.
const conditions = ['@saga/source', 'node'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    include: [
      '{packages,examples,tools}/*/{src,test}/**/*.test.ts',
      'workers/{src,test}/**/*.test.ts',
      'bench/{src,test}/**/*.test.ts',
      'tools/scripts/**/*.test.ts',
    ],
    exclude: ['**/node_modules/**', '**/dist/**'],
    pool: 'forks',
    maxWorkers: 2,
    execArgv: ['--conditions=@saga/source'],
    globalSetup: [
      'tools/local-stack/src/testing/global-setup.ts',
      'packages/saga-core/test/support/bundle-workflows.ts',
    ],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // What is awaited comes in milliseconds, on a machine that does nothing else. But a worker without a cache now and then
    // loses a task that meets a query, and Temporal gives it out again only after ten seconds.
    expect: { poll: { timeout: 50_000, interval: 100 } },
    reporters: ['default', './tools/scripts/closing-line-reporter.ts'],
  },
});
