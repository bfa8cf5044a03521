import type { TokenReader } from './tokenReader.ts';

/** How strongly an operator binds. */
const LEVELS: ReadonlyMap<string, number> = new Map([
  ['+', 1],
  ['-', 1],
  ['~', 2],
  ['*', 3],
  ['/', 3],
  ['//', 3],
  ['%', 3],
  ['**', 4],
]);

/** How strongly the next token binds; 0 where it is no operator between two operands. */
export function levelOf(r: TokenReader): number {
  return r.token.kind === 'operator' ? (LEVELS.get(r.token.text) ?? 0) : 0;
}
