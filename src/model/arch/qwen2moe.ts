/** qwen2moe: Qwen 2's mixtures (Yang et al., 2024). As qwen2; softmax, top k, not renormalised, beside an expert for every token behind a sigmoid of its own. */
import { attention } from '../blocks/attention.ts';
import { preNormDecoder } from '../blocks/decoder.ts';
import { experts } from '../blocks/experts.ts';
import { gatedFeedForward } from '../blocks/feedForward.ts';
import { rmsNorm } from '../blocks/norms.ts';
import type { Architecture } from './architecture.ts';
import { equalHeads, expertWidth } from './common.ts';

export const qwen2moe: Architecture = {
  name: 'qwen2moe',
  requires: ['nFf', 'nHead', 'rmsEps', 'nExpert', 'nExpertUsed'],
  rules: equalHeads,
  build(f, h) {
    preNormDecoder(f, h, {
      norm: rmsNorm(h),
      attend: (x, i) => attention(f, h, i, x, { pairing: 'half', bias: 'optional' }),
      feed: (x, i) => {
        const nFf = expertWidth(h, i);
        const routed = experts(f, h, i, x, { gate: 'softmax', normalise: false, activation: 'silu', nFf });
        const nShared = h.keys.nFfShared ?? h.nFf[i] ?? 0;
        const shared = gatedFeedForward(f, x, nShared, { activation: 'silu', suffix: '_shexp' });
        const score = f.linear(x, 'ffn_gate_inp_shexp', 1);
        const gate = f.op({
          kind: 'activation',
          name: 'ffn_gate_shexp_act',
          inputs: [score],
          attrs: { activation: 'sigmoid' },
        });
        return f.add(
          routed,
          f.op({ kind: 'mul', name: 'ffn_gated_shexp', inputs: [shared, gate], attrs: {} }),
          'ffn_shared',
        );
      },
      logits: { output: 'required' },
    });
  },
};
