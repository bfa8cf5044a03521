import { widthOf, type OpSpec } from './spec.ts';

/**
 * Normalisation of each of `groups` equal parts of a row (1 unless given; one a head for a per-head norm), times a gain,
 * plus a bias, both optional and shared by the parts. With n the width of a part:
 *
 * - `rms`: y = x / sqrt(mean(x²) + eps) · w + b (Zhang and Sennrich, 2019)
 * - `layer`: y = (x − mean(x)) / sqrt(var(x) + eps) · w + b, var over n (Ba, Kiros and Hinton, 2016)
 *
 * Input and output (tokens, groups · n), gain and bias (1, n), or (1, groups · n) or (groups, n) for one of each part's own.
 */
export interface NormAttrs {
  readonly variant: 'rms' | 'layer';
  readonly eps: number;
  readonly groups?: number;
}

const VARIANTS: readonly NormAttrs['variant'][] = ['rms', 'layer'];

export const norm: OpSpec<NormAttrs> = {
  inputs: 1,
  weights: [0, 2],
  infer: ({ groups = 1 }, [x], weights) => {
    const n = x ? widthOf(x) / groups : NaN;
    if (!x || !Number.isInteger(n)) return 'expected an input of groups · n';
    const fits = weights.every(
      ({ rows, cols }) => (rows === 1 || rows === groups) && (cols === n || rows * cols === n * groups),
    );
    return fits
      ? x
      : 'expected a gain and a bias of shape (1, width of the input or of one group) or (groups, width of one)';
  },
  print: ({ variant, eps, groups }) =>
    `variant=${variant} eps=${String(eps)}${groups === undefined ? '' : ` groups=${String(groups)}`}`,
  pack: ({ variant, eps, groups }) => ({
    ints: groups === undefined ? [VARIANTS.indexOf(variant)] : [VARIANTS.indexOf(variant), groups],
    floats: [eps],
  }),
  beyondBasic: ({ variant, eps, groups }, nWeights) => {
    if (eps === 0) return 'norm without an epsilon';
    if (variant !== 'rms') return `variant ${variant}`;
    if (groups !== undefined) return 'norm of groups';
    return nWeights === 1 ? null : `norm with ${String(nWeights)} weights`;
  },
};
