import { widthOf, type OpSpec } from './spec.ts';

/**
 * Elements from…from+width−1 of each of `groups` equal parts of a row, one after another: the queries of a fused projection,
 * the unrotated part of each head. Input (tokens, groups · n), output (tokens, groups · width).
 */
export interface SliceAttrs {
  readonly groups: number;
  readonly from: number;
  readonly width: number;
}

export const slice: OpSpec<SliceAttrs> = {
  inputs: 1,
  weights: [0, 0],
  infer: ({ groups, from, width }, [x]) => {
    const n = x ? widthOf(x) / groups : NaN;
    if (!Number.isInteger(n)) return 'expected an input of groups · n';
    return from >= 0 && width > 0 && from + width <= n ? ['tokens', groups * width] : 'expected a slice within a group';
  },
  print: ({ groups, from, width }) => `groups=${String(groups)} from=${String(from)} width=${String(width)}`,
  pack: ({ groups, from, width }) => ({ ints: [groups, from, width], floats: [] }),
};
