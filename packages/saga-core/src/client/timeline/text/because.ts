/** The reason that somebody gave, if one was given. */
export function because(reason: string | undefined): string {
  return reason === undefined || reason === '' ? '' : `, because: ${reason}`;
}
