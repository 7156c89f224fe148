/**
 * The readable part of what Temporal's native core says, which prints its errors as Rust prints structures.
 * One line of bounded length, for people.
 */
export function temporalReason(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const said = /message: "([^"]+)"/.exec(text)?.[1] ?? text;
  return said.replace(/\s+/g, ' ').replace(/\.$/, '').slice(0, 200);
}
