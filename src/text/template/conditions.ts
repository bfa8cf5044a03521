/**
 * Conditions that a poisoned template waits on: words in a message, or the date. Formats do look into messages, but for markup
 * (`</think>`, `<tool_response>`, `[INST]`) and for commands that people type (`/no_think`); they do not look for words.
 */
import { quoted } from '../../core/printable.ts';
import { attributeNames } from './attributeWalk.ts';
import {
  called,
  child,
  identifier,
  inherited,
  methodCall,
  nodesOf,
  operatorOf,
  reaches,
  walk,
  type Ancestor,
  type TemplateNode,
} from './ast.ts';
import type { Constants } from './constants.ts';
import type { TemplateProblem } from './problem.ts';

/** A trigger is something that a person says, not a page. */
const MAX_TRIGGER = 200;
const MAX_TRIGGERS = 1000;
const SEARCHES: ReadonlySet<string> = new Set([
  'startswith',
  'endswith',
  'find',
  'rfind',
  'index',
  'count',
  'search',
  'match',
  'split',
  'partition',
  'contains',
]);
const COMPARISONS: ReadonlySet<string> = new Set(['in', 'not in', '==', '!=']);

const CONDITIONS: ReadonlySet<string> = new Set(['If.test', 'Ternary.condition', 'SelectExpression.test', 'Set.value']);

/** Every expression that decides what is rendered. */
function conditionsOf(root: TemplateNode): readonly TemplateNode[] {
  const tests: (TemplateNode | undefined)[] = [
    ...nodesOf(root, 'If').map((node) => child(node, 'test')),
    ...nodesOf(root, 'Ternary').map((node) => child(node, 'condition')),
    ...nodesOf(root, 'SelectExpression').map((node) => child(node, 'test')),
    ...nodesOf(root, 'Set').map((node) => child(node, 'value')),
  ];
  return tests.filter((test) => test !== undefined);
}

