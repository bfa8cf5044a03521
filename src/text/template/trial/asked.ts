/** What a template compares anything with: what its conversations are made of, and what people say in them. */
import type { Expression, Node } from '../syntax/nodes.ts';
import { eachChild } from '../syntax/eachChild.ts';
import { parseTemplate } from '../syntax/parseTemplate.ts';
import { TemplateSyntaxError } from '../syntax/syntaxError.ts';

export interface Asked {
  /** Strings that are compared with something, looked for in it, or keys of what is looked up. */
  readonly texts: readonly string[];
  /** Numbers that are. */
  readonly numbers: readonly number[];
  /** By the name that is compared with them. */
  readonly ofName: ReadonlyMap<string, readonly (string | number)[]>;
  /** Every name and member in it. */
  readonly names: ReadonlySet<string>;
  /** Those that a condition has in it. */
  readonly tested: ReadonlySet<string>;
}

const NOTHING: Asked = { texts: [], numbers: [], ofName: new Map(), names: new Set(), tested: new Set() };
/** What people say, and what things are called. */
const LONGEST = 200;
const MOST = 64;
/** Methods and tests that compare their object with what they are given. */
const COMPARING: ReadonlySet<string> = new Set(
  'startswith endswith find rfind index rindex count eq equalto ne in sameas selectattr rejectattr select reject get'.split(
    ' ',
  ),
);

/** Expressions whose literals are compared where they are. */
const OPENED: ReadonlySet<Node['kind']> = new Set(['list', 'tuple', 'binary', 'unary', 'ternary']);

/** Nothing where it does not parse. */
export function askedOf(template: string): Asked {
  try {
    const reader = new Reader();
    for (const statement of parseTemplate(template)) reader.visit(statement);
    return reader.asked();
  } catch (error) {
    if (!(error instanceof TemplateSyntaxError) && !(error instanceof RangeError)) throw error;
    return NOTHING;
  }
}

class Reader {
  readonly #values = new Set<string | number>();
  readonly #ofName = new Map<string, Set<string | number>>();
  readonly #names = new Set<string>();
  readonly #tested = new Set<string>();

  /** `isTested`: inside a condition. */
  visit(node: Node, isTested = false): void {
    if (node.kind === 'name' || node.kind === 'member') this.#names.add(node.name);
    if (node.kind === 'name' && isTested) this.#tested.add(node.name);
    this.#comparison(node);
    const tests = new Set<Node>(testsOf(node));
    eachChild(node, (child) => {
      this.visit(child, isTested || tests.has(child));
    });
  }

  #comparison(node: Node): void {
    if (node.kind === 'compare') this.#compared([node.first, ...node.rest.map(([, operand]) => operand)]);
    if (node.kind === 'test') this.#compared([node.operand, ...node.args]);
    if (node.kind === 'filter' && COMPARING.has(node.name)) this.#compared(node.args);
    if (node.kind === 'call' && node.callee.kind === 'member' && COMPARING.has(node.callee.name))
      this.#compared([node.callee.object, ...node.args]);
    if (node.kind === 'dict') for (const [key] of node.pairs) this.#literals(key, this.#values);
  }

  asked(): Asked {
    const values = [...this.#values];
    return {
      texts: values.filter((value) => typeof value === 'string').slice(0, MOST),
      numbers: values.filter((value) => typeof value === 'number').slice(0, MOST),
      ofName: new Map([...this.#ofName].map(([name, of]) => [name, [...of].slice(0, MOST)])),
      names: this.#names,
      tested: this.#tested,
    };
  }

  #compared(operands: readonly Expression[]): void {
    const values = new Set<string | number>();
    for (const operand of operands) this.#literals(operand, values);
    for (const value of values) this.#values.add(value);
    for (const operand of operands) this.#named(operand, values);
  }

  /** Those of an operand itself, of a list of them, and of what is added or chosen of them. What compares in it is asked by itself. */
  #literals(node: Node, into: Set<string | number>): void {
    if (node.kind === 'literal') {
      const { value } = node;
      const isText = typeof value === 'string' && value !== '' && value.length <= LONGEST;
      if (isText || typeof value === 'number') into.add(value);
    } else if (OPENED.has(node.kind))
      eachChild(node, (child) => {
        this.#literals(child, into);
      });
  }

  /** `name`, `name | default('x')`, `name or 'x'`. */
  #named(operand: Expression, values: ReadonlySet<string | number>): void {
    const name = nameOf(operand);
    if (name === null) return;
    const known = this.#ofName.get(name) ?? new Set();
    for (const value of values) known.add(value);
    this.#ofName.set(name, known);
  }
}

function testsOf(node: Node): readonly Expression[] {
  if (node.kind === 'if') return node.branches.map(([test]) => test);
  if (node.kind === 'for') return node.test ? [node.test] : [];
  return node.kind === 'ternary' ? [node.test] : [];
}

function nameOf(operand: Expression): string | null {
  if (operand.kind === 'name') return operand.name;
  if (operand.kind === 'filter' && operand.operand) return nameOf(operand.operand);
  return operand.kind === 'binary' ? nameOf(operand.left) : null;
}
