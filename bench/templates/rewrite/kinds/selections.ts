/** Products, dictionaries and filtered loops by other means: `text * n`, `{…}.get(key)`, `for x in y if z`. */
import { binary, call, dict, filter, index, list, loop, method, name, print, string, ternary, when } from '../build.ts';
import type { Expression } from '../nodes.ts';
import { printTemplate } from '../print.ts';
import { ofExpression, ofStatement, type Rewriting, type Statements } from '../rewriting.ts';
import { namesIn } from '../trees.ts';

const PRODUCTS: Readonly<Record<string, (text: Expression, times: Expression) => Expression>> = {
  turned: (text, times) => binary('*', times, text),
  'list joined': (text, times) => filter(binary('*', list(text), times), 'join'),
  'once if any': (text, times) => ternary(times, text, string('')),
  'and or': (text, times) => binary('or', binary('and', times, text), string('')),
  'rounds joined': (text, times) => method(text, 'join', list(string(''), binary('*', text, times))),
};

const products = Object.entries(PRODUCTS).map(([form, write]) =>
  ofExpression(`product/${form}`, ({ node }) =>
    node.kind === 'binary' && node.operator === '*' ? write(node.left, node.right) : null,
  ),
);

const inLoop = ofStatement('product/loop', ({ node, fresh }) => {
  if (node.kind !== 'print' || node.value.kind !== 'binary' || node.value.operator !== '*') return null;
  return { statements: [loop(name(fresh()), call(name('range'), node.value.right), [print(node.value.left)])] };
});

interface Lookup {
  readonly entries: readonly (readonly [Expression, Expression])[];
  readonly key: Expression;
  readonly otherwise: Expression;
}

/** `{…}.get(key, otherwise)` and `{…}[key]`. */
function lookup(node: Expression): Lookup | null {
  if (node.kind === 'index' && node.object.kind === 'dict')
    return { entries: node.object.entries, key: node.index, otherwise: string('') };
  if (node.kind !== 'call' || node.callee.kind !== 'attribute' || node.callee.name !== 'get') return null;
  const [key, otherwise] = node.args;
  if (node.callee.object.kind !== 'dict' || !key) return null;
  return { entries: node.callee.object.entries, key: key.value, otherwise: otherwise?.value ?? name('none') };
}

const LOOKUPS: Readonly<Record<string, (found: Lookup) => Expression>> = {
  'if equal': ({ entries, key, otherwise }) =>
    entries.reduceRight((rest, [own, value]) => ternary(binary('==', key, own), value, rest), otherwise),
  'if a key': ({ entries, key, otherwise }) =>
    ternary(binary('in', key, dict(...entries)), index(dict(...entries), key), otherwise),
  'list place': ({ entries, key, otherwise }) =>
    entries.reduceRight(
      (rest, [own, value]) => index(list(rest, value), filter(binary('==', key, own), 'int')),
      otherwise,
    ),
  product: ({ entries, key }) =>
    entries
      .map(([own, value]) => binary('*', value, filter(binary('==', key, own), 'int')))
      .reduce((a, b) => binary('~', a, b)),
  default: ({ entries, key, otherwise }) => filter(index(dict(...entries), key), 'default', otherwise),
  replace: ({ entries, key }) =>
    entries.reduce<Expression>(
      (text, [own, value]) => ternary(binary('==', key, own), method(key, 'replace', own, value), text),
      string(''),
    ),
};

const lookups = Object.entries(LOOKUPS).map(([form, write]) =>
  ofExpression(`dictionary/${form}`, ({ node }) => {
    const found = lookup(node);
    return found && found.entries.length > 0 ? write(found) : null;
  }),
);

const overEntries = ofStatement('dictionary/loop', ({ node, fresh }) => {
  const found = node.kind === 'print' ? lookup(node.value) : null;
  if (!found) return null;
  const [key, value] = [name(fresh()), name(fresh())];
  const pair: Expression = { kind: 'tuple', items: [key, value] };
  return {
    statements: [loop(pair, method(dict(...found.entries), 'items'), [print(value)], binary('==', key, found.key))],
  };
});

/** A condition of a loop in its body, and the other way round. */
const conditionInside = ofStatement('filtered loop/if inside', ({ node }): Statements | null => {
  if (node.kind !== 'for' || !node.condition || namesIn(node.body).has('loop')) return null;
  return { statements: [{ ...node, condition: null, body: [when(node.condition, node.body)] }] };
});

const conditionOutside = ofStatement('filtered loop/condition of the loop', ({ node }): Statements | null => {
  const [only] = node.kind === 'for' ? node.body : [];
  if (
    node.kind !== 'for' ||
    node.body.length !== 1 ||
    only?.kind !== 'if' ||
    only.otherwise.length > 0 ||
    node.condition
  )
    return null;
  return namesIn(only).has('loop') ? null : { statements: [{ ...node, condition: only.test, body: only.body }] };
});

/** A loop over parts that prints the same for each, as one condition. */
const loopAsCondition = ofStatement('filtered loop/if any', ({ node }): Statements | null => {
  if (node.kind !== 'for' || node.condition || node.target.kind !== 'name') return null;
  if (namesIn(node.body).has(node.target.name) || namesIn(node.iterable).has('messages')) return null;
  return { statements: [when(filter(node.iterable, 'list'), node.body)] };
});

/** A text that the template says, as an expression that can be rewritten further. */
const spoken = ofStatement('spoken/printed', ({ node }): Statements | null => {
  const printed = node.kind === 'text' ? print(string(node.text)) : node;
  return printTemplate([printed]) === printTemplate([node]) ? null : { statements: [printed] };
});
const inPieces = ofStatement('spoken/in pieces', ({ node, rng }): Statements | null => {
  const text =
    node.kind === 'text' ? node.text : node.kind === 'print' && node.value.kind === 'string' ? node.value.value : '';
  if (text.length < 4) return null;
  const at = rng.int(1, text.length - 1);
  return { statements: [print(string(text.slice(0, at))), print(string(text.slice(at)))] };
});
const byWords = ofStatement('spoken/word by word', ({ node, fresh }): Statements | null => {
  const text =
    node.kind === 'text' ? node.text : node.kind === 'print' && node.value.kind === 'string' ? node.value.value : '';
  if (!text.includes(' ')) return null;
  const word = name(fresh());
  const space = ternary({ kind: 'attribute', object: name('loop'), name: 'last' }, string(''), string(' '));
  return { statements: [loop(word, list(...text.split(' ').map(string)), [print(word), print(space)])] };
});

/** A rewriting for each form. */
export const SELECTIONS: readonly Rewriting[] = [
  ...[...products, inLoop],
  ...[...lookups, overEntries],
  ...[conditionInside, conditionOutside, loopAsCondition],
];
export const SPOKEN: readonly Rewriting[] = [spoken, inPieces, byWords];
