import { groupScales, groupsOf, nearestQuant, type GroupScales } from './groupScales.ts';

/** A block of Q2_K, Q4_K or Q5_K before it is packed: x ≈ scale.d · scale.codes[g] · q − min.d · min.codes[g]. */
export interface AffineGroups {
  readonly scale: GroupScales;
  readonly min: GroupScales;
  readonly quants: readonly number[];
}

/**
 * Quantises groups of `groupSize` elements with quants from 0 to `quantMax`, codes of scales and minima from 0 to `codeMax`. The minimum of
 * a group is its least element, or 0 where all are positive: the formats take a minimum away and cannot add one.
 */
export function affineGroups(x: Float64Array, groupSize: number, quantMax: number, codeMax: number): AffineGroups {
  const groups = groupsOf(x, groupSize);
  const least = groups.map((group) => group.reduce((a, b) => Math.min(a, b), 0));
  const steps = groups.map((group, g) => (Math.max(...group) - (least[g] as number)) / quantMax);
  const scale = groupScales(steps, codeMax);
  const min = groupScales(
    least.map((value) => -value),
    codeMax,
  );
  const quants = Array.from(x, (value, i) => {
    const g = Math.floor(i / groupSize);
    return Math.min(quantMax, Math.max(0, nearestQuant(value - (least[g] as number), scale.scales[g] as number)));
  });
  return { scale, min, quants };
}
