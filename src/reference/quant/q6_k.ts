/**
 * Q6_K: 256 elements in 210 bytes, 6-bit quants around 32 in 16 groups of 16, each with an 8-bit signed scale.
 *
 *   byte  0                     128                   192                        208    210
 *         | ql: 128 bytes       | qh: 64 bytes        | scales: 16 signed bytes  | d f16|
 *
 * Each half of 128 elements has 64 bytes of ql and 32 of qh. Element l + 32·k of a half (l < 32, k < 4) has its low four bits in
 * ql[l + 32·(k % 2)], low nibble for k < 2 and high nibble after, and its high two in bits 2k of qh[l]:
 *
 *   x = d · scales[g] · (q − 32)
 */
import { blockFormat, halfAt, int8At } from './format.ts';

export const q6_k = blockFormat('Q6_K', 256, 210, (bytes, p, out, o) => {
  const d = halfAt(bytes, p + 208);
  for (let i = 0; i < 256; i++) {
    const half = i >>> 7;
    const k = (i >>> 5) & 3;
    const l = i & 31;
    const low = ((bytes[p + half * 64 + (k & 1) * 32 + l] as number) >>> (k < 2 ? 0 : 4)) & 15;
    const high = ((bytes[p + 128 + half * 32 + l] as number) >>> (2 * k)) & 3;
    out[o + i] = d * int8At(bytes, p + 192 + (i >>> 4)) * ((low | (high << 4)) - 32);
  }
});
