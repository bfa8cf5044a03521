import type { Finding } from '../../core/finding.ts';
import { Findings, type FindingDetail } from '../../core/findings.ts';
import { quoted } from '../../core/printable.ts';
import type { GgufFile, Profile, TensorInfo } from '../../gguf/types.ts';
import { isZeroDivisor } from './divisors.ts';
import { NUMBER_LAYOUTS, type NumberField, type NumberLayout } from './layouts.ts';
import { NUMBER_RULES, type NumberRuleId } from './numberRules.ts';
import { RANGES, roleOf, SCALE_SLACK, type TensorRole } from './roles.ts';
import { DEFECTS, isSparse, type Defect, type Tally } from './tally.ts';
import type { TensorTally } from './tensorScan.ts';

const FOUND: Readonly<Record<Defect, string>> = {
  nan: 'NaN',
  infinite: 'infinity',
  absurd: 'an absurdly large one',
  subnormal: 'a subnormal one',
};

/**
 * What the tallies of a file say: of each kind one finding a tensor, which names the first block and tells how many there are; of
 * subnormal scales one for the whole file.
 */
export function numberFindings(file: GgufFile, tallies: readonly TensorTally[], profile: Profile): readonly Finding[] {
  const sink = new NumberSink(profile);
  for (const { index, ...counted } of tallies) {
    const tensor = tensorAtRow(file.tensors, index);
    const layout = tensor && NUMBER_LAYOUTS.get(tensor.type.id);
    if (layout) reportTensor({ file, tensor, layout, role: roleOf(tensor), ...counted }, sink);
  }
  return sink.findings();
}

/** The tensor of row `index` of the table, of which rows may have been left out. */
function tensorAtRow(tensors: readonly TensorInfo[], index: number): TensorInfo | undefined {
  let [low, high] = [0, Math.min(index + 1, tensors.length)];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((tensors[middle] as TensorInfo).index < index) low = middle + 1;
    else high = middle;
  }
  return tensors[low];
}

/** A tensor, what it is and what was counted in it. */
interface Counted {
  readonly file: GgufFile;
  readonly tensor: TensorInfo;
  readonly layout: NumberLayout;
  readonly role: TensorRole;
  readonly tally: Tally;
  readonly repeats: boolean;
}

function reportTensor(counted: Counted, sink: NumberSink): void {
  const { tensor, layout, tally } = counted;
  DEFECTS.forEach((defect, i) => {
    const seen = { count: tally.counts[i] as number, first: tally.firsts[i] as number };
    if (seen.count === 0 || defect === 'subnormal') return;
    if (defect === 'absurd') reportAbsurd(counted, { defect, ...seen }, sink);
    else reportDefect(tensor, layout, { defect, ...seen }, sink);
  });
  const [nan = 0, infinite = 0, absurd = 0, subnormal = 0] = tally.counts;
  // What else is odd about such a tensor has the same cause.
  if (nan + infinite + absurd > 0 || !reportWhole(counted, sink))
    if (subnormal > 0)
      sink.addSubnormal(tensor, layout, subnormal, tally.firsts[DEFECTS.indexOf('subnormal')] as number);
}

interface Seen {
  readonly defect: Exclude<Defect, 'subnormal'>;
  readonly count: number;
  /** Byte of the tensor. */
  readonly first: number;
  /** Instead of the one that the defect has. */
  readonly rule?: NumberRuleId;
}

function reportDefect(tensor: TensorInfo, layout: NumberLayout, seen: Seen, sink: NumberSink): void {
  const { defect, count, first, rule } = seen;
  const [field] = layout.fields;
  const more = count === 1 ? '' : `, and ${String(count - 1)} more in the tensor`;
  const what = defect === 'nan' && isReserved(field) ? 'a reserved code' : FOUND[defect];
  sink.report(rule ?? ruleOf(field, defect), () => ({
    message: `expected a finite ${field.role} of reasonable size, found ${what} in ${placeOf(tensor, layout, first)}${more}`,
    ...whereOf(tensor, field, first),
  }));
}

function ruleOf(field: NumberField, defect: Seen['defect']): NumberRuleId {
  if (field.role === 'value') return `numbers/${defect}-value`;
  return defect === 'nan' && isReserved(field) ? 'numbers/reserved-scale' : `numbers/${defect}-scale`;
}

/** UE4M3 as NVFP4 has it: engines agree on every code but these. */
function isReserved({ encoding }: NumberField): boolean {
  return encoding.name === 'ue4m3';
}

/** Large, but finite: too large for what the tensor is, or odd, or everyday. */
function reportAbsurd({ tensor, layout, role, tally }: Counted, seen: Seen, sink: NumberSink): void {
  const number = layout.fields[0].role;
  const { usual, most } = RANGES[role];
  const value = greatestOf(layout, tally);
  const overflows = number === 'value' ? value > most : value > most * SCALE_SLACK;
  if (overflows) reportDefect(tensor, layout, { ...seen, rule: `numbers/overflowing-${number}` }, sink);
  else if (value > usual) reportDefect(tensor, layout, seen, sink);
}

