/** Gemma's layers with a window among those that see all, and late layers that read the keys and values of earlier ones. */
import type { OutlineSizes } from '../outline.ts';
import type { Claim } from './claims.ts';

/** Layer `i` takes keys and values of the last layer of its kind that has any of its own. */
const lenderOf = (nOwn: number, isWindowed: boolean): number => nOwn - (isWindowed ? 2 : 1);

/** The two layers before the first borrower are one of either kind, as far as there is a borrower of it. */
export function lenderClaims(
  s: OutlineSizes,
  nOwn: number,
  key: string,
  isWindowed: (i: number) => boolean,
): readonly Claim[] {
  return Array.from({ length: Math.max(0, s.nLayer - nOwn) }, (_, n) => {
    const windowed = isWindowed(nOwn + n);
    const lender = lenderOf(nOwn, windowed);
    const fits = isWindowed(lender) === windowed && s.nHeadKv(lender) === s.nHeadKv(nOwn + n);
    return [fits, key, `layer ${String(lender)} with the window and heads of layer ${String(nOwn + n)}`] as const;
  });
}
