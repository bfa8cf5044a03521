/** A template that has been read, and what jinja2 refuses before anything runs. */
import type { Arguments, Body, Expression, Node, Target } from '../syntax/nodes.ts';
import { eachChild, someChild } from '../syntax/eachChild.ts';
import { parseTemplate } from '../syntax/parseTemplate.ts';
import { TemplateSyntaxError } from '../syntax/syntaxError.ts';
import { isOfNames } from './callArguments.ts';
import { NotTried } from './errors.ts';
import { ENGINE } from './engine.ts';
import { Scopes } from './scopes.ts';
import { undeclaredIn } from './undeclared.ts';

export interface Program {
  readonly source: string;
  /** Slices that are worked out before anything runs: what has none gives undefined there. */
  readonly folded: ReadonlySet<Node>;
  /** What is worked out before anything runs, and not printed at once: jinja2 writes it as Python's source, which knows no `inf`. */
  readonly written: ReadonlySet<Node>;
  readonly body: Body;
  readonly scopes: Scopes;
}

/** Throws TemplateSyntaxError where the source is no template for jinja2. */
export function programOf(source: string): Program {
  const body = parseTemplate(source);
  const checker = new Checker(source);
  checker.body(body, { isSoft: false, isInLoop: false });
  return { source, body, folded: checker.folded, written: checker.written, scopes: new Scopes(body) };
}

interface Where {
  /** Under a condition: filters and tests need not be there before they are asked for. */
  readonly isSoft: boolean;
  /** A loop may be left here. */
  readonly isInLoop: boolean;
}

const SCOPED: ReadonlySet<Node['kind']> = new Set([
  'for',
  'with',
  'set-block',
  'filter-block',
  'macro',
  'call-block',
  'generation',
]);
const FUNCTIONS: ReadonlySet<Node['kind']> = new Set(['macro', 'call-block', 'generation']);

class Checker {
  readonly folded = new Set<Node>();
  readonly written = new Set<Node>();
  readonly #constant = new Map<Node, boolean>();
  readonly #source: string;
  #loops = 0;

  constructor(source: string) {
    this.#source = source;
  }

  body(nodes: readonly Node[], where: Where): void {
    for (const node of nodes) this.#node(node, where);
  }

