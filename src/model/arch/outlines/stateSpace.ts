/** State spaces: keys that they need, what holds of them, and the tensors of a layer. */
import type { OutlineSizes, OutlineTable } from '../outline.ts';
import { positive, type Claim } from './claims.ts';

export const SSM = ['ssm.conv_kernel', 'ssm.inner_size', 'ssm.state_size', 'ssm.time_step_rank'] as const;
export const GROUPED_SSM = [...SSM, 'ssm.group_count'] as const;

export const twiceAsWide = (s: OutlineSizes): readonly Claim[] => [
  ...positive(s, SSM),
  [s.n('ssm.inner_size') === 2 * s.nEmbd, 'ssm.inner_size', `twice the embedding length ${String(s.nEmbd)}`],
];

export const grouped = (s: OutlineSizes): readonly Claim[] => [
  ...positive(s, GROUPED_SSM),
  [s.n('ssm.inner_size') % s.n('ssm.time_step_rank') === 0, 'ssm.inner_size', 'a multiple of ssm.time_step_rank'],
  [s.n('ssm.inner_size') % s.n('ssm.group_count') === 0, 'ssm.inner_size', 'a multiple of ssm.group_count'],
  [s.n('ssm.time_step_rank') % s.n('ssm.group_count') === 0, 'ssm.time_step_rank', 'a multiple of ssm.group_count'],
];

/** Mamba (Gu and Dao, 2023): one state space a channel. */
export function mambaLayer(t: OutlineTable, s: OutlineSizes, at: string): void {
  const [inner, state, rank] = [s.n('ssm.inner_size'), s.n('ssm.state_size'), s.n('ssm.time_step_rank')];
  t.need(`${at}ssm_in.weight`, s.nEmbd, 2 * inner);
  t.need(`${at}ssm_conv1d.weight`, s.n('ssm.conv_kernel'), inner);
  t.need(`${at}ssm_conv1d.bias`, inner);
  t.need(`${at}ssm_x.weight`, inner, rank + 2 * state);
  t.need(`${at}ssm_dt.weight`, rank, inner);
  t.need(`${at}ssm_dt.bias`, inner);
  t.need(`${at}ssm_a`, state, inner);
  t.need(`${at}ssm_d`, inner);
  t.need(`${at}ssm_out.weight`, inner, s.nEmbd);
}

/** Mamba-2 (Dao and Gu, 2024): one state space a head, its inputs shared in groups. */
export function mamba2Layer(t: OutlineTable, s: OutlineSizes, at: string, optional: readonly string[] = []): void {
  const [inner, heads, groups] = [s.n('ssm.inner_size'), s.n('ssm.time_step_rank'), s.n('ssm.group_count')];
  const conv = inner + 2 * groups * s.n('ssm.state_size');
  const ask = (name: string, ...dims: number[]): void => {
    t[optional.includes(name) ? 'may' : 'need'](at + name, ...dims);
  };
  ask('ssm_in.weight', s.nEmbd, inner + conv + heads);
  ask('ssm_conv1d.weight', s.n('ssm.conv_kernel'), conv);
  ask('ssm_conv1d.bias', conv);
  ask('ssm_dt.bias', heads);
  ask('ssm_a', 1, heads);
  ask('ssm_d', 1, heads);
  ask('ssm_norm.weight', Math.floor(inner / groups), groups);
  ask('ssm_out.weight', inner, s.nEmbd);
}
