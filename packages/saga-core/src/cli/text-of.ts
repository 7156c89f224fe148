/** A text that is made of what somebody threw: that can be anything, also what throws again when it is looked at. */
export function safely(look: () => string): string {
  try {
    return look();
  } catch {
    return 'something that can not be shown';
  }
}

/** What was thrown, as text. */
export function textOf(thrown: unknown): string {
  return safely(() => String(thrown instanceof Error ? thrown.message : thrown));
}
