import { widthOf, type OpSpec } from './spec.ts';

/**
 * Which experts each token goes to, and with what weight (Shazeer et al., 2017). With l the logits of a row:
 *
 * 1. p = `softmax`(l), `sigmoid`(l), or l itself for `softmax_after_top_k` and `sigmoid_after_top_k`.
 * 2. Selection scores s = p + bias (DeepSeek-AI, 2024). With groups > 1, the experts are `groups` equal runs, a group scores the sum
 *    of its two greatest s, and only the `groupsUsed` best groups stand.
 * 3. The nUsed greatest s, greatest first; of equals the lowest index.
 * 4. With `share` g, each run of g experts shares one: index e becomes ⌊e / g⌋ (Wu et al., "GroveMoE", 2025). llama.cpp takes the weight
 *    at that index too, and so does this.
 * 5. w = p of those, without the bias; softmax over them for `softmax_after_top_k`, the sigmoid of each for `sigmoid_after_top_k`;
 *    divided by max(Σw, 2^−14) when `normalise`; times `factor`.
 *
 * Input (tokens, nExpert), optional bias (1, nExpert), output (tokens, 2 · nUsed): the indices, then their weights.
 */
export interface RouteAttrs {
  readonly gate: 'softmax' | 'sigmoid' | 'softmax_after_top_k' | 'sigmoid_after_top_k';
  readonly nUsed: number;
  readonly normalise: boolean;
  readonly factor: number;
  readonly groups: number;
  readonly groupsUsed: number;
  /** A divisor of the number of experts; 1 unless given. */
  readonly share?: number;
}

const GATES: readonly RouteAttrs['gate'][] = ['softmax', 'sigmoid', 'softmax_after_top_k', 'sigmoid_after_top_k'];

export const route: OpSpec<RouteAttrs> = {
  inputs: 1,
  weights: [0, 1],
  infer: ({ nUsed, groups, groupsUsed, share = 1 }, [logits], [bias]) => {
    const n = logits ? widthOf(logits) : NaN;
    if (!(nUsed >= 1 && nUsed <= n)) return 'expected from 1 expert to all of them';
    if (n % groups !== 0 || groupsUsed > groups || nUsed > (n / groups) * groupsUsed) {
      return 'expected equal groups that hold as many experts as are used';
    }
    if (n % share !== 0) return 'expected as many experts in every run that shares one';
    if (bias && (bias.rows !== 1 || bias.cols !== n)) return 'expected a bias of shape (1, experts)';
    return ['tokens', 2 * nUsed];
  },
  print: (a) =>
    `gate=${a.gate} used=${String(a.nUsed)} normalise=${String(a.normalise)} factor=${String(a.factor)} groups=${String(a.groupsUsed)}/${String(a.groups)}` +
    (a.share === undefined ? '' : ` share=${String(a.share)}`),
  pack: (a) => ({
    ints: [
      GATES.indexOf(a.gate),
      a.nUsed,
      a.normalise ? 1 : 0,
      a.groups,
      a.groupsUsed,
      ...(a.share === undefined ? [] : [a.share]),
    ],
    floats: [a.factor],
  }),
};
