/** What a key's value is mutated to. */
import type { Rng } from '../../src/core/rng.ts';
import type { ModelValue } from '../../src/gguf/model.ts';
import type { NumberType } from '../../src/gguf/types.ts';

/** Another value for one key of a model with `nLayer` layers; null takes the key away. */
export function mutated(value: ModelValue | undefined, nLayer: number, rng: Rng): ModelValue | null {
  if (value === undefined) return anyValue(nLayer, rng);
  if (rng.float64() < 0.05) return null;
  if (rng.float64() < 0.3) return retyped(value, nLayer, rng);
  if (value.type === 'array') return otherArray(value, nLayer, rng);
  if (value.type === 'bool') return { type: 'bool', value: !value.value };
  if (value.type === 'string') return { type: 'string', value: rng.pick(STRINGS) };
  if (value.type === 'f32' || value.type === 'f64') return { type: value.type, value: otherFloat(value.value, rng) };
  if (typeof value.value === 'bigint') return { ...value, value: BigInt(otherInteger(Number(value.value), rng)) };
  return { type: value.type, value: otherInteger(value.value, rng) };
}

/** Every value of the lists instead of `value`, and none. */
export function everyValue(value: ModelValue): readonly (ModelValue | null)[] {
  return [null, ...everyOther(value)];
}

export function everyFloat(): readonly ModelValue[] {
  return FLOATS.map((x) => ({ type: 'f32', value: x }));
}

/** Zeros and ones, as many as there are layers, and as many as there are not. */
export function everyArray(nLayer: number): readonly ModelValue[] {
  const lengths = [...new Set([0, 1, nLayer - 1, nLayer, nLayer + 1, 513])];
  return lengths.flatMap((length) =>
    [0, 1].map((n) => ({ type: 'array', elementType: 'u32', elements: Array.from({ length }, () => n) }) as const),
  );
}

function everyOther(value: ModelValue): readonly ModelValue[] {
  if (value.type === 'bool') return [{ type: 'bool', value: !value.value }];
  if (value.type === 'string') return STRINGS.map((text) => ({ type: 'string', value: text }));
  if (value.type === 'f32' || value.type === 'f64') return FLOATS.map((x) => ({ type: value.type, value: x }));
  if (value.type === 'array') return eachElement(value);
  const n = Number(value.value);
  return [...nearTo(n), ...EDGES, ...HUGE].map((x) => ({ type: 'u32', value: Math.min(2 ** 32 - 1, Math.max(0, x)) }));
}

/** The same edge in every element, and in each alone. */
function eachElement({ elementType, elements }: Extract<ModelValue, { type: 'array' }>): readonly ModelValue[] {
  const numbers = [...elements].map(Number);
  if (numbers.length > MOST_ELEMENTS || numbers.some(Number.isNaN) || elementType === 'string') return [];
  const type = elementType === 'f32' ? 'f32' : 'i32';
  const edges = type === 'f32' ? FLOATS : EDGES;
  const changed = (x: number, at?: number): ModelValue => ({
    type: 'array',
    elementType: type,
    elements: numbers.map((n, i) => (at === undefined || i === at ? x : n)),
  });
  return edges.flatMap((x) => [changed(x), ...numbers.map((_, at) => changed(x, at))]);
}

const MOST_ELEMENTS = 4;

/** `u32 7`, `array of i32 [1, 2]`, `absent`. */
export function shown(value: ModelValue | null): string {
  if (value === null) return 'absent';
  if (value.type !== 'array') return `${value.type} ${String(value.value)}`;
  const elements = [...value.elements].map(String);
  const more = elements.length > 6 ? `, … ${String(elements.length)} of them` : '';
  return `array of ${value.elementType} [${elements.slice(0, 6).join(', ')}${more}]`;
}

