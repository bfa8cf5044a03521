const EXACT = 1n << 53n;
/** More bits than a float has. */
const BITS = 70;

/** The float that is nearest to the quotient of two whole numbers, of which the second is not zero and none is negative. */
export function nearestQuotient(above: bigint, below: bigint): number {
  if (above <= EXACT && below <= EXACT) return Number(above) / Number(below);
  const shift = Math.max(0, BITS + lengthOf(below) - lengthOf(above));
  const scaled = above << BigInt(shift);
  const quotient = scaled / below;
  return scaledDown(scaled % below === 0n ? quotient : quotient | 1n, shift);
}

/** Of the bits that are cut off, it is kept whether there were any. */
function scaledDown(value: bigint, shift: number): number {
  const extra = Math.max(0, lengthOf(value) - BITS);
  const kept = value >> BigInt(extra);
  const rounded = Number(kept << BigInt(extra) === value ? kept : kept | 1n);
  // In two steps: the power alone may be no float.
  const power = extra - shift;
  return power < -1000 ? rounded * 2 ** -1000 * 2 ** (power + 1000) : rounded * 2 ** power;
}

function lengthOf(value: bigint): number {
  return value.toString(2).length;
}
