/** I8, I16, I32: two's complement, little-endian; the value is the integer. (I64 has values that no float64 holds.) */
import { blockFormat, int8At, viewOf } from './format.ts';

export const i8 = blockFormat('I8', 1, 1, (bytes, p, out, o) => {
  out[o] = int8At(bytes, p);
});

export const i16 = blockFormat('I16', 1, 2, (bytes, p, out, o) => {
  out[o] = viewOf(bytes).getInt16(p, true);
});

export const i32 = blockFormat('I32', 1, 4, (bytes, p, out, o) => {
  out[o] = viewOf(bytes).getInt32(p, true);
});
