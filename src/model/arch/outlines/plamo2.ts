/** PLaMo 2: state spaces between layers that attend. */
import type { Outline } from '../outline.ts';
import type { OutlineSizes, OutlineTable } from '../outline.ts';
import { faultsOf, positive } from './claims.ts';
import { RMS, layers } from './parts.ts';
import { GROUPED_SSM, SSM } from './stateSpace.ts';

export const plamo2: Outline = {
  requires: [...GROUPED_SSM, RMS],
  faults: faultsOf((s) => [
    ...positive(s, SSM),
    [s.n('ssm.inner_size') % s.n('ssm.time_step_rank') === 0, 'ssm.inner_size', 'a multiple of ssm.time_step_rank'],
    [s.n('ssm.group_count') === 0, 'ssm.group_count', '0'],
  ]),
  tensors: (t, s) => {
    t.ends(s);
    const nFf = s.n('feed_forward_length');
    layers(s, (at, i) => {
      t.need(`${at}attn_norm.weight`, s.nEmbd);
      plamo2Layer(t, s, at, i);
      for (const name of ['post_attention_norm', 'ffn_norm.weight', 'post_ffw_norm']) t.need(at + name, s.nEmbd);
      t.need(`${at}ffn_down.weight`, nFf, s.nEmbd);
      t.need(`${at}ffn_up.weight`, s.nEmbd, 2 * nFf);
    });
  },
};

function plamo2Layer(t: OutlineTable, s: OutlineSizes, at: string, i: number): void {
  const [inner, state, heads] = [s.n('ssm.inner_size'), s.n('ssm.state_size'), s.n('ssm.time_step_rank')];
  const dt = Math.max(64, Math.floor(s.nEmbd / 16));
  if (s.nHeadKv(i) === 0) {
    t.need(`${at}ssm_in.weight`, s.nEmbd, 2 * inner);
    t.need(`${at}ssm_conv1d.weight`, s.n('ssm.conv_kernel'), inner);
    t.need(`${at}ssm_x.weight`, inner, dt + 2 * state);
    t.need(`${at}ssm_dt.weight`, dt, heads);
    for (const name of ['ssm_dt.bias', 'ssm_a', 'ssm_d']) t.need(at + name, heads);
    t.need(`${at}ssm_out.weight`, inner, s.nEmbd);
    t.need(`${at}ssm_dt_norm`, dt);
    for (const name of ['ssm_b_norm', 'ssm_c_norm']) t.need(at + name, state);
    return;
  }
  const [q, kv] = [s.nHead(i), s.nHeadKv(i)];
  t.need(`${at}attn_qkv.weight`, s.nEmbd, s.headDim * (q + kv) + s.valueDim * kv);
  t.need(`${at}attn_q_norm.weight`, s.headDim, q);
  t.need(`${at}attn_k_norm.weight`, s.headDim, kv);
  t.need(`${at}attn_output.weight`, q * s.valueDim, s.nEmbd);
}
