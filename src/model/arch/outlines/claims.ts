/** What must hold of the keys of an outlined architecture, as claims, and the faults where one does not. */
import type { OutlineFault, OutlineSizes } from '../outline.ts';

/** Heads of a layer. */
export const HEADS = 'attention.head_count';

type Faults = (s: OutlineSizes, has: HasTensor) => readonly OutlineFault[];

export type HasTensor = (name: string) => boolean;

/** What is found is the key's value, or what stands for it where there is no key. */
export type Claim = readonly [holds: boolean, key: string, expected: string, found?: number];

export const faultsOf =
  (claims: (s: OutlineSizes, has: HasTensor) => readonly Claim[]): Faults =>
  (s, has) =>
    claims(s, has)
      .filter(([holds]) => !holds)
      .map(([, key, expected, found = s.n(key)]) => ({ key, message: `expected ${expected}, found ${String(found)}` }));

/** Where a key has a value for each layer, only that of the first is taken everywhere. */
export const uniform = (s: OutlineSizes, keys: readonly string[]): readonly Claim[] =>
  keys.map((key) => {
    const isSame = Array.from({ length: s.nLayer }, (_, i) => s.each(key, i)).every((n) => n === s.n(key));
    return [isSame, key, 'one value for all layers'] as const;
  });

export const positive = (s: OutlineSizes, keys: readonly string[]): readonly Claim[] =>
  keys.map((key) => [s.n(key) > 0, key, 'over 0'] as const);

/** Readers look at the first layer's alone, and size all by it. */
export const alike = (s: OutlineSizes, keys: readonly string[]): readonly Claim[] =>
  keys.map((key) => [isAlike(s, key), key, "the first layer's in every layer"] as const);

function isAlike(s: OutlineSizes, key: string): boolean {
  for (let i = 1; i < s.length(key); i++) if (s.each(key, i) !== s.n(key)) return false;
  return true;
}

/** Where a file has an array of them, it has one for each of `n` layers. */
export const oneForEach = (s: OutlineSizes, key: string, n: number): Claim => [
  !s.has(key) || s.length(key) === n,
  key,
  `one for each of the ${String(n)} layers`,
  s.length(key),
];

/** No reader of it has layers that predict further tokens. */
export const noNext = (s: OutlineSizes): Claim => [s.nNext === 0, 'nextn_predict_layers', 'none in this architecture'];

/** The same heads in every layer, with values as wide as keys. */
export const evenHeads = (s: OutlineSizes): readonly Claim[] => [
  noNext(s),
  ...positive(s, [HEADS]),
  ...alike(s, [HEADS, 'attention.head_count_kv']),
  [s.valueDim === s.headDim, 'attention.value_length', `attention.key_length ${String(s.headDim)}`],
];

export const within = (s: OutlineSizes, key: string, min: number, max: number): Claim => [
  s.n(key) >= min && s.n(key) <= max,
  key,
  `from ${String(min)} to ${String(max)}`,
];
