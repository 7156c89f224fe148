// One vitest run for the whole repository, so that one real Temporal and one real Postgres serve every test
// and one closing line counts them all. Tests run from source: the condition `@saga/source` picks `src` over `dist`.
import { defineConfig } from 'vitest/config';

const conditions = ['@saga/source', 'node', 'module-sync', 'import', 'default'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    include: ['{packages,examples,tools}/*/{src,test}/**/*.test.ts', 'workers/{src,test}/**/*.test.ts', 'tools/scripts/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    pool: 'forks',
    maxWorkers: 2,
    execArgv: ['--conditions=@saga/source'],
    globalSetup: ['tools/local-stack/src/testing/global-setup.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    reporters: ['default', './tools/scripts/closing-line-reporter.ts'],
  },
});
