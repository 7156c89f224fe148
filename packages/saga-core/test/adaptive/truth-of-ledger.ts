/** What the ledger says: how the trip ended, and what was done twice. A ledger that fits no ending is told as it is. */
export function truthOf(effects: readonly string[]): { readonly ending: string; readonly doubled: readonly string[] } {
  const has = (...names: string[]) => names.every((name) => effects.includes(name));
  const isUndone = (run: string, undo: string) => has(run) === has(undo);
  const doubled = effects.filter((effect, index) => effects.indexOf(effect) !== index);
  const undos = ['close', 'release', 'refund'];
  if (has('open', 'reserve', 'charge', 'confirm', 'ticket') && !undos.some((undo) => has(undo)))
    return { ending: 'completed', doubled };
  const isCompensated = isUndone('open', 'close') && isUndone('reserve', 'release') && isUndone('charge', 'refund');
  return { ending: isCompensated && !has('confirm') && !has('ticket') ? 'compensated' : effects.join(' '), doubled };
}
