/**
 * hrm_text: HRM-Text (Danish Foundation Models, 2026; Wang et al., "Hierarchical Reasoning Model", 2025). Two stacks of layers, gone through many times: each
 * high cycle runs the low stack `l_cycles` times over the sum of both states, then the high stack once. A file's block count is that of the
 * passes, each with a cache of its own; its tensors are those of the two stacks. RMS norms without gains, attention behind a sigmoid.
 */
import { attention } from '../blocks/attention.ts';
import { embedding, logits } from '../blocks/embedding.ts';
import { gatedFeedForward } from '../blocks/feedForward.ts';
import { present, type Forward } from '../blocks/forward.ts';
import { rmsNorm } from '../blocks/norms.ts';
import type { ValueId } from '../program.ts';
import type { Architecture, Contradiction } from './architecture.ts';
import { equalHeads } from './common.ts';
import type { Hyper } from './hyper.ts';

export const hrmText: Architecture = {
  name: 'hrm_text',
  requires: ['nFf', 'nHead', 'rmsEps', 'hrmLayers', 'hrmHighCycles', 'hrmLowCycles'],
  rules: (h) => [...equalHeads(h), ...passes(h)],
  unsupported: ({ keys }) => (keys.hrmPrefix === true ? ['attention both ways over a prefix'] : []),
  example: ({ nLayer }) => ({
    nLayer: Math.max(2, nLayer),
    hrmLayers: 1,
    hrmHighCycles: 1,
    hrmLowCycles: Math.max(1, nLayer - 1),
  }),
  build(f, h) {
    const { layers, high, low } = cyclesOf(h);
    const stack = (x: ValueId, pass: number, which: 'low' | 'high'): ValueId =>
      runStack(f, h, x, pass * layers, which === 'low' ? 0 : layers);
    let highState = f.scale(embedding(f, h), h.keys.embeddingScale, 'embedding_scale');
    let lowState: ValueId | null = null;
    for (let pass = 0; pass < high * (low + 1); pass++) {
      const sum: ValueId =
        lowState === null ? firstSum(f, h, highState) : f.add(highState, lowState, `states_${String(pass)}`);
      const isLow = pass % (low + 1) < low;
      const state = stack(sum, pass, isLow ? 'low' : 'high');
      if (isLow) lowState = state;
      else highState = state;
    }
    logits(f, h, highState);
  },
};

function cyclesOf({ keys }: Hyper): { readonly layers: number; readonly high: number; readonly low: number } {
  return { layers: keys.hrmLayers ?? 0, high: keys.hrmHighCycles ?? 0, low: keys.hrmLowCycles ?? 0 };
}

/** The low state starts as a learned vector, the same for every token. */
function firstSum(f: Forward, { nEmbd }: Hyper, x: ValueId): ValueId {
  const weights = present(f.vector('hrm.z_l_init', nEmbd));
  return f.op({ kind: 'vector', name: 'states_0', inputs: [x], weights, attrs: { by: 'add' } });
}

/** Layers `first`… as they are cached, of the tensors of blocks `firstBlock`…; a norm over what comes out. */
function runStack(f: Forward, h: Hyper, input: ValueId, first: number, firstBlock: number): ValueId {
  const norm = { ...rmsNorm(h), gain: 'none' } as const;
  let x = input;
  for (let k = 0; k < cyclesOf(h).layers; k++) {
    f.layer(first + k, firstBlock + k, (i) => {
      const y = f.norm(x, 'attn_norm', norm);
      x = f.add(attention(f, h, i, y, { pairing: 'half', bias: 'optional', gated: true }), x, 'attn_residual');
      const fed = gatedFeedForward(f, f.norm(x, 'ffn_norm', norm), h.nFf[i] ?? 0, { activation: 'silu' });
      x = f.add(fed, x, 'ffn_residual');
    });
  }
  return f.norm(x, `stack_norm_${String(first)}`, norm);
}

/** The published model goes through as many; llama.cpp has no room in its graph for more, and ends the process. */
const MOST_PASSES = 128;

function passes(h: Hyper): readonly Contradiction[] {
  const { layers, high, low } = cyclesOf(h);
  const n = layers * high * (low + 1);
  if (n > MOST_PASSES)
    return [
      {
        key: 'hrm.h_cycles',
        message: `expected at most ${String(MOST_PASSES)} layers in all cycles, found ${String(n)}`,
      },
    ];
  if (n === h.nLayer) return [];
  return [{ key: 'block_count', message: `expected the ${String(n)} layers of all cycles, found ${String(h.nLayer)}` }];
}
