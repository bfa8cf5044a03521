/** The 16 values that the 4-bit codes of IQ4_NL and IQ4_XS stand for: denser around zero than a uniform grid. */
export const IQ4_VALUES: readonly number[] = [-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113];

/** The code whose value is nearest to `value`; ties to the lower. */
export function nearestIq4(value: number): number {
  let code = 0;
  while (code < 15 && value > ((IQ4_VALUES[code] as number) + (IQ4_VALUES[code + 1] as number)) / 2) code++;
  return code;
}

/**
 * What choosing a code loses of the outermost element, which gets -127: an element opposite to it gets 113 at most, and the widest gap is
 * 24.
 */
export const IQ4_LOSS = 14 / 127;
