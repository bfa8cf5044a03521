import { quoted } from '../../core/printable.ts';
import { called, child, identifier, nodesOf, walk, type TemplateNode } from './ast.ts';
import type { Constants } from './constants.ts';
import type { TemplateProblem } from './problem.ts';

/** Python's own names for the insides of objects. */
const DUNDER = /__[A-Za-z]\w*__/;
/** Attributes that lead from functions, generators, frames and tracebacks to globals; no chat format has such keys. */
const INSIDES: ReadonlySet<string> = new Set(
  'mro func_globals func_code gi_frame gi_code cr_frame cr_code ag_frame ag_code f_globals f_locals f_builtins f_back tb_frame tb_next im_func im_self im_class'.split(
    ' ',
  ),
);
/** What template engines put into scope by themselves: an attribute of one is the beginning of a walk. */
const GADGETS: ReadonlySet<string> = new Set([
  'cycler',
  'joiner',
  'lipsum',
  'namespace',
  'self',
  'url_for',
  'get_flashed_messages',
]);

export function isInside(name: string): boolean {
  return DUNDER.test(name) || INSIDES.has(name);
}

/** Names of insides, wherever they stand: as attributes, as variables, and in strings, which become names by filters. */
export function attributeWalks(root: TemplateNode, constants: Constants): readonly TemplateProblem[] {
  const found = new Set<string>();
  const own = assignedNames(root);
  walk(root, (node) => {
    for (const name of namesIn(node, constants)) if (isInside(name)) found.add(quoted(name, 60));
    const object = node.type === 'MemberExpression' ? identifier(child(node, 'object')) : undefined;
    if (object !== undefined && GADGETS.has(object) && !own.has(object)) found.add(`an attribute of ${object}`);
  });
  if (found.size === 0) return [];
  const names = [...found].slice(0, 5).join(', ');
  return [{ rule: 'template/attribute-walk', message: `expected keys of messages and tools, found ${names}` }];
}

function namesIn(node: TemplateNode, constants: Constants): readonly string[] {
  const own = node.type === 'StringLiteral' ? constants.text(node) : undefined;
  if (own !== undefined) return DUNDER.test(own) ? [own] : [];
  if (node.type === 'Identifier') {
    const name = identifier(node) ?? '';
    return DUNDER.test(name) ? [name] : [];
  }
  return attributeNames(node).flatMap((name) => constants.text(name) ?? identifier(name) ?? []);
}

/** Expressions that name an attribute: `x.NAME`, `x[NAME]`, `x | attr(NAME)`, `x | map(attribute=NAME)`. */
export function attributeNames(node: TemplateNode): readonly TemplateNode[] {
  if (node.type === 'MemberExpression') {
    const property = child(node, 'property');
    return property ? [property] : [];
  }
  const filter = node.type === 'FilterExpression' ? called(node) : null;
  if (!filter) return [];
  if (filter.name === 'attr') return filter.args.slice(0, 1);
  return filter.args.flatMap((arg) => {
    if (arg.type !== 'KeywordArgumentExpression' || identifier(child(arg, 'key')) !== 'attribute') return [];
    return child(arg, 'value') ?? [];
  });
}

/** Variables that the template sets itself: `namespace` is often one. */
function assignedNames(root: TemplateNode): ReadonlySet<string> {
  const targets = [
    ...nodesOf(root, 'Set').map((node) => child(node, 'assignee')),
    ...nodesOf(root, 'For').map((node) => child(node, 'loopvar')),
  ];
  return new Set(targets.flatMap((target) => identifier(target) ?? []));
}
