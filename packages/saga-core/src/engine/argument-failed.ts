/** The code of a call that was never sent, because its argument could not be made or turned into a payload. */
export const argumentFailed = 'ARGUMENT_FAILED';
