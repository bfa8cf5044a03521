/** What must hold of the keys of an outlined architecture, as claims, and the faults where one does not. */
import type { OutlineFault, OutlineSizes } from '../outline.ts';

type Faults = (s: OutlineSizes) => readonly OutlineFault[];

/** What is found is the key's value, or what stands for it where there is no key. */
export type Claim = readonly [holds: boolean, key: string, expected: string, found?: number];

export const faultsOf =
  (claims: (s: OutlineSizes) => readonly Claim[]): Faults =>
  (s) =>
    claims(s)
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
