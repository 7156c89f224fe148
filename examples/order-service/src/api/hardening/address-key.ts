import { isIP } from 'node:net';
import type { Request } from 'express';
import { ipKeyGenerator } from 'express-rate-limit';

/** One household or company has that many leading bits of an IPv6 address in common, and all the rest to itself. */
const householdBits = 56;

/** Whom an address belongs to, as far as can be told: an IPv4 address itself, the first 56 bits of an IPv6 one. */
export function addressKey(address: string): string {
  return isIP(address) === 0 ? 'unknown' : ipKeyGenerator(address, householdBits);
}

/**
 * Whom a request comes from: the connection's address, or with `TRUST_PROXY` the one that the last trusted proxy names. A proxy that names
 * no address is taken for the caller itself.
 */
export function callerAddressKey(request: Request): string {
  const { ip = '' } = request;
  return addressKey(isIP(ip) === 0 ? (request.socket.remoteAddress ?? '') : ip);
}
