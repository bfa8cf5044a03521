/** Of two forms that weights come in, the one that an architecture's readers look for: `npm run readers` says which. */

/** Queries, keys and values are in one matrix. */
// prettier-ignore
const ONE_MATRIX: ReadonlySet<string> = new Set([
  'bailingmoe2', 'bloom', 'cogvlm', 'dbrx', 'falcon', 'gpt2', 'jais', 'mpt', 'openelm', 'qwen', 'starcoder',
]);

/** Gate and first matrix of experts are in two. */
// prettier-ignore
const TWO_MATRICES: ReadonlySet<string> = new Set([
  'afmoe', 'arctic', 'bailingmoe', 'bailingmoe2', 'dbrx', 'deepseek', 'dots1', 'ernie4_5-moe', 'exaone-moe',
  'glm4moe', 'granite', 'granitemoe', 'grok', 'grovemoe', 'hunyuan-moe', 'laguna', 'lfm2moe', 'llada-moe', 'llama',
  'llama4', 'maple', 'mellum', 'mimo2', 'minicpm', 'minimax-m2', 'mistral3', 'olmoe', 'phimoe', 'qwen2moe',
  'qwen3moe', 'qwen3vlmoe', 'rnd1', 'smallthinker',
]);

/** Norms of queries, on which a reader aborts. */
const NO_QUERY_NORM: ReadonlySet<string> = new Set(['mpt']);

/** Whether a forward pass of `architecture` takes the form that has the tensor of this name, without `blk.N.`; null where either will do. */
export function takesForm(architecture: string, name: string): boolean | null {
  if (name === 'attn_qkv.weight' && ONE_MATRIX.has(architecture)) return true;
  if (name === 'attn_q_norm.weight' && NO_QUERY_NORM.has(architecture)) return false;
  return name === 'ffn_gate_up_exps.weight' && TWO_MATRICES.has(architecture) ? false : null;
}
