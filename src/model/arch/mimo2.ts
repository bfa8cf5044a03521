/**
 * mimo2: MiMo-V2 (Xiaomi, 2025). Heads and values of widths of their own, sinks and a rotary base of its own in layers with a sliding window, attention
 * scaled; layers with a router are mixtures: sigmoid with a selection bias, renormalised.
 */
import { attention } from '../blocks/attention.ts';
import { preNormDecoder } from '../blocks/decoder.ts';
import { experts } from '../blocks/experts.ts';
import { gatedFeedForward, spareFeedForward } from '../blocks/feedForward.ts';
import type { Forward } from '../blocks/forward.ts';
import { rmsNorm } from '../blocks/norms.ts';
import type { ValueId } from '../program.ts';
import type { Architecture } from './architecture.ts';
import { nextTokenLayers } from './common.ts';
import { windowLayers, type Hyper } from './hyper.ts';

const WINDOW_ROPE_BASE = 10_000;

export const mimo2: Architecture = {
  name: 'mimo2',
  requires: ['nHead', 'rmsEps', 'window', 'nFfExpert'],
  present: ['windowPattern'],
  example: ({ nLayer, nFf }) => ({
    windowPattern: Array.from({ length: nLayer }, (_, i) => (i + 1) % 2),
    nFf,
    nExpert: 4,
    nExpertUsed: 2,
  }),
  build(f, h) {
    const windowed = windowLayers(h, 1);
    f.unread.push(...nextTokenLayers(h));
    preNormDecoder(f, h, {
      norm: rmsNorm(h),
      attend: (x, i) => {
        unusedBiases(f, h, i);
        const attended = attention(f, h, i, x, {
          pairing: 'half',
          sinks: f.has('attn_sinks.weight'),
          ...(windowed[i] && {
            window: h.keys.window,
            rope: { ...h.rope, base: h.keys.ropeBaseSwa ?? WINDOW_ROPE_BASE, scale: 1 },
          }),
        });
        return f.scale(attended, h.keys.attentionValueScale, 'attn_value_scale');
      },
      feed: (x, i) => feedForward(f, h, i, x),
      logits: { output: 'required' },
    });
  },
};

/** Weights of a dense network beside a router are not read. */
function feedForward(f: Forward, h: Hyper, i: number, x: ValueId): ValueId {
  const nFf = h.nFf[i] ?? 0;
  if (!f.has('ffn_gate_inp.weight')) return gatedFeedForward(f, x, nFf, { activation: 'silu' });
  spareFeedForward(f, h, nFf);
  return experts(f, h, i, x, {
    gate: 'sigmoid',
    normalise: true,
    activation: 'silu',
    nFf: h.nFfExpert[i] ?? 0,
    selectionBias: 'optional',
  });
}

/** llama.cpp loads biases on queries, keys and values, and adds none. */
function unusedBiases(f: Forward, { nHead, nHeadKv, headDim, valueDim }: Hyper, i: number): void {
  const [heads = 0, kv = 0] = [nHead[i], nHeadKv[i]];
  f.vector('attn_q.bias', heads * headDim, 'optional');
  f.vector('attn_k.bias', kv * headDim, 'optional');
  f.vector('attn_v.bias', kv * valueDim, 'optional');
  f.vector('attn_qkv.bias', (heads + kv) * headDim + kv * valueDim, 'optional');
}
