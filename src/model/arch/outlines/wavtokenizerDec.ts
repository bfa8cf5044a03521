/** The decoder of WavTokenizer (Ji et al., 2024): convolutions and one attention, then ConvNeXt blocks (Liu et al., 2022), to a spectrum. */
import type { Outline, OutlineSizes, OutlineTable } from '../outline.ts';
import { biasedNorm } from './bertParts.ts';
import { faultsOf, positive, type Claim } from './claims.ts';
import { LAYER_EPS, scoresWithin } from './encoder.ts';

const GROUPS = 'attention.group_norm_groups';
const [POSNET, CONVNEXT] = ['posnet.embedding_length', 'convnext.embedding_length'];
const [POSNET_LAYERS, CONVNEXT_LAYERS] = ['posnet.block_count', 'convnext.block_count'];

/** Steps of the first kernel, and of those of ConvNeXt. */
const KERNEL = 7;

/** Two residual blocks, attention, two residual blocks, a norm. */
const POSNET_KINDS = ['residual', 'residual', 'attention', 'residual', 'residual', 'norm'] as const;

const claims = (s: OutlineSizes): readonly Claim[] => [
  ...scoresWithin(s, s.nEmbd),
  ...positive(s, [POSNET, GROUPS]),
  [s.n('features_length') >= KERNEL, 'features_length', `at least the ${String(KERNEL)} steps of a kernel`],
  [s.n(CONVNEXT) === s.n(POSNET), CONVNEXT, `the ${String(s.n(POSNET))} of ${POSNET}`],
  [s.n(GROUPS) <= s.n(POSNET), GROUPS, `at most the ${String(s.n(POSNET))} of ${POSNET}`],
  ...[POSNET_LAYERS, CONVNEXT_LAYERS].map((key): Claim => [
    s.n(key) <= s.nLayer,
    key,
    `at most the ${String(s.nLayer)} of block_count`,
  ]),
  [s.n(POSNET_LAYERS) <= POSNET_KINDS.length, POSNET_LAYERS, `at most ${String(POSNET_KINDS.length)}`],
];

/** A kernel of so many steps, and a bias for each channel that comes out. */
function convolution(t: OutlineTable, name: string, kernel: readonly [number, number], nOut: number): void {
  t.need(`${name}.weight`, ...kernel, nOut);
  t.need(`${name}.bias`, 1, nOut);
}

function channelNorm(t: OutlineTable, name: string, n: number): void {
  t.need(`${name}.weight`, 1, n);
  t.need(`${name}.bias`, 1, n);
}

function residual(t: OutlineTable, at: string, n: number): void {
  for (const i of ['1', '2']) {
    channelNorm(t, `${at}norm${i}`, n);
    convolution(t, `${at}conv${i}`, [3, n], n);
  }
}

function attention(t: OutlineTable, at: string, n: number): void {
  channelNorm(t, `${at}attn_norm`, n);
  for (const name of ['q', 'k', 'v', 'output']) convolution(t, `${at}attn_${name}`, [1, n], n);
}

function posnet(t: OutlineTable, s: OutlineSizes): void {
  POSNET_KINDS.slice(0, s.n(POSNET_LAYERS)).forEach((kind, i) => {
    const at = `posnet.${String(i)}.`;
    if (kind === 'residual') residual(t, at, s.n(POSNET));
    else if (kind === 'attention') attention(t, at, s.n(POSNET));
    else channelNorm(t, `${at}attn_norm`, s.n(POSNET));
  });
}

function convnext(t: OutlineTable, s: OutlineSizes): void {
  const [n, nFf] = [s.n(CONVNEXT), s.n('feed_forward_length')];
  for (let i = 0; i < s.n(CONVNEXT_LAYERS); i++) {
    const at = `convnext.${String(i)}.`;
    convolution(t, `${at}dw`, [KERNEL, 1], n);
    biasedNorm(t, `${at}norm`, n);
    t.need(`${at}pw1.weight`, n, nFf);
    t.need(`${at}pw1.bias`, nFf);
    t.need(`${at}pw2.weight`, nFf, n);
    t.need(`${at}pw2.bias`, n);
    t.need(`${at}gamma.weight`, n);
  }
}

export const wavtokenizerDec: Outline = {
  requires: [
    LAYER_EPS,
    'attention.group_norm_epsilon',
    GROUPS,
    'features_length',
    POSNET,
    POSNET_LAYERS,
    CONVNEXT,
    CONVNEXT_LAYERS,
  ],
  faults: faultsOf(claims),
  tensors: (t, s) => {
    t.need('token_embd.weight', s.n('features_length'), s.nVocab);
    convolution(t, 'conv1d', [KERNEL, s.n('features_length')], s.n(POSNET));
    posnet(t, s);
    biasedNorm(t, 'token_embd_norm', s.n(POSNET));
    convnext(t, s);
    biasedNorm(t, 'output_norm', s.n(CONVNEXT));
    t.need('output.weight', s.n(CONVNEXT), s.nEmbd);
    t.need('output.bias', s.nEmbd);
  },
};
