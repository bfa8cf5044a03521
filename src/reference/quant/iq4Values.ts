/** The 16 values that the 4-bit codes of IQ4_NL and IQ4_XS stand for: denser around zero than a uniform grid. */
export const IQ4_VALUES: readonly number[] = [-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113];