  #node(node: Node, where: Where): void {
    for (const name of namesOf(node)) expectPlainName(name);
    if (node.kind === 'break' || node.kind === 'continue') expectLoop(node, where);
    if (node.kind === 'filter' || node.kind === 'test') this.#named(node, where);
    if (node.kind === 'filter' || node.kind === 'test' || node.kind === 'call') this.#arguments(node);
    if (node.kind === 'set' || node.kind === 'set-block') this.#target(node.target);
    if (node.kind === 'macro' || node.kind === 'call-block') expectParameters(node);
    this.#fold(node);
    if (node.kind === 'for') this.#loop(node, where);
    else this.#children(node, this.#within(node, where));
  }

  /** What is printed, and what is constant, is worked out at once. */
  #fold(node: Node): void {
    const isWhole = node.kind === 'output' || this.#isConstant(node);
    eachChild(node, (child) => {
      if (!this.#isConstant(child)) return;
      if (!isWhole) this.written.add(child);
      else if (child.kind === 'slice') this.folded.add(child);
    });
  }

  /** Without names and calls. */
  #isConstant(node: Node): boolean {
    const known = this.#constant.get(node);
    if (known !== undefined) return known;
    const isNamed = !EXPRESSIONS.has(node.kind) || (node.kind === 'filter' && ASK_FOR_NAMES.has(node.name));
    const isConstant = !isNamed && !someChild(node, (child) => !this.#isConstant(child));
    this.#constant.set(node, isConstant);
    return isConstant;
  }

  #children(node: Node, where: Where): void {
    eachChild(node, (child) => {
      this.#node(child, where);
    });
  }

  #within(node: Node, { isSoft, isInLoop }: Where): Where {
    const isCondition = node.kind === 'if' || node.kind === 'ternary';
    return {
      isSoft: isCondition || (isSoft && !SCOPED.has(node.kind)),
      isInLoop: isInLoop && !FUNCTIONS.has(node.kind),
    };
  }

  #loop({ items, test, body, otherwise, target }: Node & { readonly kind: 'for' }, where: Where): void {
    this.#node(items, where);
    this.#loops++;
    this.#target(target);
    if (test) this.#node(test, { isSoft: false, isInLoop: false });
    this.body(body, { isSoft: false, isInLoop: true });
    this.body(otherwise, { isSoft: false, isInLoop: where.isInLoop });
    this.#loops--;
  }

  #target(target: Target): void {
    if (target.kind === 'name') expectPlainName(target.name);
    if (target.kind === 'targets') for (const item of target.items) this.#target(item);
    else if (target.kind === 'name' && target.name === 'loop' && this.#loops > 0)
      throw new TemplateSyntaxError('expected a loop that does not assign to loop, found one', target.start);
  }

  #named({ kind, name, start }: Expression & { readonly kind: 'filter' | 'test' }, { isSoft }: Where): void {
    const isThere = kind === 'filter' ? ENGINE.hasFilter(name) : ENGINE.hasTest(name);
    if (!isThere && !isSoft) throw new TemplateSyntaxError(`expected a ${kind} that is known, found ${name}`, start);
  }

  /** Arguments by place come first, then those by name, `*x` and `**x`. */
  #arguments({ args, named, spread }: Arguments): void {
    const places = [
      ...args.map((e) => [e.start, 0]),
      ...named.map(([, e]) => [e.start, 1]),
      ...spread.map((e) => [e.start, isOfNames(e, this.#source) ? 3 : 2]),
    ] as [number, number][];
    places.sort(([a], [b]) => a - b);
    let last = 0;
    for (const [start, rank] of places) {
      const isWrong = rank === 0 ? last > 0 : rank === 1 ? last === 3 : last >= rank;
      if (isWrong) throw new TemplateSyntaxError('expected arguments in their order, found another', start);
      last = Math.max(last, rank);
    }
  }
}

function expectLoop(node: Node, { isInLoop }: Where): void {
  if (!isInLoop) throw new TemplateSyntaxError(`expected a loop around ${node.kind}, found none`, node.start);
}

/** Statements have other kinds. */
const EXPRESSIONS: ReadonlySet<Node['kind']> = new Set(
  'literal list tuple dict member index slice filter test unary binary compare ternary'.split(' ') as Node['kind'][],
);

/** Filters that ask for the names of a template. */
const ASK_FOR_NAMES: ReadonlySet<string> = new Set(['map', 'select', 'reject', 'selectattr', 'rejectattr', 'random']);

/** Those without a value of their own come first; `caller` must have one where it is asked for. */
function expectParameters({ parameters, body }: Node & { readonly kind: 'macro' | 'call-block' }): void {
  for (const [i, { name, otherwise }] of parameters.entries()) {
    if (otherwise) continue;
    const isLate = parameters.slice(0, i).some((parameter) => parameter.otherwise);
    if (isLate || (name === 'caller' && undeclaredIn(body, ['caller']).has('caller')))
      throw new TemplateSyntaxError('expected parameters that jinja2 takes, found another', 0);
  }
}

/** Names that are names of Python, too, when jinja2 has compiled them. */
function namesOf(node: Node): readonly string[] {
  if (node.kind === 'name') return [node.name];
  const parameters = node.kind === 'macro' || node.kind === 'call-block' ? node.parameters.map(({ name }) => name) : [];
  const named = 'named' in node ? node.named.map(([name]) => name) : [];
  return node.kind === 'macro' ? [node.name, ...parameters] : [...parameters, ...named];
}

/** Python takes names for one that look alike: `ª` is `a`. */
function expectPlainName(name: string): void {
  if (name !== name.normalize('NFKC')) throw new NotTried('a name that Python writes otherwise');
}
