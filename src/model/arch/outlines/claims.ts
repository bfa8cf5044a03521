/** What must hold of the keys of an outlined architecture, as claims, and the faults where one does not. */
import type { OutlineFault, OutlineSizes } from '../outline.ts';

type Faults = (s: OutlineSizes, has: HasTensor) => readonly OutlineFault[];

export type HasTensor = (name: string) => boolean;

/** `[holds, key, expected]`; what is found is added. */
export type Claim = readonly [holds: boolean, key: string, expected: string];

export const faultsOf =
  (claims: (s: OutlineSizes, has: HasTensor) => readonly Claim[]): Faults =>
  (s, has) =>
    claims(s, has)
      .filter(([holds]) => !holds)
      .map(([, key, expected]) => ({ key, message: `expected ${expected}, found ${String(s.n(key))}` }));

export const positive = (s: OutlineSizes, keys: readonly string[]): readonly Claim[] =>
  keys.map((key) => [s.n(key) > 0, key, 'over 0'] as const);

export const within = (s: OutlineSizes, key: string, min: number, max: number): Claim => [
  s.n(key) >= min && s.n(key) <= max,
  key,
  `from ${String(min)} to ${String(max)}`,
];
