/** The syntax tree of a Jinja template as plain objects that never change: a rewriting makes new ones. */

export interface Argument {
  /** `attribute` in `map(attribute='content')`; `*` and `**` for unpacked arguments. */
  readonly name: string | null;
  readonly value: Expression;
}

export type Expression =
  | { readonly kind: 'name'; readonly name: string }
  /** `escaped`: printed as escapes alone, `\\x61`. */
  | { readonly kind: 'string'; readonly value: string; readonly escaped?: true }
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'list' | 'tuple'; readonly items: readonly Expression[] }
  | { readonly kind: 'dict'; readonly entries: readonly (readonly [Expression, Expression])[] }
  | { readonly kind: 'attribute'; readonly object: Expression; readonly name: string }
  | { readonly kind: 'index'; readonly object: Expression; readonly index: Expression }
  | { readonly kind: 'slice'; readonly parts: readonly (Expression | null)[] }
  | { readonly kind: 'call'; readonly callee: Expression; readonly args: readonly Argument[] }
  | { readonly kind: 'filter'; readonly operand: Expression; readonly name: string; readonly args: readonly Argument[] }
  | {
      readonly kind: 'test';
      readonly operand: Expression;
      readonly negated: boolean;
      readonly name: string;
      readonly args: readonly Argument[];
    }
  | { readonly kind: 'unary'; readonly operator: string; readonly operand: Expression }
  | { readonly kind: 'binary'; readonly operator: string; readonly left: Expression; readonly right: Expression }
  | {
      readonly kind: 'ternary';
      readonly test: Expression;
      readonly yes: Expression;
      /** None for `text if condition`. */
      readonly no: Expression | null;
    };

export type Statement =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'comment'; readonly text: string }
  | { readonly kind: 'print'; readonly value: Expression }
  | {
      readonly kind: 'if';
      readonly test: Expression;
      readonly body: readonly Statement[];
      /** An `elif` is an `if` alone in here. */
      readonly otherwise: readonly Statement[];
    }
  | {
      readonly kind: 'for';
      readonly target: Expression;
      readonly iterable: Expression;
      readonly condition: Expression | null;
      readonly recursive: boolean;
      readonly body: readonly Statement[];
      readonly otherwise: readonly Statement[];
    }
  | { readonly kind: 'set'; readonly target: Expression; readonly value: Expression }
  | {
      readonly kind: 'setBlock';
      readonly target: Expression;
      readonly filters: Expression | null;
      readonly body: readonly Statement[];
    }
  | {
      readonly kind: 'macro';
      readonly name: string;
      readonly parameters: readonly Parameter[];
      readonly body: readonly Statement[];
    }
  | {
      readonly kind: 'callBlock';
      readonly parameters: readonly Parameter[];
      readonly call: Expression;
      readonly body: readonly Statement[];
    }
  | { readonly kind: 'filterBlock'; readonly filters: Expression; readonly body: readonly Statement[] }
  /** A tag of which only the source is kept: `break`, `include`, `import`. */
  | { readonly kind: 'tag'; readonly source: string }
  /** Such a tag with a body: `with`, `generation`, `block`. */
  | { readonly kind: 'region'; readonly tag: string; readonly source: string; readonly body: readonly Statement[] };

export interface Parameter {
  readonly parameter: string;
  readonly preset: Expression | null;
}

export type Node = Expression | Statement;
export type Program = readonly Statement[];
/** The nodes of one kind, or of several. */
export type Of<K extends Node['kind']> = Extract<Node, { readonly kind: K }>;

/** The operand of a chain of filters in `{% filter upper | trim %}`, where none is written. */
export const BODY: Expression = { kind: 'name', name: '%body%' };
