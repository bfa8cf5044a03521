/* eslint-disable max-lines -- a table */
/**
 * Outlines of architectures that llama.cpp reads and whose forward pass is not described here: state spaces, delta rules and their hybrids
 * with attention. Each is the tensor table that llama.cpp asks for, and what it asserts of the keys.
 */
import type { Outline, OutlineFault, OutlineSizes, OutlineTable } from './outline.ts';

const SSM = ['ssm.conv_kernel', 'ssm.inner_size', 'ssm.state_size', 'ssm.time_step_rank'] as const;
const GROUPED_SSM = [...SSM, 'ssm.group_count'] as const;
const RMS = 'attention.layer_norm_rms_epsilon';
const MLA = [
  'attention.key_length_mla',
  'attention.value_length_mla',
  'attention.kv_lora_rank',
  'ssm.conv_kernel',
  'kda.head_dim',
] as const;

type Faults = (s: OutlineSizes) => readonly OutlineFault[];

/** `[holds, key, expected]`; what is found is added. */
type Claim = readonly [holds: boolean, key: string, expected: string];

const faultsOf =
  (claims: (s: OutlineSizes) => readonly Claim[]): Faults =>
  (s) =>
    claims(s)
      .filter(([holds]) => !holds)
      .map(([, key, expected]) => ({ key, message: `expected ${expected}, found ${String(s.n(key))}` }));

const positive = (s: OutlineSizes, keys: readonly string[]): readonly Claim[] =>
  keys.map((key) => [s.n(key) > 0, key, 'over 0'] as const);

const twiceAsWide = faultsOf((s) => [
  ...positive(s, SSM),
  [s.n('ssm.inner_size') === 2 * s.nEmbd, 'ssm.inner_size', `twice the embedding length ${String(s.nEmbd)}`],
]);

const grouped = (s: OutlineSizes): readonly Claim[] => [
  ...positive(s, GROUPED_SSM),
  [s.n('ssm.inner_size') % s.n('ssm.time_step_rank') === 0, 'ssm.inner_size', 'a multiple of ssm.time_step_rank'],
  [s.n('ssm.inner_size') % s.n('ssm.group_count') === 0, 'ssm.inner_size', 'a multiple of ssm.group_count'],
  [s.n('ssm.time_step_rank') % s.n('ssm.group_count') === 0, 'ssm.time_step_rank', 'a multiple of ssm.group_count'],
];

const layers = (s: OutlineSizes, body: (at: string, i: number) => void): void => {
  for (let i = 0; i < s.nLayer; i++) body(`blk.${String(i)}.`, i);
};

