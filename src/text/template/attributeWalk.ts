import { quoted } from '../../core/printable.ts';
import type { Constants } from './constants.ts';
import type { TemplateProblem } from './problem.ts';
import type { Arguments, CallBlock, Expression, Macro, Node } from './syntax/nodes.ts';
import type { Tree } from './syntax/tree.ts';

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
/** Names that a message shows. */
const MOST_SHOWN = 5;

export function isInside(name: string): boolean {
  return DUNDER.test(name) || INSIDES.has(name);
}

/** Names of insides, wherever they stand: as attributes, as variables, and in strings, which become names by filters. */
export function attributeWalks({ nodes }: Tree, constants: Constants): readonly TemplateProblem[] {
  const found = new Set<string>();
  const own = assignedNames(nodes);
  for (const node of nodes) {
    if (found.size >= MOST_SHOWN) break;
    for (const name of insidesIn(node, constants)) found.add(quoted(name, 60));
    const gadget = gadgetOf(node);
    if (gadget !== null && !own.has(gadget)) found.add(`an attribute of ${gadget}`);
  }
  if (found.size === 0) return [];
  const names = [...found].slice(0, MOST_SHOWN).join(', ');
  return [{ rule: 'template/attribute-walk', message: `expected keys of messages and tools, found ${names}` }];
}

function insidesIn(node: Node, constants: Constants): readonly string[] {
  const found: string[] = [];
  eachWritten(node, (name) => {
    if (DUNDER.test(name)) found.push(name);
  });
  if (node.kind === 'member' && isInside(node.name)) found.push(node.name);
  for (const name of attributeNames(node)) {
    // A variable may be called so itself.
    const text = constants.text(name) ?? (name.kind === 'name' ? name.name : '');
    if (isInside(text)) found.push(text);
  }
  return found;
}

/** Calls `visit` with the names and strings that stand in a node itself. */
function eachWritten(node: Node, visit: (name: string) => void): void {
  // No other node has a name of its own.
  // eslint-disable-next-line @typescript-eslint/switch-exhaustiveness-check
  switch (node.kind) {
    case 'literal':
      if (typeof node.value === 'string') visit(node.value);
      return;
    case 'text':
      if (node.text.length <= LONGEST_TEXT) visit(node.text);
      return;
    case 'name':
      visit(node.name);
      return;
    case 'filter':
    case 'test':
      visit(node.name);
      eachNamed(node, visit);
      return;
    case 'call':
      eachNamed(node, visit);
      return;
    case 'macro':
      visit(node.name);
      eachParameter(node, visit);
      return;
    case 'call-block':
      eachParameter(node, visit);
  }
}

function eachNamed({ named }: Arguments, visit: (name: string) => void): void {
  for (const [name] of named) visit(name);
}

function eachParameter({ parameters }: Macro | CallBlock, visit: (name: string) => void): void {
  for (const { name } of parameters) visit(name);
}

/** A longer text between tags is prose, which may speak of Python; it is no name. */
const LONGEST_TEXT = 4096;

const NO_NAMES: readonly Expression[] = [];

/** Expressions that name an attribute: `x[NAME]`, `x | attr(NAME)`, `x | map(attribute=NAME)`. */
export function attributeNames(node: Node): readonly Expression[] {
  if (node.kind === 'index') return [node.key];
  if (node.kind !== 'filter') return NO_NAMES;
  const named = node.named.flatMap(([name, value]) => (name === 'attribute' ? [value] : []));
  return node.name === 'attr' ? [...node.args.slice(0, 1), ...node.named.map(([, value]) => value)] : named;
}

function gadgetOf(node: Node): string | null {
  if (node.kind !== 'member' && node.kind !== 'index' && node.kind !== 'slice') return null;
  return node.object.kind === 'name' && GADGETS.has(node.object.name) ? node.object.name : null;
}

/** Variables that the template sets itself: `namespace` is often one. */
function assignedNames(nodes: readonly Node[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const node of nodes) {
    const isTarget = node.kind === 'set' || node.kind === 'set-block' || node.kind === 'for';
    if (isTarget && node.target.kind === 'name' && GADGETS.has(node.target.name)) names.add(node.target.name);
  }
  return names;
}
