import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BundleOptions, bundleWorkflowCode, DefaultLogger, Worker } from '@temporalio/worker';
import {
  bundleSagaWorkflows,
  createSagaWorker,
  type SagaMistakeCode,
  SagaRegistrationError,
  type SagaWorkerOptions,
  sagaPlugin,
  WorkflowBundleError,
} from 'saga-core/worker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fromSource } from './from-source.ts';
import { openConnection } from './open-connection.ts';
import type { GuideActivities } from './workflows/mistaken-sagas.ts';

const mistaken = fileURLToPath(new URL('workflows/mistaken-workflows.ts', import.meta.url));
const noSagas = fileURLToPath(new URL('workflows/no-sagas.ts', import.meta.url));
const needsClient = fileURLToPath(new URL('workflows/needs-a-client.ts', import.meta.url));
const doesNotCompile = fileURLToPath(new URL('workflows/does-not-compile.txt', import.meta.url));

/** What the mistakes are about: what is in the file of workflows, and these. */
const activities = {
  'guide.greet': async () => {},
  'guide.sign': async () => {},
  'guide.walk': 'not a function',
  'guide.leaves': async () => {},
  'guide.task': async () => {},
  rest: async () => {},
} satisfies Partial<Record<`guide.${keyof GuideActivities}` | (string & {}), unknown>>;

const inSagas: readonly [SagaMistakeCode, RegExp][] = [
  ['WRONG_EXPORT_NAME', /^saga 'city' is exported as 'town', .*export it as 'city'\.$/],
  ['WRONG_EXPORT_NAME', /^saga 'river' is the default export, .*export it as 'river'\.$/],
  ['WRONG_EXPORT_NAME', /^saga 'harbour' is exported as 'secondHarbour', .*export it as 'harbour'\.$/],
  ['SAGA_NAME_TAKEN', /^2 saga workflows have the name 'harbour', .*previous: \[older\]/],
  ['POINTLESS_PREVIOUS', /^saga 'castle' has version 1 twice .*raise the version/],
  ['VERSION_TAKEN', /^saga 'park' has 2 different definitions that all say version 3; raise the version/],
  ['CHILD_NOT_EXPORTED', /^step 'cellar' of saga 'house' \(version 1\) runs saga 'cellar', .*export it as 'cellar'\.$/],
  ['CHILD_UNKNOWN', /^step 'garden' of saga 'house' \(version 1\) runs a definition of saga 'park' \(version 2\)/],
];

const inActivities: readonly [SagaMistakeCode, RegExp][] = [
  ['ACTIVITY_MISSING', /^step 'walkDown' of saga 'cellar' .*'guide.walk', which is registered with .* no function/],
  ['ACTIVITY_MISSING', /^step 'walkDown' of saga 'cellar' .*'guide.leave', .*did you mean 'guide.leaves'\?/],
  ['ACTIVITY_MISSING', /^step 'leadUp' of saga 'tower' \(version 1\) calls 'guide.lead', .* registered; /],
  [
    'ACTIVITY_MISSING',
    /^step 'leadUp' of saga 'tower' \(version 1\) calls 'guide.rest', .* only 'rest' is: .*'guide', \{ rest \}\)/,
  ],
  ['ACTIVITY_MISSING', /^step 'leadUp' of saga 'tower' \(version 1\) calls 'guide.ask', .*did you mean 'guide.task'\?/],
  ['ACTIVITY_MISSING', /^step 'singTogether' of saga 'tower' .*'guide.sing', .*did you mean 'guide.sign'\?/],
];

