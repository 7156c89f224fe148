/** Waits for a promise, but no longer than `milliseconds`: then it rejects with the message. The promise itself goes on. */
export async function settleWithin(milliseconds: number, promise: Promise<unknown>, message: string): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(message)), milliseconds);
  });
  try {
    await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
