/** Which names a part of a template binds and reads, and what it stands in. */
import { name } from './build.ts';
import type { Expression, Node, Of, Program, Statement } from './nodes.ts';
import { namesIn, rebuilt, sitesOf } from './trees.ts';

/** The names that a template, or a part of it, binds: its loop variables, parameters, assignments and macros. */
export function boundNames(root: unknown): ReadonlySet<string> {
  const targets = sitesOf(root, 'set', 'setBlock', 'for').flatMap(({ node }) =>
    node.target.kind === 'name' || node.target.kind === 'tuple' ? [...namesIn(node.target)] : [],
  );
  const macros = sitesOf(root, 'macro').map(({ node }) => node.name);
  const parameters = sitesOf(root, 'macro', 'callBlock').flatMap(({ node }) => node.parameters.map((p) => p.parameter));
  return new Set([...targets, ...macros, ...parameters]);
}

/** Names bound by the template that `part` reads: what a macro has to be given. `null` where it cannot be given them. */
export function freeNames(part: unknown, program: Program): readonly string[] | null {
  const read = namesIn(part);
  if (['loop', 'caller', 'varargs', 'kwargs', 'self'].some((word) => read.has(word))) return null;
  const [inner, bound] = [boundNames(part), boundNames(program)];
  const macros = new Set(sitesOf(program, 'macro').map(({ node }) => node.name));
  const free = [...read].filter((name) => bound.has(name) && !inner.has(name));
  return free.some((name) => macros.has(name)) ? null : free;
}

/** The tree with some variables under other names. */
export function renamed<T>(root: T, names: ReadonlyMap<string, string>): T {
  return rebuilt(root, (node) => {
    const other = node.kind === 'name' ? names.get(node.name) : undefined;
    return other === undefined ? null : { kind: 'name', name: other };
  });
}

/** Whether nothing that the statement assigns is read outside of it, and it neither jumps nor includes. */
export function isClosed(statement: Statement, program: Program): boolean {
  if (sitesOf(statement, 'tag').length > 0 || namesIn(statement).has('add_generation_prompt')) return false;
  return [...boundNames(statement)].every((bound) => countOf(program, bound) === countOf(statement, bound));
}

function countOf(root: unknown, wanted: string): number {
  return sitesOf(root, 'name').filter(({ node }) => node.name === wanted).length;
}

/** The innermost loop over the messages among what a statement stands in. */
export function messageLoop(above: readonly Node[]): Of<'for'> | null {
  const isLoop = (node: Node): node is Of<'for'> => node.kind === 'for' && namesIn(node.iterable).has('messages');
  return above.findLast(isLoop) ?? null;
}

/** Its variable: the message. */
export function messageOf(above: readonly Node[]): Expression | null {
  const target = messageLoop(above)?.target;
  return target?.kind === 'name' ? name(target.name) : null;
}
