// A relay as a process of its own, to be killed. Its channel is RabbitMQ, or a table in another database, which is written outside of
// the relay's transaction as a broker's store would be. Arguments: the outbox's URL, the channel's URL, after how many events to hang,
// and RabbitMQ's exchange.
import amqp from 'amqplib';
import pg from 'pg';
import { type CloudEvent, type EventPublisher, rabbitPublisher, relay } from 'saga-core/participant';

const [outboxUrl, channelUrl = '', hangAfter, exchange = ''] = process.argv.slice(2);
const pool = new pg.Pool({ connectionString: outboxUrl });
const channel = channelUrl.startsWith('amqp:') ? rabbit() : table();
let published = 0;
const events = relay({
  pool,
  pollEvery: 50,
  publishTimeout: 600_000,
  publisher: {
    async publish(event, tx) {
      await channel.publish(event, tx);
      published += 1;
      if (published < Number(hangAfter)) return;
      // Published, and not marked: this is where it is killed.
      console.log('published');
      await new Promise(() => {});
    },
    ready: () => channel.ready(),
  },
});
await events.start();
console.log('started');

function rabbit(): EventPublisher {
  return rabbitPublisher({ connect: () => amqp.connect(channelUrl), exchange });
}

function table(): EventPublisher {
  const rows = new pg.Pool({ connectionString: channelUrl });
  return {
    async publish(event: CloudEvent) {
      await rows.query('INSERT INTO channel (event) VALUES ($1)', [JSON.stringify(event)]);
    },
    ready: async () => {},
  };
}
