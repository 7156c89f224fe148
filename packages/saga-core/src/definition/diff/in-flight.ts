import type { AnySaga } from '../saga-definition.ts';

/**
 * Until when a saga in flight would notice a change.
 * `settled` until that step has its outcome · `undone` until that step can't be undone any more ·
 * `pivotSent` until the pivot's call is sent · `ended` as long as it is in flight.
 */
export type NoticedUntil =
  | { readonly kind: 'settled'; readonly step: string }
  | { readonly kind: 'undone'; readonly step: string }
  | { readonly kind: 'pivotSent' }
  | { readonly kind: 'ended' };

/** Names the sagas in flight, all started with `older`, that a change is about. */
export function concerned(older: AnySaga, until: NoticedUntil): string {
  const pivot = older.steps.find(({ kind }) => kind === 'pivot')?.name;
  switch (until.kind) {
    case 'settled':
      return `sagas that have not yet settled '${until.step}'`;
    case 'undone':
      return pivot === undefined || pivot === until.step
        ? `sagas that have not yet undone '${until.step}'`
        : `sagas whose pivot '${pivot}' is not applied, and that have not yet undone '${until.step}'`;
    case 'pivotSent':
      return pivot === undefined ? 'every saga in flight' : `sagas that have not yet sent their pivot '${pivot}'`;
    case 'ended':
      return 'every saga in flight';
  }
}
