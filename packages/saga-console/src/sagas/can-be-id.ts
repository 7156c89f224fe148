/** Whether a saga can have this id. Of others Temporal would say so only after a while, or not take the question. */
export function canBeId(id: string): boolean {
  return Buffer.byteLength(id) <= 1_000 && !id.includes('\0');
}