/** What the absurd numbers of a tensor stand for, or let their blocks hold: the greatest. */
function greatestOf({ fields }: NumberLayout, { greatest }: Tally): number {
  const values = fields.map(({ encoding, largest }, i) => encoding.valueOf(greatest[i] as number) * largest);
  return Math.max(...values.filter((_, i) => greatest[i] !== 0));
}

/** What is odd about the tensor as a whole: one thing, the worst. True where there is any. */
function reportWhole(counted: Counted, sink: NumberSink): boolean {
  const { tensor, role } = counted;
  const odd = role === 'statistic' ? null : oddity(counted);
  if (!odd) return false;
  const [rule, found] = odd;
  const message = `expected numbers of all sizes in ${quoted(tensor.name)} (${tensor.type.name}), found ${found}`;
  const where = { offset: tensor.fileOffset, length: tensor.bytes, path: pathOf(tensor) };
  const isMild = rule === 'numbers/all-zero' && ZERO_AT_FIRST.has(role);
  sink.report(rule, () => ({ message, ...where }), isMild ? 'note' : 'error');
  return true;
}

/** Roles of tensors that may be zero because nothing was trained. */
const ZERO_AT_FIRST: ReadonlySet<TensorRole> = new Set<TensorRole>(['vector', 'bias', 'adapter', 'state']);

/** Roles of tensors whose rows, where they have any, differ, and that are dense. */
const DENSE: ReadonlySet<TensorRole> = new Set<TensorRole>(['matrix', 'embedding', 'norm']);

function oddity({ file, tensor, layout, role, tally, repeats }: Counted): readonly [NumberRuleId, string] | null {
  const { type, fields } = layout;
  const numbers = (tensor.bytes / type.blockBytes) * fields.length;
  const zeros = numbers - tally.nonZeros;
  const told = `${String(zeros)} of ${String(numbers)} zero`;
  if (role === 'frequencies' && zeros > 0) return ['numbers/zero-frequency', told];
  if (isZeroDivisor(tensor, zeros, numbers, file)) return ['numbers/zero-divisor', told];
  if (tally.bits === 0) return ['numbers/all-zero', 'zeros alone'];
  if (isSubnormal(tally.bits, fields[0])) return ['numbers/all-subnormal', 'subnormal ones alone'];
  if (!DENSE.has(role)) return null;
  if (isSparse(tally, numbers))
    return ['numbers/nearly-all-zero', `${String(tally.nonZeros)} of ${String(numbers)} other than zero`];
  if (repeats && role !== 'norm') return ['numbers/equal-rows', 'the same row over and over'];
  return null;
}

/**
 * Whether the greatest value of a tensor is subnormal, of which `bits` has the bits of all magnitudes. A scale is not judged by itself:
 * where integers of many bits multiply it, those of sound models are subnormal.
 */
function isSubnormal(bits: number, { encoding, largest }: NumberField): boolean {
  return encoding.valueOf(bits) * largest < encoding.valueOf(encoding.minNormal);
}

function placeOf({ name, type }: TensorInfo, { type: { blockBytes, blockSize } }: NumberLayout, first: number): string {
  const unit = blockSize === 1 ? 'element' : 'block';
  return `${unit} ${String(Math.floor(first / blockBytes))} of ${quoted(name)} (${type.name})`;
}

function whereOf(
  tensor: TensorInfo,
  { encoding }: NumberField,
  first: number,
): Pick<Finding, 'offset' | 'length' | 'path'> {
  return { offset: tensor.fileOffset + first, length: encoding.width, path: pathOf(tensor) };
}

function pathOf({ index }: TensorInfo): string {
  return `tensors[${String(index)}]`;
}

/** Collects findings; all subnormal scales are one. */
class NumberSink extends Findings<NumberRuleId> {
  #subnormal: { readonly where: Omit<FindingDetail, 'message'>; readonly place: string } | undefined;
  #subnormalScales = 0;
  #subnormalTensors = 0;

  constructor(profile: Profile) {
    super(NUMBER_RULES, profile);
  }

  addSubnormal(tensor: TensorInfo, layout: NumberLayout, count: number, first: number): void {
    this.#subnormalScales += count;
    this.#subnormalTensors++;
    this.#subnormal ??= {
      place: placeOf(tensor, layout, first),
      where: whereOf(tensor, layout.fields[0], first),
    };
  }

  /** Called once, after everything was counted. */
  override findings(): readonly Finding[] {
    if (this.#subnormal) {
      const { place, where } = this.#subnormal;
      const found = `found ${String(this.#subnormalScales)} subnormal in ${String(this.#subnormalTensors)} of the tensors`;
      const message = `expected scales of normal size, ${found}, the first in ${place}`;
      this.report('numbers/subnormal-scale', () => ({ message, ...where }));
    }
    return super.findings();
  }
}
