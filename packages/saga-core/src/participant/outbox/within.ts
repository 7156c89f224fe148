/** Waits for a promise, but not for ever. What comes too late is ignored. @internal */
export async function within<Value>(milliseconds: number, promise: Promise<Value>, words: string): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${words} It had ${milliseconds} ms.`)), milliseconds);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
