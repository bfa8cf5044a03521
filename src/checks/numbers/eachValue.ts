/** Tensors of which each value is judged by itself: ids, decays and divisors, few beside the weights. */
import type { ByteSource } from '../../core/byteSource.ts';
import type { Finding } from '../../core/finding.ts';
import { Findings } from '../../core/findings.ts';
import { quoted } from '../../core/printable.ts';
import { formatBytes } from '../../core/units.ts';
import { getString, type Metadata } from '../../gguf/metadata.ts';
import type { Range } from '../../gguf/rangeList.ts';
import type { Profile, TensorInfo } from '../../gguf/types.ts';
import { idTableOf } from '../../model/arch/idTables.ts';
import { NUMBER_RULES, type NumberRuleId } from './numberRules.ts';

/** What holds of every value. */
interface Demand {
  readonly rule: NumberRuleId;
  readonly expected: string;
  readonly holds: (value: number) => boolean;
}

interface Judged {
  readonly type: 'F32' | 'I32' | 'I64';
  /** Undefined where the keys do not say what holds: then there is a finding on the keys. */
  readonly demand: (metadata: Metadata) => Demand | undefined;
}

const DECAY: Demand = {
  rule: 'numbers/growing-state',
  expected: 'decays of 0 or less',
  holds: (value) => !(value > 0),
};

const DIVISOR: Demand = {
  rule: 'numbers/zero-divisor',
  expected: 'numbers that can be divided by',
  holds: (value) => value !== 0,
};

const BY_NAME: readonly (readonly [RegExp, Demand])[] = [
  // −exp(A_log) in every converter but that of bailingmoe3, where it is scaled before a sigmoid and may have any sign.
  [/^blk\.\d+\.ssm_a$/, DECAY],
  // Of AWQ in MPT.
  [/^blk\.\d+\.ffn\.act\.scales$/, DIVISOR],
];
const ANY_SIGN: ReadonlySet<string> = new Set(['bailingmoe3']);

/** The most that is known is 66 MB, the decays of Jamba 1.5 Large. They are in memory twice: as the pass keeps them, and as it gives them. */
const MOST_BYTES = 96 << 20;

/** Read at once. */
const PIECE_BYTES = 1 << 20;

/** Where the tensors of `tensors` that are judged by each value lie, in their order, as far as they are looked at. */
export function eachValueRanges(tensors: readonly TensorInfo[]): readonly Range[] {
  return readTensors(tensors).map(({ fileOffset, bytes }) => ({ start: fileOffset, end: fileOffset + bytes }));
}

export interface ValueFile {
  /** Those that were scanned. */
  readonly tensors: readonly TensorInfo[];
  /** Of a shard, that of the first. */
  readonly metadata: Metadata;
  readonly littleEndian: boolean;
}

/** Of each tensor the first value that does not hold. `source` has the bytes of {@link eachValueRanges}. Linear in them. */
export function eachValueFindings(source: ByteSource, file: ValueFile, profile: Profile): readonly Finding[] {
  const candidates = file.tensors.filter((tensor) => judged(tensor));
  const read = new Set(readTensors(candidates));
  const findings = new Findings<NumberRuleId>(NUMBER_RULES, profile);
  for (const tensor of candidates) {
    const demand = judged(tensor)?.demand(file.metadata);
    if (!demand) continue;
    const told = read.has(tensor) ? firstWrong(source, tensor, demand, file.littleEndian) : tooLarge(tensor);
    if (told) findings.report(demand.rule, () => ({ ...told, path: `tensors[${String(tensor.index)}]` }));
  }
  return findings.findings();
}

function readTensors(tensors: readonly TensorInfo[]): readonly TensorInfo[] {
  let left = MOST_BYTES;
  return tensors.filter((tensor) => {
    if (!judged(tensor) || tensor.bytes > left) return false;
    left -= tensor.bytes;
    return true;
  });
}

/** Of another type than its own there is a finding on the type. */
function judged({ name, type }: TensorInfo): Judged | undefined {
  const found = judgedByName(name);
  return found?.type === type.name ? found : undefined;
}

function judgedByName(name: string): Judged | undefined {
  const ids = idTableOf(name);
  if (ids) return { type: ids.type, demand: (metadata) => idsBelow(ids.below(metadata)) };
  const demand = BY_NAME.find(([pattern]) => pattern.test(name))?.[1];
  return demand && { type: 'F32', demand: (metadata) => (hasAnySign(metadata) ? undefined : demand) };
}

function hasAnySign(metadata: Metadata): boolean {
  return ANY_SIGN.has(getString(metadata, 'general.architecture') ?? '');
}

function idsBelow(below: number | undefined): Demand | undefined {
  if (below === undefined) return undefined;
  const expected = `ids from 0 to ${String(below - 1)}`;
  return { rule: 'numbers/id-range', expected, holds: (id) => id >= 0 && id < below };
}

type Told = Pick<Finding, 'message' | 'offset' | 'length'>;

function tooLarge({ name, fileOffset, bytes }: TensorInfo): Told {
  const message = `expected ids, decays and divisors of at most ${formatBytes(MOST_BYTES)} in all, found more with ${quoted(name)}`;
  return { message, offset: fileOffset, length: bytes };
}

function firstWrong(
  source: ByteSource,
  { name, type, fileOffset, bytes }: TensorInfo,
  { expected, holds }: Demand,
  littleEndian: boolean,
): Told | null {
  const width = type.blockBytes;
  const piece = new Uint8Array(Math.min(bytes, PIECE_BYTES));
  const valueAt = readerOf(type.name, new DataView(piece.buffer), littleEndian);
  for (let start = 0; start < bytes; start += piece.length) {
    const length = Math.min(piece.length, bytes - start);
    source.read(fileOffset + start, piece.subarray(0, length));
    for (let at = 0; at < length; at += width) {
      const value = valueAt(at);
      if (holds(value)) continue;
      const place = String((start + at) / width);
      const message = `${quoted(name)}: expected ${expected}, found ${String(value)} as element ${place}`;
      return { message, offset: fileOffset + start + at, length: width };
    }
  }
  return null;
}

function readerOf(type: string, view: DataView, littleEndian: boolean): (at: number) => number {
  if (type === 'I32') return (at) => view.getInt32(at, littleEndian);
  if (type === 'I64') return (at) => Number(view.getBigInt64(at, littleEndian));
  return (at) => view.getFloat32(at, littleEndian);
}
