import type { RequestHandler } from 'express';
import helmet from 'helmet';

/**
 * What browsers are told with every answer: load, embed and send nothing. Answers here are JSON, and nobody should run them; the page
 * that lets people try the API out says by itself what it may load.
 */
export const securityHeaders: RequestHandler = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: { defaultSrc: ["'none'"], baseUri: ["'none'"], formAction: ["'none'"], frameAncestors: ["'none'"] },
  },
  xFrameOptions: { action: 'deny' },
});
