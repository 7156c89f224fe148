// A relay as a process of its own, to be killed. Its channel is a table in another database, written outside of the relay's
// transaction as a broker's store would be. Arguments: the outbox's URL, the channel's URL, and after how many events to hang.
import pg from 'pg';
import { relay } from 'saga-core/participant';

const [outboxUrl, channelUrl, hangAfter] = process.argv.slice(2);
const pool = new pg.Pool({ connectionString: outboxUrl });
const channel = new pg.Pool({ connectionString: channelUrl });
let published = 0;
const events = relay({
  pool,
  pollEvery: 50,
  publishTimeout: 600_000,
  publisher: {
    async publish(event) {
      await channel.query('INSERT INTO channel (event) VALUES ($1)', [JSON.stringify(event)]);
      published += 1;
      if (published < Number(hangAfter)) return;
      // Published, and not marked: this is where it is killed.
      console.log('published');
      await new Promise(() => {});
    },
    ready: async () => {},
  },
});
await events.start();
console.log('started');
