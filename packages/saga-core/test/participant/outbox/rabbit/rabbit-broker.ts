// A RabbitMQ of the test's own: loopback only, its own folder, ports and port mapper, gone when the test is over.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import amqp from 'amqplib';

export interface RabbitBroker {
  readonly url: string;
  /** kill -9. What it keeps on disk stays. */
  kill(): Promise<void>;
  /** Starts it again where it was, after a kill. */
  start(): Promise<void>;
  /** Ends it and removes all of it. */
  remove(): Promise<void>;
}

/** Why tests are not run without a broker, and what to do. */
export const brokerMissing =
  'RabbitMQ is not installed. Install it, for example with "apt-get install -y rabbitmq-server" as root; its service need not run. Or unset SAGA_TEST_RABBIT, if that says off.';

/** The server's program, `undefined` where there is none, and with SAGA_TEST_RABBIT=off. Debian's own wrapper in /usr/sbin insists on a user; what it wraps does not. */
export function findRabbit(): string | undefined {
  if (process.env.SAGA_TEST_RABBIT === 'off') return undefined;
  const folders = ['/usr/lib/rabbitmq/bin', ...(process.env.PATH ?? '').split(':')];
  return folders
    .filter((folder) => folder !== '/usr/sbin' && folder !== '/sbin')
    .map((folder) => join(folder, 'rabbitmq-server'))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

/**
 * A group of processes that ends as a whole: when the broker does, and when nobody holds the input any more, as the test run was killed.
 * Erlang's port mapper is in it, which Erlang would start as a daemon that nobody ends.
 */
const script = 'epmd -port "$2" -address 127.0.0.1 & ("$1"; kill -9 0) & read -r _; kill -9 0';

export async function startRabbit(program: string): Promise<RabbitBroker> {
  const folder = await mkdtemp(join(tmpdir(), 'saga-rabbit-'));
  const [port, distribution, mapper] = await Promise.all([freePort(), freePort(), freePort()]);
  await writeFile(join(folder, 'rabbitmq.conf'), 'disk_free_limit.absolute = 10MB\nlog.console = false\n');
  await writeFile(join(folder, 'plugins'), '[].');
  const env = {
    PATH: process.env.PATH,
    HOME: folder,
    RABBITMQ_NODENAME: `saga${port}@localhost`,
    RABBITMQ_NODE_IP_ADDRESS: '127.0.0.1',
    RABBITMQ_NODE_PORT: String(port),
    RABBITMQ_DIST_PORT: String(distribution),
    RABBITMQ_MNESIA_BASE: join(folder, 'data'),
    RABBITMQ_LOG_BASE: join(folder, 'log'),
    RABBITMQ_PID_FILE: join(folder, 'pid'),
    RABBITMQ_CONFIG_FILE: join(folder, 'rabbitmq.conf'),
    RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, 'plugins'),
    RABBITMQ_CONF_ENV_FILE: '/dev/null',
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '-kernel inet_dist_use_interface {127,0,0,1}',
    ERL_EPMD_ADDRESS: '127.0.0.1',
    ERL_EPMD_PORT: String(mapper),
  };
  const url = `amqp://guest:guest@127.0.0.1:${port}`;
  let server: ChildProcess | undefined;

  const start = async (): Promise<void> => {
    const child = spawn('sh', ['-c', script, 'sh', program, String(mapper)], {
      cwd: folder,
      env,
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: true,
    });
    server = child;
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk));
    while (!(await answers(url))) {
      if (child.exitCode !== null || child.signalCode !== null) throw new Error(`RabbitMQ ended:\n${said}`);
      await setTimeout(200);
    }
  };
  const kill = async (): Promise<void> => {
    const child = server;
    if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    process.kill(-child.pid, 'SIGKILL');
    await ended;
  };
  const remove = async (): Promise<void> => {
    await kill();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    await start();
  } catch (error) {
    await remove();
    throw error;
  }
  return { url, start, kill, remove };
}

async function answers(url: string): Promise<boolean> {
  try {
    await (await amqp.connect(url, { timeout: 5_000 })).close();
    return true;
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
