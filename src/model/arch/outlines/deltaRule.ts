/** The gated delta rule of Qwen's hybrids: tensors of a layer, and what holds of the keys. */
import type { OutlineSizes, OutlineTable } from '../outline.ts';
import type { Claim } from './claims.ts';
import { grouped } from './stateSpace.ts';

/** Gated delta rule (Yang et al., 2024), as Qwen has it. */
export function deltaLayer(t: OutlineTable, s: OutlineSizes, at: string, form: 'plain' | 'next'): void {
  const [state, heads] = [s.n('ssm.state_size'), s.n('ssm.time_step_rank')];
  const keys = state * s.n('ssm.group_count');
  const values = state * heads;
  // Older files have both in one, which is read where there is no other.
  const inOne = form === 'next' && !t.has(`${at}attn_qkv.weight`);
  if (form === 'next') t[inOne ? 'need' : 'may'](`${at}ssm_in.weight`, s.nEmbd, 2 * keys + 2 * values);
  t[inOne ? 'may' : 'need'](`${at}attn_qkv.weight`, s.nEmbd, 2 * keys + values);
  t[inOne ? 'may' : 'need'](`${at}attn_gate.weight`, s.nEmbd, values);
  t.need(`${at}ssm_conv1d.weight`, s.n('ssm.conv_kernel'), 2 * keys + values);
  t.need(`${at}ssm_dt.bias`, heads);
  t.need(`${at}ssm_a`, heads);
  if (form === 'next') t.need(`${at}ssm_ba.weight`, s.nEmbd, 2 * heads);
  else for (const name of ['ssm_beta', 'ssm_alpha']) t.need(`${at}${name}.weight`, s.nEmbd, heads);
  t.need(`${at}ssm_norm.weight`, state);
  t.need(`${at}ssm_out.weight`, values, s.nEmbd);
}

export const deltaFaults = (s: OutlineSizes): readonly Claim[] => [
  ...grouped(s),
  [
    s.n('ssm.inner_size') === s.n('ssm.state_size') * s.n('ssm.time_step_rank'),
    'ssm.inner_size',
    'ssm.state_size times ssm.time_step_rank',
  ],
  [s.n('full_attention_interval', 4) > 0, 'full_attention_interval', 'over 0'],
  [s.valueDim === s.headDim, 'attention.value_length', `attention.key_length ${String(s.headDim)}`],
];
