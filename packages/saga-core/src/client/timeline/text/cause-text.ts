import type { SagaCause } from '../../../engine/saga-cause.ts';

/** Why a saga was unwound, in words. */
export function causeText({ kind, step, code, detail }: SagaCause): string {
  const why = {
    cancelled: 'as it was cancelled',
    deadline: 'as its deadline passed',
    refused: `as step ${step} was refused`,
    inDoubt: `as step ${step} is in doubt`,
  }[kind];
  const more = [code, detail].filter((part) => part !== undefined).join(': ');
  return more === '' ? why : `${why} (${more})`;
}
