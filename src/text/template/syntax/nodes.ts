/** The syntax tree of a Jinja template: what each node says, and where it stands in the source. */

/** Offsets into the source, in UTF-16 units: [start, end). */
export interface Span {
  readonly start: number;
  readonly end: number;
}

interface Of<K extends string> extends Span {
  readonly kind: K;
}

export interface Name extends Of<'name'> {
  readonly name: string;
}
export interface Literal extends Of<'literal'> {
  /** None is null. */
  readonly value: string | number | boolean | null;
  /** Of a number that is written as one: 1.0 is no place in a list. */
  readonly isFloat?: true;
}
export interface Sequence extends Of<'list' | 'tuple'> {
  readonly items: readonly Expression[];
}
export interface Dict extends Of<'dict'> {
  readonly pairs: readonly (readonly [key: Expression, value: Expression])[];
}
/** `object.name` */
export interface Member extends Of<'member'> {
  readonly object: Expression;
  readonly name: string;
}
/** `object[key]` */
export interface Index extends Of<'index'> {
  readonly object: Expression;
  readonly key: Expression;
}
/** `object[from:to:step]` */
export interface Slice extends Of<'slice'> {
  readonly object: Expression;
  readonly from: Expression | null;
  readonly to: Expression | null;
  readonly step: Expression | null;
}
/** What is between the parentheses of a call, a filter or a test. */
export interface Arguments {
  readonly args: readonly Expression[];
  readonly named: readonly (readonly [name: string, value: Expression])[];
  /** `*x` and `**x`. */
  readonly spread: readonly Expression[];
}
export interface Call extends Of<'call'>, Arguments {
  readonly callee: Expression;
}
/** `operand | name(…)`. Of a filter block the operand is its body: null here. */
export interface Filter extends Of<'filter'>, Arguments {
  readonly operand: Expression | null;
  readonly name: string;
}
/** `operand is name(…)` */
export interface Test extends Of<'test'>, Arguments {
  readonly operand: Expression;
  readonly name: string;
  readonly negated: boolean;
}
interface Unary extends Of<'unary'> {
  readonly operator: 'not' | '-' | '+';
  readonly operand: Expression;
}
export interface Binary extends Of<'binary'> {
  readonly operator: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
}
/** `first < second <= third`: comparisons hold all. */
export interface Compare extends Of<'compare'> {
  readonly first: Expression;
  readonly rest: readonly (readonly [operator: CompareOperator, operand: Expression])[];
}
/** `then if test else otherwise`; without an else it is undefined. */
interface Ternary extends Of<'ternary'> {
  readonly test: Expression;
  readonly then: Expression;
  readonly otherwise: Expression | null;
}

export type BinaryOperator = 'and' | 'or' | '+' | '-' | '~' | '*' | '/' | '//' | '%' | '**';
export type CompareOperator = '==' | '!=' | '<' | '>' | '<=' | '>=' | 'in' | 'not in';

export type Expression =
  Name | Literal | Sequence | Dict | Member | Index | Slice | Call | Filter | Test | Unary | Binary | Compare | Ternary;

export type Body = readonly Statement[];

/** Text between tags, blanks trimmed as readers of chat templates have it: `trim_blocks` and `lstrip_blocks`. */
export interface Text extends Of<'text'> {
  readonly text: string;
}
/** `{{ value }}` */
interface Output extends Of<'output'> {
  readonly value: Expression;
}
export interface If extends Of<'if'> {
  /** `if` and each `elif`. */
  readonly branches: readonly (readonly [test: Expression, body: Body])[];
  readonly otherwise: Body;
}
export interface For extends Of<'for'> {
  readonly target: Target;
  readonly items: Expression;
  /** `for x in items if test` */
  readonly test: Expression | null;
  readonly recursive: boolean;
  readonly body: Body;
  /** Where there are no items. */
  readonly otherwise: Body;
}
export interface Set extends Of<'set'> {
  readonly target: Target;
  readonly value: Expression;
}
/** `{% set x %}…{% endset %}` */
export interface SetBlock extends Of<'set-block'> {
  readonly target: Target;
  /** The innermost operand is the body. */
  readonly filters: readonly Filter[];
  readonly body: Body;
}
export interface Parameter {
  readonly name: string;
  readonly otherwise: Expression | null;
}
export interface Macro extends Of<'macro'> {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly body: Body;
}
/** `{% call(x) f() %}…{% endcall %}` */
export interface CallBlock extends Of<'call-block'> {
  readonly parameters: readonly Parameter[];
  readonly call: Call;
  readonly body: Body;
}
export interface FilterBlock extends Of<'filter-block'> {
  readonly filters: readonly Filter[];
  readonly body: Body;
}
export interface With extends Of<'with'> {
  readonly bindings: readonly (readonly [target: Target, value: Expression])[];
  readonly body: Body;
}
/** `{% do x %}` */
interface Do extends Of<'do'> {
  readonly value: Expression;
}
/** `{% generation %}…{% endgeneration %}`: marks what the assistant said, for training. */
export interface Generation extends Of<'generation'> {
  readonly body: Body;
}
type Jump = Of<'break' | 'continue'>;
/** A tag that reads other templates or that no reader of chat templates has: `include`, `import`, `extends`, `block` and the like. */
interface Foreign extends Of<'foreign'> {
  readonly keyword: string;
}

export type Statement =
  Text | Output | If | For | Set | SetBlock | Macro | CallBlock | FilterBlock | With | Do | Generation | Jump | Foreign;

/** What is assigned to: a name, `a, b`, or `namespace.name`. */
export type Target = Name | Member | TargetList;
interface TargetList extends Of<'targets'> {
  readonly items: readonly Target[];
}

export type Node = Expression | Statement | TargetList;
