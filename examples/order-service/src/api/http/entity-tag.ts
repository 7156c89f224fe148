import { createHash } from 'node:crypto';

/** The strong `ETag` (RFC 9110) of a body: equal exactly when the bytes are. */
export function entityTag(body: string): string {
  return `"${createHash('sha256').update(body).digest('base64url')}"`;
}

/** Whether an `If-None-Match` header names this tag. The comparison is the weak one, as RFC 9110, section 13.1.2, says. */
export function matchesEntityTag(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false;
  return header.split(',').some((candidate) => ['*', tag].includes(candidate.trim().replace(/^W\//, '')));
}
