/**
 * mpt: MPT (MosaicML, 2023). Slopes (ALiBi), learned positions or both, as the file has them; one clamped projection for queries, keys and values; layer
 * norms, GELU; biases and scales of the activations (AWQ: Lin et al., 2023) where files have them.
 */
import { attention } from '../blocks/attention.ts';
import { embedding, logits } from '../blocks/embedding.ts';
import type { Forward } from '../blocks/forward.ts';
import { learnedPositions } from '../blocks/learnedPositions.ts';
import { layerNorm } from '../blocks/norms.ts';
import type { ValueId } from '../program.ts';
import type { Architecture } from './architecture.ts';
import { equalHeads } from './common.ts';
import type { Hyper } from './hyper.ts';

export const mpt: Architecture = {
  name: 'mpt',
  requires: ['nFf', 'nHead', 'layerEps'],
  rules: equalHeads,
  example: () => ({ maxAlibiBias: 8 }),
  build(f, h) {
    const norm = layerNorm(h, 'optional');
    let x = positioned(f, h, embedding(f, h));
    f.layers(h.nLayer, (i) => {
      unusedNorms(f, h);
      const attended = attention(f, h, i, f.norm(x, 'attn_norm', norm), {
        pairing: null,
        bias: 'optional',
        outputBias: 'optional',
        alibi: h.keys.maxAlibiBias,
        clamp: h.keys.clampKqv,
      });
      x = f.add(attended, x, 'attn_residual');
      x = f.add(feedForward(f, f.norm(x, 'ffn_norm', norm), h.nFf[i] ?? 0), x, 'ffn_residual');
    });
    logits(f, h, f.norm(x, 'output_norm', norm));
  },
};

function positioned(f: Forward, h: Hyper, x: ValueId): ValueId {
  if (f.has('position_embd.weight')) return learnedPositions(f, h, x);
  f.optionalMatrix('position_embd.weight', [h.nCtxTrain, h.nEmbd]);
  return x;
}

/** Beside norms of queries those of keys would be used: on these llama.cpp aborts (tensorForms.ts). */
function unusedNorms(f: Forward, { nEmbd }: Hyper): void {
  for (const part of ['weight', 'bias']) f.vector(`attn_k_norm.${part}`, nEmbd, 'optional');
}

function feedForward(f: Forward, x: ValueId, nFf: number): ValueId {
  const up = f.linear(x, 'ffn_up', nFf, 'optional');
  const act = f.op({ kind: 'activation', name: 'ffn_act', inputs: [up], attrs: { activation: 'gelu' } });
  const scales = f.vector('ffn.act.scales', nFf, 'optional');
  const hidden = scales
    ? f.op({ kind: 'vector', name: 'ffn_act_scaled', inputs: [act], weights: [scales], attrs: { by: 'divide' } })
    : act;
  return f.linear(hidden, 'ffn_down', f.width(x), 'optional');
}
