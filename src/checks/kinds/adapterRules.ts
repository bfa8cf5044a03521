import { quoted } from '../../core/printable.ts';
import { getString } from '../../gguf/metadata.ts';
import type { GgufFile, TensorInfo } from '../../gguf/types.ts';
import { MAX_VOCAB } from '../../model/arch/limits.ts';
import type { Findings } from '../../core/findings.ts';
import { hasNoKernel } from './readerTensors.ts';
import { checkKeys, f32Within, string, u32s, type ExactKey } from './exactKeys.ts';

/** The scale is alpha / rank; published adapters have 8 to 512. 0 stands for the rank. */
const MAX_ALPHA = 65_536;

/** llama.cpp ends the process on another type of the first two. */
const KEYS: readonly ExactKey[] = [
  string('adapter.type'),
  f32Within('adapter.lora.alpha', MAX_ALPHA),
  // aLoRA (Greenewald et al., 2025): the adapter is in force from these tokens on. Readers keep them as signed numbers.
  u32s('adapter.alora.invocation_tokens', { min: 0, max: MAX_VOCAB - 1 }, { atMost: 4096 }),
];
/** A rank beyond is no longer low. */
const MAX_RANK = 8192;
const HALF = /^(?<name>.+)\.lora_(?<half>[ab])$/su;

/**
 * LoRA (Hu et al., 2021): for a weight of (nOut, nIn), `NAME.lora_a` of (rank, nIn) and `NAME.lora_b` of (nOut, rank), with one of
 * each for every expert of a mixture. Of the token embedding both are the other way round, and share their first dimension.
 */
export function checkAdapter({ metadata, tensors }: GgufFile, findings: Findings): void {
  const type = getString(metadata, 'adapter.type');
  if (type !== 'lora') {
    const found = type === undefined ? 'nothing' : quoted(type);
    report(findings, 'adapter/type', 'metadata["adapter.type"]', `expected "lora", found ${found}`);
  }
  const kind = getString(metadata, 'general.type');
  if (kind !== 'adapter') {
    const found = kind === undefined ? 'no string' : quoted(kind);
    report(findings, 'adapter/type', 'metadata["general.type"]', `expected "adapter", found ${found}`);
  }
  checkKeys(metadata, KEYS, findings);
  for (const [name, pair] of pairsOf(tensors, findings)) checkPair(name, pair, findings);
}

interface Pair {
  a?: TensorInfo;
  b?: TensorInfo;
}

function pairsOf(tensors: readonly TensorInfo[], findings: Findings): ReadonlyMap<string, Pair> {
  const pairs = new Map<string, Pair>();
  for (const tensor of tensors) {
    const { name, half } = HALF.exec(tensor.name)?.groups ?? {};
    if (name !== undefined) {
      const pair = pairs.get(name) ?? {};
      pairs.set(name, half === 'a' ? { ...pair, a: tensor } : { ...pair, b: tensor });
      // Norms may be trained whole: readers leave them out.
    } else if (!tensor.name.endsWith('_norm.weight')) {
      const message = `expected a name that ends in .lora_a or .lora_b, found ${quoted(tensor.name)}`;
      report(findings, 'adapter/tensor-name', `tensors[${String(tensor.index)}]`, message);
    }
  }
  return pairs;
}

function checkPair(name: string, { a, b }: Pair, findings: Findings): void {
  const path = `tensors[${quoted(name)}]`;
  if (!a || !b) {
    report(findings, 'adapter/pair', path, `expected .lora_a and .lora_b, found only .lora_${a ? 'a' : 'b'}`);
    return;
  }
  const isEmbedding = name.endsWith('token_embd.weight');
  const ranks = isEmbedding ? [a.dims[0], b.dims[0]] : [a.dims[1] ?? 1, b.dims[0]];
  const [rank = 0, other] = ranks;
  if (rank !== other || rank > MAX_RANK) {
    const message = `expected one rank of at most ${String(MAX_RANK)}, found ${String(rank)} in a and ${String(other)} in b`;
    report(findings, 'adapter/shape', path, message);
  }
  for (const half of [a, b]) checkHalf(name, half, findings);
  const [expertsA, expertsB] = [a, b].map(({ dims }) => (dims[2] ?? 1) * (dims[3] ?? 1));
  if (expertsA !== expertsB) {
    const message = `expected as many experts in both halves, found ${String(expertsA)} in a and ${String(expertsB)} in b`;
    report(findings, 'adapter/shape', path, message);
  }
}

/** A product with the weight: of a type that has one, and of more than two dimensions only beside experts. */
function checkHalf(name: string, { type, dims, index }: TensorInfo, findings: Findings): void {
  const path = `tensors[${String(index)}]`;
  if (hasNoKernel(type)) {
    const message = `${quoted(name)}: expected a type that a matrix may have, found ${type.name}`;
    report(findings, 'model/tensor-type', path, message);
  }
  if (OF_EXPERTS.test(name) || dims.slice(2).every((n) => n === 1)) return;
  const message = `${quoted(name)}: expected two dimensions beside a weight that is not of experts, found ${dims.join(' × ')}`;
  report(findings, 'adapter/shape', path, message);
}

/** Weights that are stacked, one for each expert. */
const OF_EXPERTS = /_exps(?:\.|$)/;

function report(findings: Findings, rule: string, path: string, message: string): void {
  findings.report(rule, () => ({ message, path }));
}
