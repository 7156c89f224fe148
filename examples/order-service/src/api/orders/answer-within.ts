import { SagasAwayError } from './order-sagas.ts';

/** Waits for an answer, but no longer than `milliseconds`. What comes later is dropped, an error too: it was told by then. */
export async function answerWithin<Answer>(milliseconds: number, answer: Promise<Answer>): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    // A little more than the deadline that the call itself has: its own error says more than ours.
    timer = setTimeout(
      () => reject(new SagasAwayError(new Error(`No answer in ${milliseconds} ms.`))),
      milliseconds + 100,
    );
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
