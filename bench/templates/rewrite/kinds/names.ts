/** Variables, macros and parameters of the template under other names. */
import { freshNames, UNCHANGED, type Rewriting } from '../rewriting.ts';
import { boundNames } from '../scopes.ts';
import { rebuilt, sitesOf } from '../trees.ts';
import type { Node, Parameter, Program } from '../nodes.ts';

/** All at once; what a tag that is kept as source mentions keeps its name. */
export const NAMES: Rewriting = {
  name: 'names/all',
  apply: (program, rng) => {
    const sources = sitesOf(program, 'tag', 'region').map(({ node }) => node.source);
    const kept = new Set(sources.join(' ').match(/\w+/g) ?? []);
    const bound = [...boundNames(program)].filter((name) => !kept.has(name) && !isKeyword(program, name));
    if (bound.length === 0) return null;
    const fresh = freshNames(program, rng);
    const names = new Map(bound.map((name) => [name, fresh()]));
    return { program: underNames(program, names), substitution: UNCHANGED };
  },
};

/** Whether a macro is given it by name: `f(x=1)`. */
function isKeyword(program: Program, name: string): boolean {
  return sitesOf(program, 'call').some(({ node }) => node.args.some((argument) => argument.name === name));
}

function underNames<T>(root: T, names: ReadonlyMap<string, string>): T {
  const of = (name: string): string => names.get(name) ?? name;
  return rebuilt(root, (node): Node | null => {
    if (node.kind === 'name' && names.has(node.name)) return { kind: 'name', name: of(node.name) };
    if (node.kind === 'macro')
      return {
        ...node,
        name: of(node.name),
        parameters: parameters(node.parameters, names),
        body: underNames(node.body, names),
      };
    if (node.kind === 'callBlock')
      return {
        ...node,
        parameters: parameters(node.parameters, names),
        call: underNames(node.call, names),
        body: underNames(node.body, names),
      };
    return null;
  });
}

function parameters(all: readonly Parameter[], names: ReadonlyMap<string, string>): readonly Parameter[] {
  return all.map(({ parameter, preset }) => ({
    parameter: names.get(parameter) ?? parameter,
    preset: preset && underNames(preset, names),
  }));
}
