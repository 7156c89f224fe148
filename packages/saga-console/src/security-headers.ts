import type { RequestHandler } from 'express';

/**
 * What browsers are told with every answer: run what comes from here, and nothing else; send nothing elsewhere; be in nobody's frame.
 * `script` is the hash of the one script that stands in the page itself, the import map.
 */
export function securityHeaders(script: string): RequestHandler {
  const policy = [
    "default-src 'none'",
    `script-src 'self' '${script}'`,
    "style-src 'self'",
    "connect-src 'self'",
    "img-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
  const headers = {
    'Content-Security-Policy': policy,
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy': 'camera=(), geolocation=(), microphone=()',
  };
  return (_request, response, next) => {
    response.set(headers);
    next();
  };
}
