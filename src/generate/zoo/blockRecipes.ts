/**
 * How random blocks of each tensor type get a chosen size: quants may be any bits, and the scales before them decide. Layouts are those of
 * ggml's public block structures.
 */

/** A scale of a block. */
export interface ScaleField {
  /** Byte in the block. */
  readonly at: number;
  /** `f16-top-nibbles`: of four little-endian u16, lowest first. */
  readonly as: 'f16' | 'f16-top-nibbles' | 'e8m0' | 'ue4m3';
  /** Its value over that of the first scale: minima take the mean of the rest away. */
  readonly times: number;
}

export interface BlockRecipe {
  readonly scales: readonly ScaleField[];
  /** Root mean square of the elements of random quants where the first scale is 1. */
  readonly rms: number;
}

function recipe(rms: number, at: number, as: ScaleField['as'] = 'f16'): BlockRecipe {
  return { rms, scales: [{ at, as, times: 1 }] };
}

/** d at byte `at`, and behind it a minimum. */
function withMinimum(rms: number, at: number, times: number): BlockRecipe {
  const scales = [
    { at, as: 'f16', times: 1 },
    { at: at + 2, as: 'f16', times },
  ] as const;
  return { rms, scales };
}

/** By the type's name. Float types need none; integers hold no weights; Q8_1 and Q8_K are no weights in files. */
export const BLOCK_RECIPES: ReadonlyMap<string, BlockRecipe> = new Map([
  ['Q1_0', recipe(1, 0)],
  ['Q2_0', recipe(1.22, 0)],
  ['Q4_0', recipe(4.64, 0)],
  // m is added as it stands, dmin is taken away.
  ['Q4_1', withMinimum(4.61, 0, -7.5)],
  ['Q5_0', recipe(9.25, 0)],
  ['Q5_1', withMinimum(9.23, 0, -15.5)],
  ['Q8_0', recipe(73.9, 0)],
  ['Q2_K', withMinimum(13.9, 80, 1.5)],
  ['Q3_K', recipe(43.3, 108)],
  ['Q4_K', withMinimum(258, 0, 7.5)],
  ['Q5_K', withMinimum(527, 0, 15.5)],
  ['Q6_K', recipe(1366, 208)],
  ['IQ1_S', recipe(7.18, 0)],
  ['IQ1_M', recipe(7.18, 48, 'f16-top-nibbles')],
  ['IQ2_XXS', recipe(53.4, 0)],
  ['IQ2_XS', recipe(56.2, 0)],
  ['IQ2_S', recipe(57.1, 0)],
  ['IQ3_XXS', recipe(144.5, 0)],
  ['IQ3_S', recipe(140.9, 0)],
  ['IQ4_NL', recipe(67.3, 0)],
  ['IQ4_XS', recipe(1249, 0)],
  ['TQ1_0', recipe(0.82, 52)],
  ['TQ2_0', recipe(1.22, 64)],
  ['MXFP4', recipe(2.93, 0, 'e8m0')],
  ['NVFP4', { rms: 2.93, scales: [0, 1, 2, 3].map((at) => ({ at, as: 'ue4m3', times: 1 })) }],
]);
