/**
 * The 64-bit FNV-1a hash of a text of ASCII characters, as 16 hexadecimal digits.
 * See Fowler, Noll, Vo, Eastlake and Hansen, "The FNV Non-Cryptographic Hash Algorithm".
 *
 * Every workflow asks it anew, so this must be quick: two halves of 32 bits are several times faster than one `bigint`, and in
 * a workflow's sandbox every look at a global, such as `Math`, takes longer than all the rest.
 */
export function hashText(text: string): string {
  const { floor, imul } = Math;
  let high = 0xcbf29ce4;
  let low = 0x84222325;
  for (let index = 0; index < text.length; index += 1) {
    low = (low ^ text.charCodeAt(index)) >>> 0;
    // Times the prime 2^40 + 0x1b3. The low half's product has 41 bits at most, so it is exact.
    const product = low * 0x1b3;
    high = (imul(high, 0x1b3) + floor(product / 0x1_0000_0000) + (low << 8)) >>> 0;
    low = product >>> 0;
  }
  return [high, low].map((half) => half.toString(16).padStart(8, '0')).join('');
}
