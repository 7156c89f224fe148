import { connect, createServer, type Socket } from 'node:net';

/** A TCP link to a server that can be cut and mended: how the server looks when it goes away and comes back. */
export interface SeverableLink {
  /** host:port to connect to instead of the server. */
  readonly address: string;
  /** Breaks every connection and takes no new ones. */
  cut(): void;
  /** Keeps connections, old and new, and passes nothing on: a server that hangs. */
  freeze(): void;
  mend(): void;
  close(): Promise<void>;
}

/** Opens a link to host:port. */
export async function openLink(target: string): Promise<SeverableLink> {
  const [host, port] = target.split(':');
  const pairs = new Map<Socket, Socket>();
  let state: 'whole' | 'cut' | 'frozen' = 'whole';
  const server = createServer((near) => {
    if (state === 'cut') {
      near.destroy();
      return;
    }
    const far = connect(Number(port), host);
    pairs.set(near, far);
    near.on('error', () => undefined).on('close', () => far.destroy());
    far
      .on('error', () => undefined)
      .on('close', () => {
        near.destroy();
        pairs.delete(near);
      });
    if (state === 'whole') join(near, far);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The link has no port.');
  const breakAll = () => {
    for (const [near, far] of pairs) {
      near.destroy();
      far.destroy();
    }
  };
  return {
    address: `127.0.0.1:${address.port}`,
    cut: () => {
      state = 'cut';
      breakAll();
    },
    freeze: () => {
      state = 'frozen';
      for (const [near, far] of pairs) {
        near.unpipe(far).pause();
        far.unpipe(near).pause();
      }
    },
    mend: () => {
      if (state === 'frozen') for (const [near, far] of pairs) join(near, far);
      state = 'whole';
    },
    close: async () => {
      breakAll();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function join(near: Socket, far: Socket): void {
  near.pipe(far);
  far.pipe(near);
}
