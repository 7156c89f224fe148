import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { NativeConnection } from '@temporalio/worker';
import { createSagaWorker } from 'saga-core/worker';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import { Desk } from '../support/desk.ts';
import { testActivities } from '../support/test-activities.ts';
import { openConnection } from './open-connection.ts';

/** Types of search attributes in Temporal's API (`temporal.api.enums.v1.IndexedValueType`). */
const text = 1;
const keyword = 2;

const day = 86_400;

describe('a worker that starts', () => {
  const opened = openConnection();

  /** A namespace of the test's own, with the attribute as `type` or without it. */
  async function newNamespace(type?: number): Promise<string> {
    const { workflowService, operatorService } = opened.connection;
    const namespace = `worker-${randomUUID()}`;
    const retention = { seconds: day } as never;
    await workflowService.registerNamespace({ namespace, workflowExecutionRetentionPeriod: retention });
    if (type !== undefined) {
      await operatorService.addSearchAttributes({ namespace, searchAttributes: { SagaStatus: type } });
    }
    return namespace;
  }

  async function newWorker(namespace: string, connection = opened.connection) {
    return createSagaWorker({
      connection,
      namespace,
      taskQueue: `worker-${randomUUID()}`,
      workflowBundle: { codePath: inject('workflowBundlePath') },
      activities: testActivities(new Desk().activities()),
    });
  }

  const warnings = () =>
    opened.log.map(({ level, message }) => `${level} ${message}`).filter((line) => line.includes('SagaStatus'));

  it('says how to register the search attribute when its namespace has none', async () => {
    const namespace = await newNamespace();
    const worker = await newWorker(namespace);
    await worker.runUntil(async () => {});
    const remedy = `temporal operator search-attribute create --namespace ${namespace} --name SagaStatus --type Keyword`;
    expect(warnings().filter((line) => line.includes(namespace))).toEqual([
      `WARN The namespace '${namespace}' does not know the search attribute SagaStatus, so sagas can't be listed by status. Register it: ${remedy}`,
    ]);
  });

  it('says it as well when the attribute is of another type', async () => {
    const namespace = await newNamespace(text);
    const worker = await newWorker(namespace);
    await worker.runUntil(async () => {});
    expect(warnings().filter((line) => line.includes(namespace))).toEqual([
      expect.stringMatching(/^WARN .*has a search attribute SagaStatus that is no keyword/),
    ]);
  });

  it('says nothing when its namespace has it', async () => {
    const namespace = await newNamespace(keyword);
    const worker = await newWorker(namespace);
    await worker.runUntil(async () => {});
    expect(warnings().filter((line) => line.includes(namespace))).toEqual([]);
  });

  it('says that it could not ask when it could not, and runs all the same', async () => {
    const namespace = await newNamespace(keyword);
    const wire = await openWire(inject('localStack').temporalAddress);
    const connection = await NativeConnection.connect({ address: wire.address });
    const worker = await newWorker(namespace, connection);
    await wire.cut();
    await worker.runUntil(async () => {});
    await connection.close();
    expect(warnings().filter((line) => line.includes(namespace))).toEqual([
      expect.stringMatching(/^WARN Whether .* could not be asked \(.+\).*search-attribute create/),
    ]);
    expect(worker.getState()).toBe('STOPPED');
  });
});

/** A way to Temporal that one worker has for itself, so that a test can cut it. */
async function openWire(target: string): Promise<{ readonly address: string; readonly cut: () => Promise<void> }> {
  const { hostname, port } = new URL(`http://${target}`);
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(Number(port), hostname);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one);
      // A broken wire ends at both ends; why it broke is not its concern.
      one.on('error', () => other.destroy());
      one.on('close', () => other.destroy());
      one.pipe(other);
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cut = async () => {
    const closed = once(server, 'close');
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  onTestFinished(async () => void (server.listening && (await cut())));
  return { address: `127.0.0.1:${(server.address() as AddressInfo).port}`, cut };
}
