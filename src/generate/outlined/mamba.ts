import type { OutlinedKeys } from './outlinedModel.ts';
import { f32, u32 } from './values.ts';

export const mambaForms: readonly OutlinedKeys[] = [
  {
    name: 'mamba-plain',
    architecture: 'mamba',
    keys: {
      context_length: u32(64),
      embedding_length: u32(32),
      block_count: u32(2),
      feed_forward_length: u32(0),
      'attention.head_count': u32(0),
      'attention.layer_norm_rms_epsilon': f32(1e-5),
      'ssm.conv_kernel': u32(4),
      'ssm.inner_size': u32(64),
      'ssm.state_size': u32(16),
      'ssm.time_step_rank': u32(2),
    },
  },
];