describe('a worker does not start', () => {
  const opened = openConnection();
  let folder: string;
  let codePath: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'saga-core-worker-'));
    codePath = join(folder, 'mistaken.js');
    const { code } = await bundleWorkflowCode({
      workflowsPath: mistaken,
      logger: new DefaultLogger('ERROR'),
      ...fromSource,
    });
    await writeFile(codePath, code);
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  const given = () => ({ connection: opened.connection, taskQueue: `worker-${randomUUID()}`, activities });

  const errorOf = (made: Promise<unknown>): Promise<unknown> =>
    made.then(
      () => expect.fail('It started.'),
      (error: unknown) => error,
    );

  /** The one error of a worker that is given `options`. */
  const refusal = async (options: Partial<SagaWorkerOptions>): Promise<SagaRegistrationError> => {
    const error = await errorOf(createSagaWorker({ ...given(), ...options } as SagaWorkerOptions));
    if (!(error instanceof SagaRegistrationError)) throw error;
    return error;
  };

  describe('with mistakes in its sagas and activities, and says all of them at once:', () => {
    let error: SagaRegistrationError;
    beforeAll(async () => {
      error = await refusal({ workflowBundle: { codePath } });
    });

    it.each([...inSagas, ...inActivities])('%s %s', (code, message) => {
      expect(error.mistakes).toContainEqual({ code, message: expect.stringMatching(message) });
    });

    it('in one message, with nothing else in it', () => {
      expect(error.mistakes).toHaveLength(inSagas.length + inActivities.length);
      const lines = error.mistakes.map(({ code, message }) => `\n- ${code}: ${message}`);
      expect(error.message).toBe(`The worker has 14 mistakes in its sagas:${lines.join('')}`);
      expect(error.code).toBe('SAGA_REGISTRATION');
    });
  });

  it('with the same mistakes when it bundles the workflows itself', async () => {
    const [early, late] = await Promise.all([
      refusal({ workflowBundle: { codePath } }),
      refusal({ workflowsPath: mistaken, bundlerOptions: fromSource }),
    ]);
    expect(late.mistakes).toEqual(early.mistakes);
  });

  it("when Temporal's own Worker.create makes it with the plugin, and takes no work", async () => {
    const { taskQueue, connection } = given();
    const options = { connection, taskQueue, activities, workflowBundle: { codePath }, plugins: [sagaPlugin()] };
    await expect(Worker.create(options)).rejects.toThrow(SagaRegistrationError);
    const { pollers } = await connection.workflowService.describeTaskQueue({
      namespace: 'default',
      taskQueue: { name: taskQueue },
      taskQueueType: 1,
    });
    expect(pollers).toEqual([]);
  });

  it('for a missing activity only when no other would perform its calls', async () => {
    const { mistakes } = await refusal({
      workflowBundle: { codePath },
      activities: { ...activities, default: async () => {} },
    });
    expect(mistakes.map(({ code }) => code)).toEqual(inSagas.map(([code]) => code));
  });

  it('when it exports no saga', async () => {
    const { mistakes } = await refusal({ workflowsPath: noSagas, bundlerOptions: fromSource });
    expect(mistakes).toEqual([{ code: 'NO_SAGA', message: expect.stringMatching(/sagaWorkflow\(bookTripSaga\)/) }]);
  });

  it('when it is given no workflows at all', async () => {
    const { mistakes } = await refusal({});
    expect(mistakes).toEqual([{ code: 'NO_SAGA', message: expect.stringMatching(/workflowsPath.*workflowBundle/) }]);
  });

  it.each<[string, () => Partial<SagaWorkerOptions>, RegExp]>([
    [
      'when its bundle is not there',
      () => ({ workflowBundle: { codePath: join(folder, 'none.js') } }),
      /none\.js .*can't be read.*ENOENT/,
    ],
    [
      'when its bundle is some other script',
      () => ({ workflowBundle: { code: 'globalThis.answer = 42' } }),
      /`workflowBundle\.code` .*no bundle of workflows/,
    ],
    [
      'when its bundle is no script',
      () => ({ workflowBundle: { code: '<html>' } }),
      /does not load \(Unexpected token/,
    ],
    [
      'when its workflows need Node to load',
      () => ({ workflowsPath: needsClient, bundlerOptions: fromSource }),
      /needs-a-client\.ts .*do not load.*not a constructor.*import nothing but types from activities/,
    ],
  ])('%s', async (_when, options, message) => {
    const error = await errorOf(createSagaWorker({ ...given(), ...options() } as SagaWorkerOptions));
    expect(error).toBeInstanceOf(WorkflowBundleError);
    expect(error).toMatchObject({ code: 'WORKFLOW_BUNDLE', message: expect.stringMatching(message) });
  });

  it("and leaves it to Temporal's bundler to say what does not compile", async () => {
    const error = await errorOf(
      createSagaWorker({ ...given(), workflowsPath: doesNotCompile, bundlerOptions: fromSource }),
    );
    expect(String(error)).toMatch(/Webpack finished with errors/);
  });

  it('and bundling finds the mistakes in sagas already, and then writes nothing', async () => {
    const outFile = join(folder, 'never', 'bundle.js');
    const options: BundleOptions = { workflowsPath: mistaken, ...fromSource };
    const error = await errorOf(bundleSagaWorkflows({ ...options, outFile }));
    if (!(error instanceof SagaRegistrationError)) throw error;
    expect(error.mistakes.map(({ code }) => code)).toEqual(inSagas.map(([code]) => code));
    expect(await readdir(folder)).toEqual(['mistaken.js']);
  });
});