const EDGES: readonly number[] = [
  0, 1, 2, 3, 4, 5, 7, 8, 16, 31, 33, 64, 100, 127, 128, 255, 256, 512, 513, 1023, 1024, 1025, 4096, 65_535,
];
const HUGE: readonly number[] = [2 ** 16, 2 ** 20, 2 ** 24, 2 ** 26, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1];
const FLOATS: readonly number[] = [
  0,
  -0,
  1,
  -1,
  2,
  0.5,
  NaN,
  Infinity,
  -Infinity,
  1e-45,
  1e-38,
  1e-20,
  1e-6,
  1e6,
  1e20,
  3e38,
  -1e6,
  -3e38,
];
const STRINGS: readonly string[] = [
  '',
  'none',
  'linear',
  'yarn',
  'longrope',
  'llama',
  'silu',
  'gelu',
  'x'.repeat(300),
  '0',
  'NONE',
];
const WRITTEN: readonly NumberType[] = ['u8', 'i8', 'u16', 'i16', 'u32', 'i32', 'f32', 'f64'];

const nearTo = (n: number): readonly number[] => [n - 1, n + 1, n * 2, Math.floor(n / 2), n | 1, n + 2, n - 2, n * 3];

function otherInteger(n: number, rng: Rng): number {
  const near = nearTo(n);
  const from = rng.pick([near, near, EDGES, EDGES, HUGE]);
  const other = Math.min(2 ** 32 - 1, Math.max(0, rng.pick(from)));
  return other === n ? 0 : other;
}

function otherFloat(x: number, rng: Rng): number {
  return rng.pick([...FLOATS, -x, x * 2, x / 2, x + 1, x * 1e4]);
}

/** The same number in another type, an array of it, or something that is no number. */
function retyped(value: ModelValue, nLayer: number, rng: Rng): ModelValue {
  const n = value.type === 'array' || value.type === 'string' ? 1 : Number(value.value);
  const choice = rng.int(0, 13);
  if (choice < 8) return { type: WRITTEN[choice] as NumberType, value: n };
  const whole = BigInt(Number.isFinite(n) ? Math.trunc(n) : 0);
  if (choice === 8) return { type: 'u64', value: whole };
  if (choice === 9) return { type: 'i64', value: whole };
  if (choice === 10) return { type: 'bool', value: n !== 0 };
  if (choice === 11) return { type: 'string', value: String(n) };
  return arrayOf(() => n, nLayer, rng);
}

function anyValue(nLayer: number, rng: Rng): ModelValue {
  const choice = rng.int(0, 9);
  if (choice < 4) return { type: 'u32', value: otherInteger(rng.pick([0, 2, 8, 64]), rng) };
  if (choice < 6) return { type: 'f32', value: otherFloat(1, rng) };
  if (choice === 6) return { type: 'bool', value: rng.float64() < 0.5 };
  if (choice === 7) return { type: 'string', value: rng.pick(STRINGS) };
  return arrayOf(() => rng.pick(EDGES), nLayer, rng);
}

/** Of one for each layer, or of one more, one less, none, or far more. */
function arrayOf(element: () => number, nLayer: number, rng: Rng): ModelValue {
  const length = Math.max(0, rng.pick([nLayer, nLayer, nLayer, nLayer - 1, nLayer + 1, 4, 0, 1, 513]));
  const elements = Array.from({ length }, element);
  const choice = rng.int(0, 7);
  if (choice === 0) return { type: 'array', elementType: 'bool', elements: elements.map((n) => n % 2 === 1) };
  if (choice === 1) return { type: 'array', elementType: 'string', elements: elements.map(String) };
  if (choice === 2)
    return { type: 'array', elementType: 'u64', elements: elements.map((n) => BigInt(Math.trunc(n) || 0)) };
  return { type: 'array', elementType: rng.pick(['u32', 'u32', 'i32', 'i32', 'f32'] as const), elements };
}

function otherArray(value: Extract<ModelValue, { type: 'array' }>, nLayer: number, rng: Rng): ModelValue {
  const numbers = [...value.elements].map((e) => (typeof e === 'number' || typeof e === 'boolean' ? Number(e) : 0));
  if (rng.float64() < 0.4) return arrayOf(() => rng.pick([...numbers, 0]), nLayer, rng);
  const at = rng.int(0, Math.max(0, numbers.length - 1));
  const elements = numbers.map((n, i) => (i === at ? otherInteger(Math.abs(n), rng) : n));
  const elementType = value.elementType === 'f32' ? 'f32' : value.elementType === 'u32' ? 'u32' : 'i32';
  return { type: 'array', elementType, elements };
}
