/**
 * talkie: Talkie (2026). RMS norms without gains, also after the embedding and on turned queries and keys; queries have a factor for each head; the
 * embedding comes back after each layer, scaled.
 */
import { attention } from '../blocks/attention.ts';
import { embedding, logits } from '../blocks/embedding.ts';
import { gatedFeedForward } from '../blocks/feedForward.ts';
import { present, type Forward } from '../blocks/forward.ts';
import { rmsNorm } from '../blocks/norms.ts';
import type { ValueId } from '../program.ts';
import type { Architecture } from './architecture.ts';
import { equalHeads } from './common.ts';

export const talkie: Architecture = {
  name: 'talkie',
  requires: ['nFf', 'nHead', 'rmsEps', 'logitScale'],
  rules: equalHeads,
  build(f, h) {
    const norm = { ...rmsNorm(h), gain: 'none' } as const;
    const embedded = f.norm(embedding(f, h), 'token_embd_norm', norm);
    let x = embedded;
    f.layers(h.nLayer, (i) => {
      const attended = attention(f, h, i, f.norm(x, 'attn_norm', norm), {
        pairing: 'half',
        bias: 'optional',
        qkNorm: { ...norm, each: 'head', after: true },
        query: (q) => scaled(f, q, 'attn_q_norm', [h.nHead[i] ?? 0, 1], 'attn_q_scaled'),
      });
      x = f.add(attended, x, 'attn_residual');
      const fed = gatedFeedForward(f, f.norm(x, 'ffn_norm', norm), h.nFf[i] ?? 0, { activation: 'silu' });
      const skip = scaled(f, embedded, 'layer_output_scale', [1, 1], 'embedding_skip');
      x = f.add(f.add(fed, x, 'ffn_residual'), skip, 'residual');
    });
    logits(f, h, f.norm(x, 'output_norm', norm), { output: 'required', scale: h.keys.logitScale });
  },
};

function scaled(f: Forward, x: ValueId, tensor: string, shape: readonly [number, number], name: string): ValueId {
  const weights = present(f.floats(`${tensor}.weight`, shape, 'required'));
  return f.op({ kind: 'vector', name, inputs: [x], weights, attrs: { by: 'multiply' } });
}
