import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { Connection } from '@temporalio/client';

/** A connection to Temporal over a line on which whatever is asked takes at least so many milliseconds to arrive. */
export async function slowLine(address: string, milliseconds: number): Promise<Connection> {
  const { hostname, port } = new URL(`http://${address}`);
  const server = createServer((near) => {
    const far = connect(Number(port), hostname);
    near.on('data', (asked) => void setTimeout(() => far.write(asked), milliseconds));
    far.pipe(near);
    endTogether(near, far);
    endTogether(far, near);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // The line is there as long as a connection uses it.
  server.unref();
  return await Connection.connect({ address: `127.0.0.1:${(server.address() as AddressInfo).port}` });
}

function endTogether(one: Socket, other: Socket): void {
  one.on('error', () => other.destroy()).on('close', () => other.destroy());
}
