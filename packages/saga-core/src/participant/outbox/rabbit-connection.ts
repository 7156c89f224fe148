import type { ChannelModel } from 'amqplib';

/** Opens a connection to RabbitMQ: `() => amqp.connect(url)`. Asked again whenever the last one was lost. */
export type ConnectRabbit = () => Promise<ChannelModel>;

/** One channel on a connection of its own, opened when it is needed and again after it was lost. @internal */
export interface RabbitLink<Opened> {
  opened(): Promise<Opened>;
  /** Forgets the connection, so that the next call opens another one. */
  drop(): Promise<void>;
}

/** @internal */
export function rabbitLink<Opened>(
  connect: ConnectRabbit,
  open: (model: ChannelModel, lost: () => void) => Promise<Opened>,
): RabbitLink<Opened> {
  let current: { readonly model: Promise<ChannelModel>; readonly opened: Promise<Opened> } | undefined;
  const begin = () => {
    const model = connect();
    const forget = (): void => {
      if (current === begun) current = undefined;
      close(model);
    };
    const opened = model.then(async (connection) => {
      // Without a listener, an error of the connection would end the process. Who uses the channel learns of the loss.
      connection.on('error', forget);
      connection.on('close', forget);
      return await open(connection, forget);
    });
    opened.catch(forget);
    const begun = { model, opened };
    current = begun;
    return begun;
  };
  return {
    opened: () => (current ?? begin()).opened,
    async drop() {
      const dropped = current;
      current = undefined;
      if (dropped !== undefined) await close(dropped.model);
    },
  };
}

/** One that was never opened, or is lost already, needs no closing. */
async function close(model: Promise<ChannelModel>): Promise<void> {
  await model.then((connection) => connection.close()).catch(() => undefined);
}
