/** Jamba: Mamba layers between layers that attend. */
import type { Outline, OutlineSizes } from '../outline.ts';
import { faultsOf, HEADS, type Claim } from './claims.ts';
import { RMS, layers } from './parts.ts';
import { mambaLayer, SSM, twiceAsWide } from './stateSpace.ts';

/** Queries are as wide as the embedding in every layer that attends. */
function wholeQueries(s: OutlineSizes): Claim {
  const attending = Array.from({ length: s.nLayer }, (_, i) => i).filter((i) => s.nHeadKv(i) > 0);
  const holds = attending.every((i) => s.nHead(i) * s.headDim === s.nEmbd);
  return [holds, HEADS, `heads that make up the embedding length ${String(s.nEmbd)}`];
}

export const jamba: Outline = {
  requires: [...SSM, RMS],
  faults: faultsOf((s) => [...twiceAsWide(s), wholeQueries(s)]),
  tensors: (t, s) => {
    t.ends(s);
    layers(s, (at, i) => {
      t.need(`${at}attn_norm.weight`, s.nEmbd);
      const kv = s.valueDim * s.nHeadKv(i);
      if (s.nHeadKv(i) === 0) {
        mambaLayer(t, s, at);
        t.need(`${at}ssm_dt_norm.weight`, s.n('ssm.time_step_rank'));
        for (const name of ['ssm_b_norm', 'ssm_c_norm']) t.need(`${at}${name}.weight`, s.n('ssm.state_size'));
      } else {
        t.queryKeyValue(at, s.nEmbd, s.nEmbd, kv, kv);
        t.need(`${at}attn_output.weight`, s.nEmbd, s.nEmbd);
      }
      t.need(`${at}ffn_norm.weight`, s.nEmbd);
      const nFf = s.n('feed_forward_length');
      if (t.has(`${at}ffn_gate_inp.weight`)) {
        t.need(`${at}ffn_gate_inp.weight`, s.nEmbd, s.n('expert_count'));
        t.experts(at, s.nEmbd, nFf, s.n('expert_count'));
      } else t.feedForward(at, s.nEmbd, nFf);
    });
  },
};
