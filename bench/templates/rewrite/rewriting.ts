/** What a rewriting is, and two ways to make one: of an expression, and of a statement. */
import type { Rng } from '../../../src/core/rng.ts';
import type { Expression, Node, Program, Statement } from './nodes.ts';
import { isExpression, isStatement, namesIn, sites, sitesOf, spliced, swapped, type Site } from './trees.ts';

/** What a rewriting put in place of a trigger or a role: the conversation that shows the effect changes along. */
export interface Substitution {
  readonly texts: readonly (readonly [from: string, to: string])[];
  readonly roles: readonly (readonly [from: string, to: string])[];
}

export const UNCHANGED: Substitution = { texts: [], roles: [] };

export interface Rewritten {
  readonly program: Program;
  readonly substitution: Substitution;
}

export interface Rewriting {
  /** `membership/split`: its family and its form. */
  readonly name: string;
  /** None where the template has no place for it. */
  apply(program: Program, rng: Rng): Rewritten | null;
}

/** A place where an expression is evaluated. */
export interface Place<T extends Expression = Expression> {
  readonly node: T;
  /** The statement in whose tag it stands. */
  readonly statement: Statement;
  readonly program: Program;
  readonly rng: Rng;
  /** A name that the template does not use; another one each time. */
  readonly fresh: () => string;
}

export interface Replacement {
  readonly node: Expression;
  /** Statements that must run before. */
  readonly before?: readonly Statement[];
  /** Macros, defined where the template begins. */
  readonly macros?: readonly Statement[];
  readonly substitution?: Partial<Substitution>;
}

/** A rewriting of one expression for which `rewrite` gives another, taken at random; those that decide something first. */
export function ofExpression(name: string, rewrite: (place: Place) => Expression | Replacement | null): Rewriting {
  return {
    name,
    apply: (program, rng) => {
      const fresh = freshNames(program, rng);
      for (const site of shuffled(readSites(program), rng)) {
        const statement = site.above.findLast(isStatement);
        if (!statement) continue;
        const made = rewrite({ node: site.node, statement, program, rng, fresh });
        const change = made && ('node' in made ? made : { node: made });
        const result = change && !same(change.node, site.node) ? replaced(program, site, statement, change) : null;
        if (result) return result;
      }
      return null;
    },
  };
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function replaced(program: Program, site: Site, statement: Statement, made: Replacement): Rewritten | null {
  const { node, before = [], macros = [], substitution } = made;
  if (before.length > 0 && !canRunBefore(site, statement)) return null;
  const changed = swapped(statement, site.node, node);
  const body = spliced(program, statement, [...before, changed]);
  return { program: [...macros, ...body], substitution: { ...UNCHANGED, ...substitution } };
}

/** Whether what stands before the statement sees the same variables as the expression in its tag. */
function canRunBefore({ node, above }: Site, statement: Statement): boolean {
  if (statement.kind === 'macro') return false;
  return statement.kind !== 'for' || statement.condition === null || ![...above, node].includes(statement.condition);
}

/** A rewriting of one statement, taken at random, into others. */
export function ofStatement(name: string, rewrite: (place: StatementPlace) => Statements | null): Rewriting {
  return {
    name,
    apply: (program, rng) => {
      const fresh = freshNames(program, rng);
      for (const { node, above } of shuffled(statementSites(program), rng)) {
        const made = rewrite({ node, above, program, rng, fresh });
        if (!made) continue;
        const { statements, macros = [], whole = spliced(program, node, statements) } = made;
        if (same(whole, program)) continue;
        return { program: [...macros, ...whole], substitution: UNCHANGED };
      }
      return null;
    },
  };
}

export interface StatementPlace {
  readonly node: Statement;
  readonly above: readonly Node[];
  readonly program: Program;
  readonly rng: Rng;
  readonly fresh: () => string;
}

export interface Statements {
  readonly statements: readonly Statement[];
  /** Macros, defined where the template begins. */
  readonly macros?: readonly Statement[];
  /** The whole template, where more than the statement changes. */
  readonly whole?: Program;
}

function statementSites(program: Program): readonly Site<Statement>[] {
  return sites(program).filter((site): site is Site<Statement> => isStatement(site.node));
}

/** Places of expressions that are read: no targets of assignments and loops, no names of callers. */
function readSites(program: Program): readonly Site<Expression>[] {
  const bound = new Set<unknown>();
  for (const { node } of sitesOf(program, 'set', 'setBlock', 'for')) bound.add(node.target);
  for (const { node } of sitesOf(program, 'setBlock', 'filterBlock')) bound.add(node.filters);
  for (const { node } of sitesOf(program, 'callBlock')) bound.add(node.call);
  const isRead = ({ node, above }: Site): boolean =>
    isExpression(node) && node.kind !== 'slice' && ![node, ...above].some((one) => bound.has(one));
  return sites(program).filter((site): site is Site<Expression> => isRead(site));
}

/** In random order, but what decides something mostly before what does not. */
function shuffled<T extends Node>(all: readonly Site<T>[], rng: Rng): readonly Site<T>[] {
  const asksForReply = new Map<Node, boolean>();
  const prompts = (statement: Node): boolean => {
    const known = asksForReply.get(statement) ?? namesIn(statement).has('add_generation_prompt');
    asksForReply.set(statement, known);
    return known;
  };
  return all
    .map((site) => [rng.float64() ** (decides(site, prompts) ? 0.05 : 1), site] as const)
    .sort(([a], [b]) => b - a)
    .map(([, site]) => site);
}

const COMPARED: ReadonlySet<string> = new Set(['==', '!=', '<', '>', '<=', '>=', 'in', 'not in', '*']);

/** Whether the value can decide what is printed: it is compared, an index, an argument; or the statement prints under a condition. */
function decides({ node, above }: Site, prompts: (statement: Node) => boolean): boolean {
  const path: readonly Node[] = [...above, node];
  const statement = path.findLast(isStatement);
  if (statement && prompts(statement)) return false;
  return path.some((parent, i) => isDeciding(parent, path[i + 1])) || isDeciding(node, undefined);
}

function isDeciding(parent: Node, child: Node | undefined): boolean {
  if (parent.kind === 'if' || parent.kind === 'ternary')
    return child === parent.test || (!child && parent.kind === 'if');
  if (parent.kind === 'for') return child === parent.condition || (child === parent.iterable && child.kind !== 'name');
  if (parent.kind === 'binary') return COMPARED.has(parent.operator);
  if (parent.kind === 'index') return child === parent.index;
  return 'args' in parent && (!child || parent.args.some(({ value }) => value === child));
}

const WORDS =
  'acc aux cur data elem entry extra first flag hit info item key last line mark mem next note num obj out part pos prev q ref res s seen st step sub t tail tmp txt u val var_ w word x y z'.split(
    ' ',
  );

/** Names that a template does not use, not even inside a tag that is kept as source. */
export function freshNames(program: Program, rng: Rng): () => string {
  const used = new Set(JSON.stringify(program).match(/\w+/g) ?? []);
  return () => {
    let name = rng.pick(WORDS);
    while (used.has(name)) name = `${rng.pick(WORDS)}${rng.pick(['', '_'])}${String(rng.int(0, 99))}`;
    used.add(name);
    return name;
  };
}