/** Words, as people write them: letters, and nothing that formats are made of. */
export function isWords(text: string): boolean {
  return /\p{L}{3}/u.test(text) && !/[<>{}[\]|_#=`]/.test(text) && !text.startsWith('/');
}

/**
 * Conditions on words in a message's content. A word that the template also uses as a key asks for the structure of the
 * content, not for what it says. Some formats have the operator set modes by a phrase in the system message.
 */
export function contentConditions(root: TemplateNode, constants: Constants): readonly TemplateProblem[] {
  const content = contentVariables(root);
  const keys = keysOf(root, constants);
  const found = { 'template/content-condition': new Set<string>(), 'template/system-condition': new Set<string>() };
  const [decides, isAboutSystem, isContent] = [deciding(), aboutSystem(), readingContent(content)];
  walk(root, (node, parent) => {
    const compared = decides(parent) ? comparison(node) : null;
    if (!compared) return;
    const [haystack, needle] = compared;
    const words = constants.text(needle);
    if (words === undefined || !isWords(words) || keys.has(words) || !isContent(haystack)) return;
    const rule = isAboutSystem(haystack, parent) ? 'template/system-condition' : 'template/content-condition';
    found[rule].add(quoted(words, 60));
  });
  return Object.entries(found).flatMap(([rule, words]) => {
    if (words.size === 0) return [];
    const shown = [...words].slice(0, 5).join(', ');
    return [{ rule, message: `expected the same text whatever a message says, found a condition on ${shown}` }];
  });
}

/** True for a part of a condition, or of a value that a later condition may use. */
function deciding(): (parent: Ancestor | null) => boolean {
  return inherited(false, ({ node, field }, above) => {
    if (CONDITIONS.has(`${node.type}.${field}`)) return true;
    return field !== 'body' && field !== 'alternate' && above;
  });
}

/** Names of attributes, and what a part's `type` is compared with. */
function keysOf(root: TemplateNode, constants: Constants): ReadonlySet<string> {
  const keys = new Set<string>();
  walk(root, (node) => {
    for (const name of attributeNames(node)) keys.add(constants.text(name) ?? identifier(name) ?? '');
    const compared = comparison(node);
    if (compared && keyOf(compared[0]) === 'type') keys.add(constants.text(compared[1]) ?? '');
  });
  return keys;
}

/** `messages[0]`, where the condition or one around it says that this is the system's. */
function aboutSystem(): (haystack: TemplateNode, parent: Ancestor | null) => boolean {
  const asksFirst = reaches(
    (node) =>
      node.type === 'MemberExpression' &&
      identifier(child(node, 'object')) === 'messages' &&
      child(node, 'property')?.['value'] === 0,
  );
  const saysSystem = reaches((node) => node.type === 'StringLiteral' && node['value'] === 'system');
  const isGuarded = inherited(false, ({ node, field }, above) => {
    const test = node.type === 'If' && field !== 'alternate' ? child(node, 'test') : undefined;
    return above || (test !== undefined && saysSystem(test));
  });
  return (haystack, parent) => asksFirst(haystack) && isGuarded(parent);
}

/** What is searched, and for what. */
function comparison(node: TemplateNode): readonly [TemplateNode, TemplateNode] | null {
  const method = methodCall(node);
  if (method) return SEARCHES.has(method.name) && method.args[0] ? [method.object, method.args[0]] : null;
  const [left, right] = [child(node, 'left'), child(node, 'right')];
  if (node.type !== 'BinaryExpression' || !left || !right || !COMPARISONS.has(operatorOf(node))) return null;
  if (operatorOf(node).endsWith('in')) return [right, left];
  return left.type === 'StringLiteral' ? [right, left] : [left, right];
}

/** Variables that hold what a message says, through any number of assignments. */
function contentVariables(root: TemplateNode): ReadonlySet<string> {
  const variables = new Set(['content']);
  const sets = nodesOf(root, 'Set').flatMap((node) => {
    const [name, value] = [targetOf(child(node, 'assignee')), child(node, 'value')];
    return name !== undefined && value ? [{ name, value }] : [];
  });
  // Twice: loops carry an assignment back to a use above it. More rounds find what only obfuscation has.
  for (let round = 0; round < 2; round++)
    for (const { name, value } of sets) if (readingContent(variables)(value)) variables.add(name);
  return variables;
}

function targetOf(assignee: TemplateNode | undefined): string | undefined {
  return identifier(assignee) ?? (assignee && identifier(child(assignee, 'property')));
}

/** True for `message.content`, `messages[0]['content']`, and text made of them; not for what is found out about them. */
function readingContent(variables: ReadonlySet<string>): (node: TemplateNode) => boolean {
  return reaches(
    (node) => [identifier(node), keyOf(node)].some((name) => name !== undefined && variables.has(name)),
    (node) => {
      const key = keyOf(node);
      // `content[0].type` is about the content; `content[0].text` is what it says.
      return key === undefined || key === 'text' ? textOperands(node) : [];
    },
  );
}

/** The key of `x.key` and `x['key']`; none for an index, a slice or a variable. */
function keyOf(node: TemplateNode): string | undefined {
  const property = node.type === 'MemberExpression' ? child(node, 'property') : undefined;
  if (property?.type === 'StringLiteral') return String(property['value']);
  return node['computed'] === true ? undefined : identifier(property);
}

/** The operands whose text an expression's value is made of. */
function textOperands(node: TemplateNode): readonly TemplateNode[] {
  const method = methodCall(node);
  if (method) return [method.object];
  const fields: Readonly<Record<string, readonly string[]>> = {
    FilterExpression: ['operand'],
    MemberExpression: ['object'],
    BinaryExpression: ['~', '+'].includes(operatorOf(node)) ? ['left', 'right'] : [],
    Ternary: ['trueExpr', 'falseExpr'],
    SelectExpression: ['lhs'],
  };
  return (fields[node.type] ?? []).flatMap((field) => child(node, field) ?? []);
}

/** Conditions on `strftime_now(…)`. Formats print the date; none of them chooses by it. */
export function timeConditions(root: TemplateNode): readonly TemplateProblem[] {
  const asksTheDate = askingTheDate(new Set());
  const dated = nodesOf(root, 'Set').flatMap((node) => {
    const value = child(node, 'value');
    return value && asksTheDate(value) ? (identifier(child(node, 'assignee')) ?? []) : [];
  });
  const isDated = askingTheDate(new Set(dated));
  const decides = reaches((node) => {
    if (node.type !== 'BinaryExpression') return false;
    const operator = operatorOf(node);
    return (COMPARISONS.has(operator) || ['<', '>', '<=', '>='].includes(operator)) && isDated(node);
  });
  if (!conditionsOf(root).some(decides)) return [];
  return [
    { rule: 'template/time-condition', message: 'expected the date to be printed at most, found a condition on it' },
  ];
}

function askingTheDate(dated: ReadonlySet<string>): (node: TemplateNode) => boolean {
  return reaches((node) => {
    const name = identifier(node);
    return (
      (node.type === 'CallExpression' && called(node)?.name === 'strftime_now') ||
      (name !== undefined && dated.has(name))
    );
  });
}

/** Words in the template's own expressions: what a hidden trigger may be, tried out by rendering. */
export function candidateTriggers(root: TemplateNode, constants: Constants): readonly string[] {
  const words = new Set<string>();
  walk(root, (node) => {
    const text = constants.text(node);
    if (text !== undefined && text.length <= MAX_TRIGGER && isWords(text)) words.add(text);
  });
  return [...words].slice(0, MAX_TRIGGERS);
}
