import { isIP } from 'node:net';
import { z } from 'zod';

const mostHops = 10;

/**
 * `TRUST_PROXY`: how many proxies are in front of the API, or which, so that it believes their `X-Forwarded-For`. By default nobody is
 * believed, and there is no word for believing everybody: then a caller could name any address, and so evade every limit.
 */
export const trustProxySetting = z
  .string()
  .transform((text, context): false | number | string[] => {
    if (/^(false|0)$/i.test(text)) return false;
    if (/^\d{1,2}$/.test(text) && Number(text) <= mostHops) return Number(text);
    const proxies = text.split(',').map((proxy) => proxy.trim());
    if (proxies.every(isAddressOrNetwork)) return proxies;
    context.addIssue({ code: 'custom', message: 'it is neither false, nor a number of proxies, nor addresses' });
    return z.NEVER;
  })
  .default(false)
  .describe(
    `false, or how many proxies are in front (1 to ${mostHops}), or their addresses or networks such as 10.0.0.0/8, separated by commas`,
  );

function isAddressOrNetwork(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/');
  const version = isIP(address);
  if (version === 0 || more.length > 0) return false;
  if (bits === undefined) return true;
  // A network of no bits is everybody.
  return /^\d{1,3}$/.test(bits) && Number(bits) > 0 && Number(bits) <= (version === 4 ? 32 : 128);
}
