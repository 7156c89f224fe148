import type { ChannelModel } from 'amqplib';
import { within } from './within.ts';

/** Opens a connection to RabbitMQ: `() => amqp.connect(url)`. Asked again whenever the last one was lost. */
export type ConnectRabbit = () => Promise<ChannelModel>;

/** One channel on a connection of its own, opened when it is needed and again after it was lost. @internal */
export interface RabbitLink<Opened> {
  opened(): Promise<Opened>;
  /** Forgets the connection, so that the next call opens another one. Waits until it is closed, but not for ever. */
  drop(): Promise<void>;
}

/** Milliseconds. A proxy may take the connection for a broker that is gone, and TCP itself gives up after minutes, or never. */
const connectTime = 10_000;
const closeTime = 5_000;

/** @internal */
export function rabbitLink<Opened>(
  connect: ConnectRabbit,
  open: (model: ChannelModel, lost: () => void) => Promise<Opened>,
): RabbitLink<Opened> {
  let current: { readonly connecting: Promise<ChannelModel>; readonly opened: Promise<Opened> } | undefined;
  const begin = () => {
    const forget = (): void => {
      if (current === begun) current = undefined;
      close(connecting);
    };
    const connecting = connect().then((connection) => {
      // Without a listener, an error of the connection would end the process, also of one that comes too late. Who uses the channel
      // learns of the loss.
      connection.on('error', forget);
      connection.on('close', forget);
      return connection;
    });
    const answered = within(connectTime, connecting, 'RabbitMQ did not answer in time.');
    const opened = answered.then((connection) => open(connection, forget));
    opened.catch(forget);
    const begun = { connecting, opened };
    current = begun;
    return begun;
  };
  return {
    opened: () => (current ?? begin()).opened,
    async drop() {
      const dropped = current;
      current = undefined;
      if (dropped === undefined) return;
      // What closes it goes on, and nobody needs to know how it ended.
      await within(closeTime, close(dropped.connecting), 'RabbitMQ did not part in time.').catch(() => undefined);
    },
  };
}

/** One that was never opened, or is lost already, needs no closing. */
async function close(connecting: Promise<ChannelModel>): Promise<void> {
  await connecting.then((connection) => connection.close()).catch(() => undefined);
}
