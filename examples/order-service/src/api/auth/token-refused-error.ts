/** A bearer token is not one that this API takes. The message never repeats the token, so that it can be logged. */
export class TokenRefusedError extends Error {
  override readonly name = 'TokenRefusedError';
  readonly code = 'TOKEN_REFUSED';

  constructor(reason: string) {
    super(`The bearer token was refused: ${reason}.`);
  }
}