/** Mamba (Gu and Dao, 2023): one state space a channel. */
function mambaLayer(t: OutlineTable, s: OutlineSizes, at: string): void {
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
function mamba2Layer(t: OutlineTable, s: OutlineSizes, at: string, optional: readonly string[] = []): void {
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

/** Gated delta rule (Yang et al., 2024), as Qwen has it. */
function deltaLayer(t: OutlineTable, s: OutlineSizes, at: string, form: 'plain' | 'next'): void {
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

const deltaFaults = (s: OutlineSizes): readonly Claim[] => [
  ...grouped(s),
  [
    s.n('ssm.inner_size') === s.n('ssm.state_size') * s.n('ssm.time_step_rank'),
    'ssm.inner_size',
    'ssm.state_size times ssm.time_step_rank',
  ],
  [s.n('full_attention_interval', 4) > 0, 'full_attention_interval', 'over 0'],
  [s.valueDim === s.headDim, 'attention.value_length', `attention.key_length ${String(s.headDim)}`],
];

/** Attention whose output a gate multiplies: queries come with as many gates. */
function gatedAttention(t: OutlineTable, s: OutlineSizes, at: string): void {
  const width = s.headDim * s.nHead();
  t.queryKeyValue(at, s.nEmbd, 2 * width, s.headDim * s.nHeadKv(), s.valueDim * s.nHeadKv());
  t.need(`${at}attn_output.weight`, width, s.nEmbd);
  t.need(`${at}attn_q_norm.weight`, s.headDim);
  t.need(`${at}attn_k_norm.weight`, s.headDim);
}

const expertWidth = (s: OutlineSizes): number =>
  s.n('expert_feed_forward_length') || Math.floor(s.n('feed_forward_length') / s.n('expert_used_count'));

function gatedMixture(t: OutlineTable, s: OutlineSizes, at: string): void {
  t.need(`${at}ffn_gate_inp.weight`, s.nEmbd, s.n('expert_count'));
  t.experts(at, s.nEmbd, expertWidth(s), s.n('expert_count'), 'fusable');
  t.need(`${at}ffn_gate_inp_shexp.weight`, s.nEmbd);
  t.sharedExpert(at, s.nEmbd, s.n('expert_shared_feed_forward_length') || s.n('feed_forward_length'));
}

function qwenHybrid(form: 'plain' | 'next', mixture: boolean): Outline {
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

/** Attention of layer `i` with heads of its own number. */
function plainAttention(t: OutlineTable, s: OutlineSizes, at: string, i: number): void {
  const width = s.headDim * s.nHead(i);
  t.queryKeyValue(at, s.nEmbd, width, s.headDim * s.nHeadKv(i), s.valueDim * s.nHeadKv(i));
  t.need(`${at}attn_output.weight`, width, s.nEmbd);
  t.may(`${at}attn_output.bias`, s.nEmbd);
}

function biasedFeedForward(t: OutlineTable, at: string, nEmbd: number, nFf: number): void {
  t.feedForward(at, nEmbd, nFf);
  t.may(`${at}ffn_gate.bias`, nFf);
  t.may(`${at}ffn_up.bias`, nFf);
  t.may(`${at}ffn_down.bias`, nEmbd);
}

/** Kimi's delta attention (Kimi Team, 2025): a gate for each channel, three short convolutions. */
function kdaLayer(t: OutlineTable, s: OutlineSizes, at: string, form: 'linear' | 'k3' | 'bailing'): void {
  const dim = s.n('kda.head_dim');
  const inner = dim * s.nHead();
  for (const of of ['q', 'k', 'v']) t.need(`${at}ssm_conv1d_${of}.weight`, s.n('ssm.conv_kernel'), 1, inner);
  t.queryKeyValue(at, s.nEmbd, inner, inner, inner);
  const lowRank = form !== 'bailing';
  t.need(`${at}ssm_f_a.weight`, s.nEmbd, lowRank ? dim : inner);
  if (lowRank) t.need(`${at}ssm_f_b.weight`, dim, inner);
  t.need(`${at}ssm_beta.weight`, s.nEmbd, s.nHead());
  if (form === 'k3') t.need(`${at}ssm_a`, s.nHead());
  else t.need(`${at}ssm_a`, 1, s.nHead());
  t.need(`${at}ssm_dt.bias`, inner);
  if (form === 'k3') t.need(`${at}ssm_g.weight`, s.nEmbd, inner);
  else t.need(`${at}ssm_g_a.weight`, s.nEmbd, form === 'linear' ? dim : inner);
  if (form === 'linear') t.need(`${at}ssm_g_b.weight`, dim, inner);
  t.need(`${at}ssm_norm.weight`, dim);
  t.need(`${at}attn_output.weight`, inner, s.nEmbd);
}

/** Latent attention between layers of that kind. */
function latentLayer(t: OutlineTable, s: OutlineSizes, at: string, byRank: boolean): void {
  const [qRank, rank, heads] = [s.n('attention.q_lora_rank'), s.n('attention.kv_lora_rank'), s.nHead()];
  const [key, value] = [s.n('attention.key_length_mla'), s.n('attention.value_length_mla')];
  const plain = key - s.nRot;
  t.need(`${at}attn_kv_a_norm.weight`, rank);
  if (byRank ? qRank > 0 : t.has(`${at}attn_q_a_norm.weight`)) {
    t.need(`${at}attn_q_a_norm.weight`, qRank);
    t.need(`${at}attn_q_a.weight`, s.nEmbd, qRank);
    t.need(`${at}attn_q_b.weight`, qRank, heads * key);
  } else {
    t.need(`${at}attn_q.weight`, s.nEmbd, heads * key);
  }
  t.need(`${at}attn_kv_a_mqa.weight`, s.nEmbd, rank + s.nRot);
  if (!byRank && t.has(`${at}attn_kv_b.weight`)) {
    t.need(`${at}attn_kv_b.weight`, rank, heads * (plain + value));
  } else {
    t.need(`${at}attn_k_b.weight`, plain, rank, heads);
    t.need(`${at}attn_v_b.weight`, rank, value, heads);
  }
  t.need(`${at}attn_output.weight`, heads * value, s.nEmbd);
}

const latentFaults = (s: OutlineSizes): readonly Claim[] => [
  ...positive(s, [...MLA, 'attention.value_length_mla']),
  [s.n('attention.key_length_mla') > s.nRot, 'attention.key_length_mla', `over the rotated ${String(s.nRot)}`],
  [s.headDim === s.n('attention.kv_lora_rank') + s.nRot, 'attention.key_length', 'the latent and the rotated'],
  [s.valueDim === s.n('attention.kv_lora_rank'), 'attention.value_length', 'the latent'],
];

function kimiMixture(t: OutlineTable, s: OutlineSizes, at: string, i: number, latent: number): void {
  if (i < s.n('leading_dense_block_count')) {
    t.feedForward(at, s.nEmbd, s.n('feed_forward_length'));
    return;
  }
  const [nFf, nExpert] = [s.n('expert_feed_forward_length'), s.n('expert_count')];
  t.need(`${at}ffn_gate_inp.weight`, s.nEmbd, nExpert);
  t.need(`${at}exp_probs_b.bias`, nExpert);
  t.experts(at, latent, nFf, nExpert);
  t.sharedExpert(at, s.nEmbd, nFf * (s.n('expert_shared_count') || 1));
}

const nemotron: Outline = {
  requires: [...GROUPED_SSM, 'attention.layer_norm_epsilon'],
  faults: faultsOf(grouped),
  tensors: (t, s) => {
    t.ends(s);
    layers(s, (at, i) => {
      t.need(`${at}attn_norm.weight`, s.nEmbd);
      const nFf = s.each('feed_forward_length', i);
      if (nFf > 0) nemotronFeedForward(t, s, at, i);
      else if (s.nHeadKv(i) === 0) mamba2Layer(t, s, at);
      else plainAttention(t, s, at, i);
    });
  },
};

function nemotronFeedForward(t: OutlineTable, s: OutlineSizes, at: string, i: number): void {
  const [nFf, nExpert] = [s.each('feed_forward_length', i), s.n('expert_count')];
  if (nExpert === 0) {
    t.need(`${at}ffn_down.weight`, nFf, s.nEmbd);
    t.need(`${at}ffn_up.weight`, s.nEmbd, nFf);
    t.may(`${at}ffn_down.bias`, s.nEmbd);
    t.may(`${at}ffn_up.bias`, nFf);
    return;
  }
  const wide = s.n('moe_latent_size') || s.nEmbd;
  const own = s.each('expert_feed_forward_length', i) || Math.floor(nFf / s.each('expert_used_count', i));
  const shared = s.n('expert_shared_feed_forward_length');
  t.need(`${at}ffn_gate_inp.weight`, s.nEmbd, nExpert);
  t.need(`${at}exp_probs_b.bias`, nExpert);
  t.may(`${at}ffn_latent_down.weight`, s.nEmbd, wide);
  t.may(`${at}ffn_latent_up.weight`, wide, s.nEmbd);
  t.need(`${at}ffn_down_exps.weight`, own, wide, nExpert);
  t.need(`${at}ffn_up_exps.weight`, wide, own, nExpert);
  t.need(`${at}ffn_down_shexp.weight`, shared, s.nEmbd);
  t.need(`${at}ffn_up_shexp.weight`, s.nEmbd, shared);
}

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

/** Copies of the residual stream that are mixed before and after each block. */
function hyperConnections(t: OutlineTable, s: OutlineSizes, at: string): void {
  const [n, rank] = [s.n('hyper_connection.count'), s.n('hyper_connection.low_rank')];
  const wide = n * s.nEmbd;
  for (const of of ['hc_attn', 'hc_ffn']) {
    t.reshaped(`${at}${of}_norm.weight`, s.nEmbd, n);
    t.need(`${at}${of}_down.weight`, wide, rank);
    t.need(`${at}${of}_up.weight`, rank, wide);
    t.need(`${at}${of}_inject.weight`, wide, n);
  }
}

function indexer(t: OutlineTable, s: OutlineSizes, at: string): void {
  const dim = s.n('attention.indexer.key_length');
  t.need(`${at}indexer.q_proj.weight`, s.nEmbd, s.n('attention.indexer.head_count') * dim);
  t.need(`${at}indexer.k_proj.weight`, s.nEmbd, dim);
  for (const name of ['q_norm', 'k_norm']) t.need(`${at}indexer.${name}.weight`, dim);
}

/** Embeddings of n-grams, by hashes into one table. */
function ngramLayer(t: OutlineTable, s: OutlineSizes, at: string): void {
  const n = s.n('hyper_connection.count');
  t.need(`${at}ple_key.weight`, s.nEmbd, n * s.nEmbd);
  t.need(`${at}ple_value.weight`, s.nEmbd, s.nEmbd);
  for (const of of ['key', 'query', 'conv']) t.reshaped(`${at}ple_norm_${of}.weight`, s.nEmbd, n);
  t.need(`${at}ple_conv1d.weight`, s.n('ple.conv_kernel'), n * s.nEmbd);
}

const NGRAM_KEYS = [
  'ple.ngram_size',
  'ple.heads_per_ngram',
  'ple.conv_kernel',
  'ple.eos_token_id',
  'embedding_length_per_layer_input',
];
const MAX_NGRAM = 8;
const MAX_NGRAM_HEADS = 64;

function ngramClaims(s: OutlineSizes): readonly Claim[] {
  if (s.length('ple.layers') === 0) return [];
  const heads = (s.n('ple.ngram_size') - 1) * s.n('ple.heads_per_ngram');
  const layer = s.n('ple.layers');
  return [
    ...NGRAM_KEYS.map((key) => [s.has(key), key, 'such a key'] as const),
    [s.length('ple.layers') === 1, 'ple.layers', 'one layer'],
    [layer < s.nLayer && s.isRecurrent(layer, 4), 'ple.layers', 'a recurrent layer'],
    [
      s.n('ple.ngram_size') > 1 && s.n('ple.ngram_size') <= MAX_NGRAM,
      'ple.ngram_size',
      `from 2 to ${String(MAX_NGRAM)}`,
    ],
    [heads > 0 && heads <= MAX_NGRAM_HEADS, 'ple.heads_per_ngram', `up to ${String(MAX_NGRAM_HEADS)} heads`],
    ...positive(s, ['ple.conv_kernel', 'embedding_length_per_layer_input']),
    [s.length('ple.layer_multipliers') >= s.n('ple.ngram_size'), 'ple.layer_multipliers', 'one for each of the n-gram'],
    [s.length('ple.head_offsets') >= heads, 'ple.head_offsets', 'one for each head'],
    [s.length('ple.head_vocab_sizes') >= heads, 'ple.head_vocab_sizes', 'one for each head'],
    ...Array.from({ length: Math.min(Math.max(heads, 0), MAX_NGRAM_HEADS) }, (_, i): Claim => {
      const [offset, size] = [s.each('ple.head_offsets', i), s.each('ple.head_vocab_sizes', i)];
      return [size > 0 && offset + size < 2 ** 31, 'ple.head_vocab_sizes', 'rows below 2^31'];
    }),
  ];
}

const qwen4exp: Outline = {
  requires: [
    RMS,
    ...GROUPED_SSM,
    'hyper_connection.count',
    'hyper_connection.low_rank',
    'attention.indexer.head_count',
    'attention.indexer.key_length',
    'attention.indexer.top_k',
  ],
  faults: faultsOf((s) => [
    ...deltaFaults(s),
    [s.n('hyper_connection.count') > 1, 'hyper_connection.count', 'over 1'],
    ...positive(s, [
      'hyper_connection.low_rank',
      'attention.indexer.head_count',
      'attention.indexer.key_length',
      'attention.indexer.top_k',
      'expert_count',
    ]),
    ...ngramClaims(s),
  ]),
  tensors: (t, s) => {
    const n = s.n('hyper_connection.count');
    t.need('token_embd.weight', s.nEmbd, s.nVocab);
    t.may('output.weight', s.nEmbd, s.nVocab);
    t.reshaped('output_hc_norm.weight', s.nEmbd, n);
    t.need('output_hc_down.weight', n * s.nEmbd, s.n('hyper_connection.low_rank'));
    t.need('output_hc_up.weight', s.n('hyper_connection.low_rank'), n * s.nEmbd);
    const ngrams = s.length('ple.layers') > 0;
    if (ngrams) t.rows('per_layer_token_embd.weight', s.n('embedding_length_per_layer_input'), ngramRows(s));
    layers(s, (at, i) => {
      hyperConnections(t, s, at);
      if (s.isRecurrent(i, 4)) deltaLayer(t, s, at, 'plain');
      else {
        gatedAttention(t, s, at);
        indexer(t, s, at);
      }
      if (ngrams && i === s.n('ple.layers')) ngramLayer(t, s, at);
      gatedMixture(t, s, at);
    });
  },
};

function ngramRows(s: OutlineSizes): number {
  const n = Math.min(MAX_NGRAM_HEADS, s.length('ple.head_vocab_sizes'));
  return Array.from({ length: n }, (_, i) => s.each('ple.head_offsets', i) + s.each('ple.head_vocab_sizes', i)).reduce(
    (a, b) => Math.max(a, b),
    0,
  );
}

export const OUTLINES: ReadonlyMap<string, Outline> = new Map<string, Outline>([
  [
    'mamba',
    {
      requires: [...SSM, RMS],
      faults: twiceAsWide,
      tensors: (t, s) => {
        t.ends(s);
        layers(s, (at) => {
          t.need(`${at}attn_norm.weight`, s.nEmbd);
          mambaLayer(t, s, at);
        });
      },
    },
  ],
  [
    'mamba2',
    {
      requires: [...GROUPED_SSM, RMS],
      faults: faultsOf(grouped),
      tensors: (t, s) => {
        t.ends(s);
        layers(s, (at) => {
          t.need(`${at}attn_norm.weight`, s.nEmbd);
          mamba2Layer(t, s, at);
        });
      },
    },
  ],
  [
    'jamba',
    {
      requires: [...SSM, RMS],
      faults: twiceAsWide,
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
    },
  ],
  [
    'falcon-h1',
    {
      requires: [...GROUPED_SSM, RMS],
      faults: faultsOf(grouped),
      tensors: (t, s) => {
        t.ends(s);
        t.may('rope_freqs.weight', s.nRot / 2);
        layers(s, (at) => {
          t.need(`${at}attn_norm.weight`, s.nEmbd);
          mamba2Layer(t, s, at, ['ssm_norm.weight']);
          plainAttention(t, s, at, 0);
          t.need(`${at}ffn_norm`, s.nEmbd);
          biasedFeedForward(t, at, s.nEmbd, s.n('feed_forward_length'));
        });
      },
    },
  ],
  [
    'granitehybrid',
    {
      requires: [...GROUPED_SSM, RMS],
      faults: faultsOf((s) => [
        ...grouped(s),
        [s.n('ssm.inner_size') === 2 * s.nEmbd, 'ssm.inner_size', 'twice the embedding length'],
      ]),
      tensors: (t, s) => {
        t.ends(s);
        t.may('rope_freqs.weight', s.nRot / 2);
        const nFf = s.n('feed_forward_length');
        layers(s, (at, i) => {
          t.need(`${at}attn_norm.weight`, s.nEmbd);
          if (s.nHeadKv(i) === 0) mamba2Layer(t, s, at);
          else plainAttention(t, s, at, i);
          t.need(`${at}ffn_norm.weight`, s.nEmbd);
          if (s.n('expert_count') === 0) {
            biasedFeedForward(t, at, s.nEmbd, nFf);
            return;
          }
          t.need(`${at}ffn_gate_inp.weight`, s.nEmbd, s.n('expert_count'));
          t.experts(at, s.nEmbd, nFf, s.n('expert_count'), 'gateless');
          const shared = s.n('expert_shared_feed_forward_length');
          if (shared > 0) t.sharedExpert(at, s.nEmbd, shared);
        });
      },
    },
  ],
  ['nemotron_h', nemotron],
  ['nemotron_h_moe', nemotron],
  [
    'plamo2',
    {
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
    },
  ],
  ['qwen35', qwenHybrid('plain', false)],
  ['qwen35moe', qwenHybrid('plain', true)],
  ['qwen3next', qwenHybrid('next', true)],
  ['qwen4exp', qwen4exp],
  [
    'qwen3tts',
    {
      requires: [RMS],
      tensors: (t, s) => {
        t.need('token_embd.weight', s.nEmbd, s.nVocab);
        t.need('output_norm.weight', s.nEmbd);
        t.may('output.weight', s.nEmbd, 3072);
        t.may('cls.output.weight', s.nEmbd, Math.max(1, s.length('classifier.output_labels')));
        layers(s, (at) => {
          t.need(`${at}attn_norm.weight`, s.nEmbd);
          const width = s.headDim * s.nHead();
          const kv = s.headDim * s.nHeadKv();
          t.queryKeyValue(at, s.nEmbd, width, kv, kv);
          t.need(`${at}attn_output.weight`, width, s.nEmbd);
          for (const name of ['attn_q_norm', 'attn_k_norm']) t.need(`${at}${name}.weight`, s.headDim);
          t.need(`${at}ffn_norm.weight`, s.nEmbd);
          t.feedForward(at, s.nEmbd, s.n('feed_forward_length'));
        });
      },
      faults: faultsOf((s) => [
        [s.valueDim === s.headDim, 'attention.value_length', `attention.key_length ${String(s.headDim)}`],
      ]),
    },
  ],
  [
    'kimi-linear',
    {
      requires: [RMS, ...MLA, 'expert_feed_forward_length', 'expert_shared_count', 'expert_gating_func'],
      faults: faultsOf(latentFaults),
      tensors: (t, s) => {
        t.ends(s, 'own');
        layers(s, (at, i) => {
          t.need(`${at}attn_norm.weight`, s.nEmbd);
          if (s.nHeadKv(i) === 0) kdaLayer(t, s, at, 'linear');
          else latentLayer(t, s, at, false);
          t.need(`${at}ffn_norm.weight`, s.nEmbd);
          kimiMixture(t, s, at, i, s.nEmbd);
        });
      },
    },
  ],
  [
    'kimi-k3',
    {
      requires: [
        RMS,
        ...MLA,
        'expert_feed_forward_length',
        'expert_shared_count',
        'expert_gating_func',
        'attn_res.block_size',
        'activation.situ_beta',
        'activation.situ_linear_beta',
      ],
      faults: faultsOf((s) => [
        ...positive(s, [...MLA, 'attention.value_length_mla', 'activation.situ_beta', 'activation.situ_linear_beta']),
        [s.n('attention.key_length_mla') > s.nRot, 'attention.key_length_mla', `over the rotated ${String(s.nRot)}`],
        [s.headDim === s.n('attention.kv_lora_rank') + s.nRot, 'attention.key_length', 'the latent and the rotated'],
      ]),
      tensors: (t, s) => {
        t.ends(s, 'own');
        const latent = s.n('expert_latent_length') || s.nEmbd;
        const scores = s.n('attn_res.block_size') > 0;
        if (scores) t.need('output_res_score.weight', s.nEmbd);
        layers(s, (at, i) => {
          for (const name of ['attn_norm', 'ffn_norm']) t.need(`${at}${name}.weight`, s.nEmbd);
          if (scores) for (const name of ['attn_res_score', 'ffn_res_score']) t.need(`${at}${name}.weight`, s.nEmbd);
          if (s.nHeadKv(i) === 0) kdaLayer(t, s, at, 'k3');
          else {
            latentLayer(t, s, at, false);
            t.may(`${at}attn_gate.weight`, s.nEmbd, s.nHead() * s.n('attention.value_length_mla'));
          }
          kimiMixture(t, s, at, i, latent);
          if (s.n('expert_latent_length') === 0 || i < s.n('leading_dense_block_count')) return;
          t.need(`${at}ffn_routed_down.weight`, s.nEmbd, latent);
          t.need(`${at}ffn_routed_up.weight`, latent, s.nEmbd);
          t.may(`${at}ffn_routed_norm.weight`, latent);
        });
      },
    },
  ],
  [
    'bailingmoe3',
    {
      requires: [
        RMS,
        ...MLA,
        'kda.gate_lower_bound',
        'expert_feed_forward_length',
        'expert_shared_count',
        'leading_dense_block_count',
        'expert_gating_func',
      ],
      faults: faultsOf((s) => [
        ...latentFaults(s),
        [s.n('kda.gate_lower_bound') < 0, 'kda.gate_lower_bound', 'below 0'],
        [s.n('kda.safe_gate', 1) === 1, 'kda.safe_gate', 'true'],
      ]),
      tensors: (t, s) => {
        t.ends(s);
        const [nFf, nExpert] = [s.n('expert_feed_forward_length'), s.n('expert_count')];
        layers(s, (at, i) => {
          for (const name of ['attn_norm', 'ffn_norm']) t.need(`${at}${name}.weight`, s.nEmbd);
          if (s.nHeadKv(i) === 0) kdaLayer(t, s, at, 'bailing');
          else {
            latentLayer(t, s, at, true);
            t.need(`${at}attn_gate.weight`, s.nEmbd, s.nHead());
          }
          if (i < s.n('leading_dense_block_count')) {
            t.feedForward(at, s.nEmbd, s.n('feed_forward_length'));
            return;
          }
          t.need(`${at}ffn_gate_inp.weight`, s.nEmbd, nExpert);
          t.need(`${at}exp_probs_b.bias`, nExpert);
          t.experts(at, s.nEmbd, nFf, nExpert);
          t.sharedExpert(
            at,
            s.nEmbd,
            s.n('expert_shared_feed_forward_length') || nFf * Math.max(1, s.n('expert_shared_count')),
          );
        });
      },
    },
  ],
  [
    'refact',
    {
      requires: [RMS],
      tensors: (t, s) => {
        t.ends(s);
        t.may('rope_freqs.weight', s.nRot / 2);
        layers(s, (at, i) => {
          t.need(`${at}attn_norm.weight`, s.nEmbd);
          plainAttention(t, s, at, i);
          t.need(`${at}ffn_norm.weight`, s.nEmbd);
          t.need(`${at}ffn_gate_inp.weight`, s.nEmbd, s.n('expert_count'));
          t.experts(at, s.nEmbd, s.n('feed_forward_length'), s.n('expert_count'), 'gateless');
          const shared = s.n('expert_shared_feed_forward_length');
          if (shared > 0) t.sharedExpert(at, s.nEmbd, shared);
        });
      },
    },
  ],
  [
    'minimax-01',
    {
      requires: [RMS, 'residual_scale'],
      faults: faultsOf((s) => [
        [s.n('full_attention_interval', 8) > 0, 'full_attention_interval', 'over 0'],
        [s.valueDim === s.headDim, 'attention.value_length', `attention.key_length ${String(s.headDim)}`],
      ]),
      tensors: (t, s) => {
        t.ends(s);
        const width = s.headDim * s.nHead();
        layers(s, (at, i) => {
          t.need(`${at}attn_norm.weight`, s.nEmbd);
          if (s.isRecurrent(i, 8)) {
            t.need(`${at}attn_norm_2.weight`, width);
            t.need(`${at}attn_qkv.weight`, s.nEmbd, 3 * width);
            t.need(`${at}attn_gate.weight`, s.nEmbd, width);
          } else t.queryKeyValue(at, s.nEmbd, width, s.headDim * s.nHeadKv(), s.valueDim * s.nHeadKv());
          t.need(`${at}attn_output.weight`, width, s.nEmbd);
          t.need(`${at}ffn_norm.weight`, s.nEmbd);
          t.need(`${at}ffn_gate_inp.weight`, s.nEmbd, s.n('expert_count'));
          t.experts(at, s.nEmbd, s.n('feed_forward_length'), s.n('expert_count'), 'gateless');
        });
      },
    },
  ],
]);
