/** `general.sampling.*`: what llama.cpp's tools and those built on them sample with where the user does not say. */
import type { Finding } from '../../core/finding.ts';
import { quoted } from '../../core/printable.ts';
import type { Metadata } from '../../gguf/metadata.ts';
import type { GgufValue } from '../../gguf/types.ts';
import { textFinding } from './textFinding.ts';

const PREFIX = 'general.sampling.';

interface Range {
  /** What readers stop at, or compute NaN with. Every one stops at NaN and infinity. */
  readonly works?: (n: number) => boolean;
  /** What has a meaning. */
  readonly min: number;
  readonly max: number;
}

/** The greatest number of tokens that a count can mean. */
const MANY = 2 ** 31 - 1;

const RANGES: ReadonlyMap<string, Range> = new Map<string, Range>([
  // 0 is greedy; tools' sliders end at 2, and 5 is noise.
  ['temp', { min: 0, max: 5 }],
  // 0 and -1 mean all.
  ['top_k', { min: -1, max: MANY }],
  ['top_p', { min: 0, max: 1 }],
  ['min_p', { min: 0, max: 1 }],
  ['xtc_probability', { min: 0, max: 1 }],
  ['xtc_threshold', { min: 0, max: 1 }],
  // -1 means the whole context.
  ['penalty_last_n', { min: -1, max: MANY }],
  // Logits are divided by it.
  ['penalty_repeat', { works: (n) => n > 0 && Number.isFinite(Math.fround(1 / n)), min: 0.1, max: 10 }],
  // 0 is off. Readers know two versions, and end at another.
  ['mirostat', { works: (n) => [0, 1, 2].includes(Math.trunc(n)), min: 0, max: 2 }],
  ['mirostat_tau', { min: 0, max: 100 }],
  ['mirostat_eta', { min: 0, max: 1 }],
]);

const SAMPLERS: ReadonlySet<string> = new Set(
  'dry top_k top_p typ_p top_n_sigma min_p temperature xtc infill penalties adaptive_p top-k top-p nucleus typical-p typical typ-p min-p temp top-n-sigma adaptive-p'.split(
    ' ',
  ),
);

export function samplingFindings(metadata: Metadata): readonly Finding[] {
  const findings: Finding[] = [];
  const sound: string[] = [];
  for (const [key, value] of metadata) {
    if (!key.startsWith(PREFIX)) continue;
    const name = key.slice(PREFIX.length);
    const found = name === 'sequence' ? ofSequence(key, value) : ofNumber(key, name, value);
    if (found) findings.push(found);
    else if (value.type !== 'array') sound.push(`${name} ${shown(value)}`);
  }
  if (sound.length === 0) return findings;
  const list = sound.slice(0, 2 * RANGES.size).join(', ');
  const message = `expected defaults for sampling of the user, found those of the file: ${list}`;
  return [...findings, textFinding({ rule: 'metadata/sampling-default', message }, `${PREFIX}*`)];
}

function shown(value: GgufValue): string {
  if (value.type === 'string') return quoted(value.value, 40);
  if (value.type === 'f32') return String(Number(value.value.toPrecision(7)));
  return value.type === 'array' ? 'a list' : String(value.value);
}

function ofNumber(key: string, name: string, value: GgufValue): Finding | null {
  const range = RANGES.get(name);
  if (!range) return null;
  const { min, max } = range;
  const number = numberOf(value);
  const expected = `expected a number from ${String(min)} to ${String(max)}, found`;
  if (number === null)
    return textFinding({ rule: 'metadata/sampling-range', message: `${expected} a value of type ${value.type}` }, key);
  const message = `${expected} ${String(number)}`;
  if (!Number.isFinite(number) || range.works?.(number) === false)
    return textFinding({ rule: 'metadata/sampling-invalid', message }, key);
  return number < min || number > max ? textFinding({ rule: 'metadata/sampling-range', message }, key) : null;
}

/** Readers take the number out of the value's text, whatever its type: out of a string too. */
function numberOf(value: GgufValue): number | null {
  if (value.type === 'array' || value.type === 'bool') return null;
  if (value.type !== 'string') return Number(value.value);
  const text = /^\s*([+-]?(?:\d+\.?\d*(?:e[+-]?\d+)?|\.\d+(?:e[+-]?\d+)?|nan|inf(?:inity)?))/i.exec(value.value)?.[1];
  if (text === undefined) return null;
  if (/nan/i.test(text)) return NaN;
  return /inf/i.test(text) ? (text.startsWith('-') ? -Infinity : Infinity) : Number(text);
}

function ofSequence(key: string, value: GgufValue): Finding | null {
  const rule = 'metadata/sampling-range';
  if (value.type !== 'string') {
    const message = `expected names of samplers with ; between them, found a value of type ${value.type}`;
    return textFinding({ rule, message }, key);
  }
  const unknown = value.value.split(';').find((name) => !SAMPLERS.has(name.trim()));
  if (unknown === undefined) return null;
  return textFinding(
    { rule, message: `expected names of samplers with ; between them, found ${quoted(unknown)}` },
    key,
  );
}
