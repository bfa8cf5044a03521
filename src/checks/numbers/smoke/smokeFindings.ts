/** A few tokens through the reference: does the model answer in numbers? */
import type { ByteSource } from '../../../core/byteSource.ts';
import { EngineError } from '../../../core/errors.ts';
import type { Finding } from '../../../core/finding.ts';
import { quoted } from '../../../core/printable.ts';
import { formatBytes } from '../../../core/units.ts';
import type { GgufFile, Profile } from '../../../gguf/types.ts';
import { buildProgram } from '../../../model/build.ts';
import type { Op, Program } from '../../../model/program.ts';
import { QUANT_FORMATS } from '../../../reference/quant/formats.ts';
import { walk } from '../../../reference/walk.ts';
import { FileWeights } from '../../../residency/fileWeights.ts';
import { isShard } from '../../kinds/shardRules.ts';
import { numberFinding } from '../numberFinding.ts';
import { stepCost } from './smokeCost.ts';
import { SmokeJudge, type Overflow, type SmokeResult } from './smokeJudge.ts';
import { smokeTokens } from './smokeTokens.ts';

export interface SmokeOptions {
  readonly profile: Profile;
  /** True where the user asked for it. */
  readonly asked: boolean;
  /** What the scan of the numbers found. */
  readonly known: readonly Finding[];
  readonly signal?: AbortSignal;
}

/** Tried at once: the special ones, those that stand out, and where it costs next to nothing as many from all over the vocabulary. */
const FEW_TOKENS = 8;
const MANY_TOKENS = 32;

/** Estimated nanoseconds of a step of many tokens that is next to nothing. */
const CHEAP = 3e7;

/** Estimated nanoseconds that a step may cost: a second where nobody asked for it, a minute where somebody did. */
const BUDGET = 1e9;
const BUDGET_ASKED = 60e9;

/** The reference reads a weight whole. */
const MOST_WEIGHT_BYTES = 2 ** 30;

/**
 * What a step of the reference over `source` shows. Nothing of a file that it does not describe; a note where the step would cost too
 * much. Throws IoError where the source does.
 */
export async function smokeFindings(
  file: GgufFile,
  source: ByteSource,
  options: SmokeOptions,
): Promise<readonly Finding[]> {
  const { program } = buildProgram(file);
  if (!program || !canRun(file, program, source))
    return options.asked ? [notRun('the reference does not run it', options)] : [];
  const tokens = tokensWithin(program, options.asked ? BUDGET_ASKED : BUDGET);
  if (tokens === 0) return [notRun(tooMuch(program), options)];
  return run(file, program, source, tokens, options);
}

/** The container's rules have refused what else there is: tensors that end after the file, types that nobody computes with. */
function canRun(file: GgufFile, { weights }: Program, { size }: ByteSource): boolean {
  return (
    file.littleEndian &&
    [...weights].every(([name, { type }]) => {
      const info = file.tensorsByName.get(name);
      return info !== undefined && info.fileOffset + info.bytes <= size && QUANT_FORMATS.has(type);
    })
  );
}

function tooMuch(program: Program): string {
  const largest = largestWeight(program);
  if (largest > MOST_WEIGHT_BYTES) return `its largest tensor is of ${formatBytes(largest)}`;
  return `one token would cost the reference some ${(stepCost(program, 1) / 1e9).toFixed(1)} s`;
}

function largestWeight({ weights }: Program): number {
  return [...weights.values()].reduce((most, { bytes }) => Math.max(most, bytes), 0);
}

/** How many tokens a step may have; 0 where one costs too much. */
function tokensWithin(program: Program, budget: number): number {
  if (largestWeight(program) > MOST_WEIGHT_BYTES) return 0;
  const counts = [MANY_TOKENS, FEW_TOKENS, 4, 2, 1].filter((count) => count <= program.hparams.nCtxTrain);
  return counts.find((count) => stepCost(program, count) <= (count > FEW_TOKENS ? CHEAP : budget)) ?? 0;
}

async function run(
  file: GgufFile,
  program: Program,
  source: ByteSource,
  count: number,
  options: SmokeOptions,
): Promise<readonly Finding[]> {
  const weights = new FileWeights(file, program, source);
  const tokens = smokeTokens(file, program, weights, count);
  const judge = new SmokeJudge(program, tokens.length);
  try {
    await walk(program, weights, tokens, judge.visit, options.signal);
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    return [notRun(error.message, options)];
  }
  return options.signal?.aborted ? [] : reported(file, judge.result(), tokens, options);
}

function reported(
  file: GgufFile,
  { overflow, narrow, dead, sameLogits }: SmokeResult,
  tokens: Int32Array,
  options: SmokeOptions,
): readonly Finding[] {
  // The one is the cause of the other.
  const first = narrow ?? overflow;
  if (first) return [overflowFinding(first, tokens, options.profile)];
  const empty = dead.flatMap((op) => deadFinding(file, op, options));
  const hasCause = empty.length > 0 || options.known.some(({ severity }) => severity !== 'note');
  if (sameLogits === null || hasCause) return empty;
  const message = `expected logits that differ, found ${sameLogits} after tokens ${[...tokens.slice(0, FEW_TOKENS)].join(', ')}`;
  return [numberFinding('numbers/smoke-same-logits', { message }, options.profile)];
}

function overflowFinding({ op, token, value, narrow }: Overflow, tokens: Int32Array, profile: Profile): Finding {
  const found = `${found32(value)} ${narrow === undefined ? 'from' : 'into'} op ${quoted(op.name)} (${op.kind}) ${placeOf(op)}`;
  const of = `of token ${String(tokens[token])}`;
  if (narrow !== undefined)
    return numberFinding(
      'numbers/smoke-half-overflow',
      {
        message: `${narrow.what}: expected at most ${String(Math.floor(narrow.greatest))} there, found ${found} ${of}`,
      },
      profile,
    );
  const message = `expected activations that 32-bit floats can go on with, found ${found} ${of}`;
  return numberFinding('numbers/smoke-non-finite', { message }, profile);
}

function found32(value: number): string {
  return Number.isFinite(value) ? value.toPrecision(3) : String(value);
}

function placeOf({ layer }: Op): string {
  return layer === null ? 'outside the layers' : `in layer ${String(layer)}`;
}

/** A product that is always zero: the scan sees the scales of a quantised tensor and not its quants. */
function deadFinding(file: GgufFile, op: Op, { known, profile }: SmokeOptions): readonly Finding[] {
  const tensor = file.tensorsByName.get(op.weights[0]?.tensor ?? '');
  const path = `tensors[${String(tensor?.index)}]`;
  if (!tensor || known.some((finding) => finding.path === path)) return [];
  const message = `expected numbers in ${quoted(tensor.name)} (${tensor.type.name}), found that every product with it is zero`;
  // Of shards, the file that it lies in has a report of its own.
  const where = isShard(file) ? {} : { offset: tensor.fileOffset, length: tensor.bytes, path };
  return [numberFinding('numbers/all-zero', { message, ...where }, profile)];
}

function notRun(why: string, { profile }: SmokeOptions): Finding {
  return numberFinding('numbers/smoke-not-run', { message: `not smoke-tested: ${why}` }, profile);
}
