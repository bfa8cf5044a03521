/** Weights whose product with anything is divided by: zeros of a whole row, slice or matrix make it 0, and the quotient NaN. */
import { getString } from '../../gguf/metadata.ts';
import type { GgufFile, TensorInfo } from '../../gguf/types.ts';

interface Divisor {
  readonly name: RegExp;
  readonly architecture: string;
  /** Of a tensor, those parts that none may be all zeros of. */
  readonly parts: (dims: readonly number[]) => number;
}

const whole = (): number => 1;

/** As llama.cpp computes, in four parts at most (MANY_ZEROS in tally.ts); the sigmoid of Qwen2 MoE's shared expert is x·σ(x) / x there. */
const DIVISORS: readonly Divisor[] = [
  { name: /^altup_(unembd_)?proj\.weight$/, architecture: 'gemma3n', parts: ([, , n = 1]) => n },
  { name: /^token_embd\.weight$/, architecture: 'gemma3n', parts: whole },
  { name: /^blk\.\d+\.ffn_gate_inp_shexp\.weight$/, architecture: 'qwen2moe', parts: whole },
];

/** Whether so many zeros among the `numbers` of a tensor are, or hide, a part of zeros alone that is divided by. */
export function isZeroDivisor(
  { name, dims }: TensorInfo,
  zeros: number,
  numbers: number,
  { metadata }: GgufFile,
): boolean {
  const architecture = getString(metadata, 'general.architecture');
  const divisor = DIVISORS.find((each) => each.name.test(name) && each.architecture === architecture);
  return divisor !== undefined && zeros >= numbers / divisor.parts(dims);
}
