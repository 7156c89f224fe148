/** Says what is being done: a line for each step on a terminal, and nothing elsewhere. */
export function progressOn(stream: NodeJS.WritableStream & { readonly isTTY?: boolean }): (text: string) => void {
  const began = performance.now();
  if (!stream.isTTY) return () => undefined;
  return (text) => {
    const seconds = Math.round((performance.now() - began) / 1_000);
    stream.write(`[${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}] ${text}\n`);
  };
}
