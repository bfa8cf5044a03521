/** xIELU (Huang and Schlag, 2024): a gated square above zero, an exponential below, in numbers that each layer has learned. */
import { factors } from '../keys.ts';
import { MAX_FACTOR } from '../limits.ts';
import type { BareKeys } from '../outline.ts';

export const XIELU: BareKeys = {
  prefix: 'xielu',
  keys: {
    negative: factors('alpha_n', MAX_FACTOR),
    positive: factors('alpha_p', MAX_FACTOR),
    slope: factors('beta', MAX_FACTOR),
    floor: factors('eps', MAX_FACTOR),
  },
};
