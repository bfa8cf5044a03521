/** Qwen3-Next and Qwen3.5: three layers of the delta rule, then one that attends. */
import type { Outline } from '../outline.ts';
import { faultsOf, positive } from './claims.ts';
import { deltaFaults, deltaLayer } from './deltaRule.ts';
import { RMS, gatedAttention, gatedMixture, layers } from './parts.ts';
import { GROUPED_SSM } from './stateSpace.ts';

export function qwenHybrid(form: 'plain' | 'next', mixture: boolean): Outline {
  return {
    requires: [RMS, ...GROUPED_SSM],
    faults: faultsOf((s) => [...deltaFaults(s), ...(mixture ? positive(s, ['expert_count']) : [])]),
    tensors: (t, s) => {
      t.ends(s);
      layers(s, (at, i) => {
        t.need(`${at}attn_norm.weight`, s.nEmbd);
        t.need(`${at}post_attention_norm.weight`, s.nEmbd);
        if (s.isRecurrent(i, 4)) deltaLayer(t, s, at, form);
        else gatedAttention(t, s, at);
        if (mixture) gatedMixture(t, s, at);
        else t.feedForward(at, s.nEmbd, s.n('feed_forward_length'));
      });
    },
  };
}
