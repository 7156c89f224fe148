import type { RollbackPreview } from '../../engine/rollback-preview.ts';
import { printable } from '../printable.ts';

/** A rollback preview for people. */
export function previewLines(preview: RollbackPreview): readonly string[] {
  switch (preview.kind) {
    case 'irreversible':
      return [`Nothing would be undone: its pivot '${printable(preview.pivot)}' was sent.`];
    case 'ended':
      return [`Nothing would be undone: the saga has ended, ${preview.status}.`];
    case 'undo':
      if (preview.calls.length === 0) return ['Nothing would be undone: nothing that can be undone was done.'];
      return [
        'Would be undone, in this order:',
        ...preview.calls.map(
          ({ step, activity, argument }, place) =>
            `${String(place + 1).padStart(3)}. ${printable(step)}: ${printable(activity)}(${printable(argumentText(argument))})`,
        ),
      ];
  }
}

function argumentText(argument: unknown): string {
  return argument === undefined ? '' : JSON.stringify(argument);
}
