/**
 * A grammar as data: for each symbol what it may be, `«symbol»` in it being expanded in turn.
 *
 *     «body m loop»        the symbol, with two more names in scope
 *     3× text              three times as often as others
 *     ?m text              where `m` is in scope
 *     !text                oddly: as often as the template's mischief has it
 */
import type { Rng } from '../../../../src/core/rng.ts';

export type Grammar = Readonly<Record<string, readonly string[]>>;

interface Production {
  readonly weight: number;
  readonly isOdd: boolean;
  readonly needs: string | null;
  readonly pattern: string;
  readonly isLeaf: boolean;
}

type Parsed = ReadonlyMap<string, readonly Production[]>;

export function parseGrammar(grammar: Grammar): Parsed {
  return new Map(Object.entries(grammar).map(([symbol, lines]) => [symbol, lines.map(parseProduction)]));
}

function parseProduction(line: string): Production {
  const found = /^(!)?(?:(\d+)× )?(?:\?(\w+) )?(.*)$/s.exec(line);
  const [, odd, weight = '1', needs, pattern = ''] = found ?? [];
  return {
    weight: Number(weight),
    isOdd: odd !== undefined,
    needs: needs ?? null,
    pattern,
    isLeaf: !pattern.includes('«'),
  };
}

export interface Expansion {
  readonly rng: Rng;
  /** How much more often than others what is odd is taken: 0 is never. */
  readonly mischief: number;
}

const MAX_DEPTH = 9;
const HOLE = /«([^»]*)»/g;

/** A random text of `symbol`. Throws where the grammar has none. */
export function expand(
  grammar: Parsed,
  symbol: string,
  { rng, mischief }: Expansion,
  scope: ReadonlySet<string> = new Set(),
  depth = 0,
): string {
  const all = grammar.get(symbol);
  if (!all) throw new Error(`expected a symbol of the grammar, found ${symbol}`);
  const possible = all.filter(({ needs }) => needs === null || scope.has(needs));
  const short = depth >= MAX_DEPTH ? possible.filter(({ isLeaf }) => isLeaf) : [];
  const { pattern } = weighted(short.length > 0 ? short : possible, { rng, mischief });
  return pattern.replaceAll(HOLE, (_, hole: string) => {
    const [inner = '', ...names] = hole.split(' ');
    return expand(grammar, inner, { rng, mischief }, new Set([...scope, ...names]), depth + 1);
  });
}

function weighted(productions: readonly Production[], { rng, mischief }: Expansion): Production {
  const weights = productions.map(({ weight, isOdd }) => (isOdd ? weight * mischief : weight));
  let left = rng.float64() * weights.reduce((sum, weight) => sum + weight, 0);
  for (const [i, production] of productions.entries()) {
    left -= weights[i] ?? 0;
    if (left < 0) return production;
  }
  throw new Error('expected a production that is possible, found none');
}
