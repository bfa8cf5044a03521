/**
 * deci: DeciLM and Llama-Nemotron (Bercovich et al., "Puzzle", 2024). Llama whose layers were thinned one by one: some have a linear map for
 * attention (heads but no key-value heads), some no attention (no heads), some no feed-forward (a width of 0).
 */
import { attention, ropeFactors } from '../blocks/attention.ts';
import { embedding, logits } from '../blocks/embedding.ts';
import { gatedFeedForward } from '../blocks/feedForward.ts';
import type { Forward } from '../blocks/forward.ts';
import { rmsNorm } from '../blocks/norms.ts';
import type { ValueId } from '../program.ts';
import type { Architecture, Contradiction } from './architecture.ts';
import { equalHeads } from './common.ts';
import type { Hyper } from './hyper.ts';

export const deci: Architecture = {
  name: 'deci',
  requires: ['rmsEps'],
  present: ['nHead', 'nFf'],
  rules: (h) => [...equalHeads(h), ...lastFeedForward(h)],
  build(f, h) {
    const norm = rmsNorm(h);
    let x = embedding(f, h);
    f.layers(h.nLayer, (i) => {
      const factors = ropeFactors(f, h);
      if ((h.nHead[i] ?? 0) > 0) {
        const y = f.norm(x, 'attn_norm', norm);
        const options = { pairing: 'adjacent', bias: 'optional', outputBias: 'optional', factors } as const;
        const mixed =
          (h.nHeadKv[i] ?? 0) === 0
            ? linearMap(f, h, y)
            : attention(f, h, i, y, { ...options, scale: h.keys.attentionScale });
        x = f.add(mixed, x, 'attn_residual');
      }
      const nFf = h.nFf[i] ?? 0;
      if (nFf === 0) return;
      const fed = gatedFeedForward(f, f.norm(x, 'ffn_norm', norm), nFf, { activation: 'silu', bias: 'optional' });
      x = f.add(fed, x, 'ffn_residual');
    });
    logits(f, h, f.norm(x, 'output_norm', norm));
  },
};

function linearMap(f: Forward, { nEmbd }: Hyper, x: ValueId): ValueId {
  return f.linear(x, 'attn_output', nEmbd);
}

/** llama.cpp picks the rows that are asked for in the last layer, where it has a feed-forward, and aborts where it has none. */
function lastFeedForward({ nFf, nLayer }: Hyper): readonly Contradiction[] {
  if (nFf[nLayer - 1] !== 0) return [];
  return [{ key: 'feed_forward_length', message: 'expected over 0 in the last layer, found 0' }];
}
