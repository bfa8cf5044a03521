/**
 * F64: IEEE 754 binary64, little-endian.
 *
 *   byte  0        8
 *         | value  |
 */
import { scalarFormat } from './scalars.ts';

export const f64 = scalarFormat({
  type: 'F64',
  nBytes: 8,
  error: { relative: 0, absolute: 0, range: [-Number.MAX_VALUE, Number.MAX_VALUE] },
  get: (view, p) => view.getFloat64(p, true),
  put: (view, p, value) => {
    view.setFloat64(p, value, true);
  },
});
