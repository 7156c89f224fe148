/** The host by which this machine reaches what listens on `HOST`. Listening on every address, it is reached at the usual one. */
export function localHost(listening: string | undefined): string {
  if (!listening || listening === '0.0.0.0' || listening === '::') return '127.0.0.1';
  return listening.includes(':') ? `[${listening}]` : listening;
}
