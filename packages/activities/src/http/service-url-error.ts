/** A service's base URL can't be used. The message doesn't repeat the URL, which may hold a password. */
export class ServiceUrlError extends Error {
  override readonly name = 'ServiceUrlError';
  readonly code = 'SERVICE_URL_INVALID';
}
