// One vitest run for the whole repository, so that one real Temporal and one real Postgres serve every test
// and one closing line counts them all. Tests run from source: the condition `@saga/source` picks `src` over `dist`.
import { defineConfig } from 'vitest/config';

// vitest hands these to its processes as Node's own `--conditions`. Never `import` among them: a `require` inside a CommonJS
// package would then get that package's ESM twin, which silently breaks the 64-bit numbers of Temporal's messages.
const conditions = ['@saga/source', 'node'];

// `npm test` plays a sample of what is long; `npm test -- --all` all of it.
const isAll = process.env.SAGA_TESTS === 'all';

// `.ci/run` gives a test that fails a second try, as the machines of CI are shared: thousands of tests on real processes meet
// one pause too long now and then. Nothing is hidden: the run's end names each such test and what it failed with. A
// counterexample that a property found has no second try.
const retries = Number(process.env.SAGA_TEST_RETRIES ?? 0);
const noProperty = /^(?!Property failed)/;

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
    // More than two processors: much of the time is spent waiting, for Temporal and for processes that are killed.
    maxWorkers: 3,
    tags: [{ name: 'long', description: 'Played only when all is asked for: npm test -- --all' }],
    ...(isAll ? {} : { tagsFilter: ['!long'] }),
    execArgv: ['--conditions=@saga/source'],
    globalSetup: [
      'tools/local-stack/src/testing/global-setup.ts',
      'packages/saga-core/test/support/bundle-workflows.ts',
      'workers/test/bundle-once.ts',
    ],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    retry: { count: retries, condition: noProperty },
    // What is awaited comes in milliseconds, on a machine that does nothing else. But a workflow task that is lost is given out
    // again only after ten seconds.
    expect: { poll: { timeout: 50_000, interval: 100 } },
    reporters: ['default', './tools/scripts/closing-line-reporter.ts'],
  },
});
