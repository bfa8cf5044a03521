/**
 * The structure of a conversation: what two conversations share whose outputs are compared. Where people say something it has slots.
 * A filling says what stands in them.
 */

/** A text: marks, blanks and segments in a row. Fillings differ in segments alone, so that whatever is tidied is tidied alike. */
export interface TextShape {
  readonly pieces: readonly Piece[];
}
export type Piece = { readonly fixed: string } | { readonly segment: number };

/** A number that people say. */
interface NumberShape {
  readonly number: number;
}

export type Shape =
  string | number | boolean | null | TextShape | NumberShape | readonly Shape[] | { readonly [name: string]: Shape };

export interface Structure {
  readonly variables: { readonly [name: string]: Shape };
  /** Segments are numbered from 0; so are numbers. */
  readonly segments: number;
  readonly numbers: number;
  /** Segments of descriptions, which templates may print in capitals. */
  readonly described: ReadonlySet<number>;
  /** Characters of what the clock says. */
  readonly clockLength: number;
}

/** What stands in the slots of a structure. */
export interface Filling {
  readonly segments: readonly string[];
  readonly numbers: readonly number[];
  readonly clock: string;
  /** Whether what is said has blanks inside, or stops at its ends, that the structure does not have. */
  readonly isLoose: boolean;
}

/** What is given to a template. */
export interface Conversation {
  readonly variables: Readonly<Record<string, unknown>>;
  readonly clock: string;
}

export function filled({ variables }: Structure, filling: Filling): Conversation {
  const given = Object.entries(variables).map(([name, shape]) => [name, valueOf(shape, filling)] as const);
  return { variables: { ...Object.fromEntries(given), date_string: filling.clock }, clock: filling.clock };
}

function valueOf(shape: Shape, filling: Filling): unknown {
  if (typeof shape !== 'object' || shape === null) return shape;
  if (isList(shape)) return shape.map((item) => valueOf(item, filling));
  if (isText(shape)) return shape.pieces.map((piece) => said(piece, filling)).join('');
  if (isNumber(shape)) return filling.numbers[shape.number];
  return Object.fromEntries(Object.entries(shape).map(([name, item]) => [name, valueOf(item, filling)]));
}

function said(piece: Piece, { segments }: Filling): string {
  return 'fixed' in piece ? piece.fixed : (segments[piece.segment] ?? '');
}

function isList(shape: object): shape is readonly Shape[] {
  return Array.isArray(shape);
}

function isText(shape: object): shape is TextShape {
  return 'pieces' in shape;
}

function isNumber(shape: object): shape is NumberShape {
  return 'number' in shape && typeof shape.number === 'number';
}
