import { connect } from 'node:net';
import type { SecurityAnswer } from './security-check.ts';

const patienceMilliseconds = 40_000;

/** Sends bytes as they are, which no HTTP client would, and reads what comes back until the server closes or has answered. */
export function rawRequest(port: number, bytes: string | Buffer, { end = false } = {}): Promise<SecurityAnswer> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    const chunks: Buffer[] = [];
    const timer = setTimeout(() => {
      socket.destroy();
      reject(new Error('There was neither an answer nor an end.'));
    }, patienceMilliseconds);
    const settle = () => {
      clearTimeout(timer);
      socket.destroy();
      resolve(answerOf(Buffer.concat(chunks).toString('latin1')));
    };
    socket.on('data', (chunk) => {
      chunks.push(chunk);
      if (isWhole(Buffer.concat(chunks).toString('latin1'))) settle();
    });
    // A reset is a way of closing too; what had come by then counts.
    socket.on('error', settle).on('close', settle);
    socket.write(bytes);
    if (end) socket.end();
  });
}

function isWhole(text: string): boolean {
  const [head = '', ...rest] = text.split('\r\n\r\n');
  const length = /content-length: (\d+)/i.exec(head)?.[1];
  return length !== undefined && rest.join('\r\n\r\n').length >= Number(length);
}

function answerOf(text: string): SecurityAnswer {
  const [head = '', ...rest] = text.split('\r\n\r\n');
  const [statusLine = '', ...lines] = head.split('\r\n');
  const headers = new Headers();
  for (const line of lines) {
    const colon = line.indexOf(':');
    headers.append(line.slice(0, colon), line.slice(colon + 1).trim());
  }
  return { status: Number(/^HTTP\/1\.1 (\d{3})/.exec(statusLine)?.[1] ?? 0), headers, text: rest.join('\r\n\r\n') };
}
