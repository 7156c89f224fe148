/** The time since `began` as minutes and seconds: "1:05". */
export function elapsed(began: number, now = Date.now()): string {
  const seconds = Math.floor((now - began) / 1_000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
