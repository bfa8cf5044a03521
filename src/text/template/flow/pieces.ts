/** Lists of pieces of a text, and what they are again when they are joined. */
import type { Said, Value } from './value.ts';

/** Whether it is the pieces of a text. */
export function isOfPieces(value: Value): boolean {
  return value.kind === 'list' && value.pieces;
}

/** Pieces of a text, joined again, are that text. */
export function whole(said: Said): Said {
  return said.grain === 'piece' ? { ...said, grain: 'whole' } : said;
}
