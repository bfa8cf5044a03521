import type { Finding, RuleInfo, Severity } from '../../core/finding.ts';
import { quoted } from '../../core/printable.ts';
import type { GgufFile, Profile, TensorInfo } from '../../gguf/types.ts';
import { NUMBER_LAYOUTS, type NumberField, type NumberLayout } from './layouts.ts';
import { NUMBER_RULES, type NumberRuleId } from './numberRules.ts';
import { DEFECTS, type Defect, type Tally } from './tally.ts';
import type { TensorTally } from './tensorScan.ts';

/** Of each rule; a file may have a million tensors. */
const MAX_FINDINGS_PER_RULE = 100;

const MILDER: Readonly<Record<Severity, Severity>> = { error: 'warning', warning: 'note', note: 'note' };
const RULES: ReadonlyMap<string, RuleInfo> = new Map(NUMBER_RULES.map((rule) => [rule.id, rule]));

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
  for (const { index, tally } of tallies) {
    const tensor = tensorAtRow(file.tensors, index);
    const layout = tensor && NUMBER_LAYOUTS.get(tensor.type.id);
    if (layout) reportTensor(tensor, layout, tally, sink);
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

function reportTensor(tensor: TensorInfo, layout: NumberLayout, tally: Tally, sink: NumberSink): void {
  DEFECTS.forEach((defect, i) => {
    const [count, first] = [tally.counts[i] as number, tally.firsts[i] as number];
    if (count === 0) return;
    if (defect === 'subnormal') sink.addSubnormal(tensor, layout, count, first);
    else reportDefect(tensor, layout, { defect, count, first }, sink);
  });
  if (!tally.anyNonZero) reportZeros(tensor, sink);
}

interface Seen {
  readonly defect: Exclude<Defect, 'subnormal'>;
  readonly count: number;
  /** Byte of the tensor. */
  readonly first: number;
}

function reportDefect(
  tensor: TensorInfo,
  layout: NumberLayout,
  { defect, count, first }: Seen,
  sink: NumberSink,
): void {
  const [field] = layout.fields;
  const more = count === 1 ? '' : `, and ${String(count - 1)} more in the tensor`;
  const what = defect === 'nan' && isReserved(field) ? 'a reserved code' : FOUND[defect];
  sink.report(ruleOf(field, defect), {
    message: `expected a finite ${field.role} of reasonable size, found ${what} in ${placeOf(tensor, layout, first)}${more}`,
    ...whereOf(tensor, field, first),
  });
}

function ruleOf(field: NumberField, defect: Seen['defect']): NumberRuleId {
  if (field.role === 'value') return `numbers/${defect}-value`;
  return defect === 'nan' && isReserved(field) ? 'numbers/reserved-scale' : `numbers/${defect}-scale`;
}

/** UE4M3 as NVFP4 has it: engines agree on every code but these. */
function isReserved({ encoding }: NumberField): boolean {
  return encoding.name === 'ue4m3';
}

/** A tensor of nothing but zeros. */
function reportZeros(tensor: TensorInfo, sink: NumberSink): void {
  const isVector = tensor.dims.filter((n) => n > 1).length <= 1;
  const message = `expected numbers in ${quoted(tensor.name)} (${tensor.type.name}), found zeros alone`;
  const where = { offset: tensor.fileOffset, length: tensor.bytes, path: pathOf(tensor) };
  sink.report('numbers/all-zero', { message, ...where }, isVector);
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

type Told = Pick<Finding, 'message' | 'offset' | 'length' | 'path'>;

/** Collects findings, capped for each rule. */
class NumberSink {
  readonly #profile: Profile;
  readonly #findings: Finding[] = [];
  readonly #counts = new Map<NumberRuleId, number>();
  #subnormal: { readonly where: Omit<Told, 'message'>; readonly place: string } | undefined;
  #subnormalScales = 0;
  #subnormalTensors = 0;

  constructor(profile: Profile) {
    this.#profile = profile;
  }

  report(rule: NumberRuleId, told: Told, milder = false): void {
    const count = (this.#counts.get(rule) ?? 0) + 1;
    this.#counts.set(rule, count);
    if (count > MAX_FINDINGS_PER_RULE) return;
    const { severity = 'error', cwe } = RULES.get(rule) ?? {};
    const isMilder = milder || this.#profile === 'compat';
    this.#findings.push({
      rule,
      severity: isMilder ? MILDER[severity] : severity,
      ...told,
      ...(cwe !== undefined && { cwe }),
    });
  }

  addSubnormal(tensor: TensorInfo, layout: NumberLayout, count: number, first: number): void {
    this.#subnormalScales += count;
    this.#subnormalTensors++;
    this.#subnormal ??= {
      place: placeOf(tensor, layout, first),
      where: whereOf(tensor, layout.fields[0], first),
    };
  }

  findings(): readonly Finding[] {
    if (this.#subnormal) {
      const { place, where } = this.#subnormal;
      const found = `found ${String(this.#subnormalScales)} subnormal in ${String(this.#subnormalTensors)} of the tensors`;
      const message = `expected scales of normal size, ${found}, the first in ${place}`;
      this.report('numbers/subnormal-scale', { message, ...where });
    }
    return [...this.#findings, ...this.#more()];
  }

  #more(): readonly Finding[] {
    return [...this.#counts].flatMap(([rule, count]): readonly Finding[] => {
      if (count <= MAX_FINDINGS_PER_RULE) return [];
      const message = `${String(count - MAX_FINDINGS_PER_RULE)} more findings of ${rule}`;
      return [{ rule: 'gguf/more-findings', severity: 'note', message }];
    });
  }
}
