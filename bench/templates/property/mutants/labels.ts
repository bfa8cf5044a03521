/** Labels of values that are lost: in what they are made of, in calls, filters, operators and statements. */
import { inFile, type Mutant } from './mutant.ts';

export const LABELS: readonly Mutant[] = [
  ...inFile('values.js', [
    [
      'elements of a list',
      'const traits = traitsOf(item) | (pieces ? PIECES : 0);',
      'const traits = pieces ? PIECES : 0;',
    ],
    ['fields of a mapping', 'traits |= traitsOf(field);', ''],
    ['fields of a mapping without a name', '[traitsOf(rest), changingIn(rest)]', '[0, changingIn(rest)]'],
    [
      'the clock in a list',
      'const traits = traitsOf(item) | (pieces ? PIECES : 0);',
      'const traits = (traitsOf(item) & ~2) | (pieces ? PIECES : 0);',
    ],
  ]),
  ...inFile('traits.js', [
    ['descriptions in a schema', 'return value.maybeText ? TEXT : 0;', 'return 0;'],
    ['the clock', '(said.clock ? CLOCK : 0)', '0'],
  ]),
  ...inFile('join.js', [
    [
      'a text or a constant',
      'return eitherSaid(a, b);',
      'return isSaid(a) && isSaid(b) ? eitherSaid(a, b) : STRUCTURE;',
    ],
  ]),
  ...inFile('saidBy.js', [
    ['texts that are joined', "value.kind === 'schema' || hasText(value)", "value.kind === 'schema'"],
    ['the clock in a text that is built', '(text ? TEXT : 0) | (clock ? CLOCK : 0)', '(text ? TEXT : 0)'],
  ]),
  ...inFile('calls.js', [
    ['a parameter by position', 'parameter === undefined ? listOf(value) : value);', 'STRUCTURE);'],
    ['a parameter by name', 'isParameter ? value : record', 'isParameter ? STRUCTURE : record'],
    ['what a macro prints', 'return a.valueOf(`${name}()`);', 'return STRUCTURE;'],
    ['what a caller is given', 'a.assign(`caller(${String(i)})`, a.evaluate(arg));', ''],
    ['what is between call and endcall', "return a.valueOf('caller()');", 'return STRUCTURE;'],
    ['a field of a new namespace', 'a.assignField(name, a.evaluate(value));', 'a.assignField(name, STRUCTURE);'],
    ['a range', 'if (args.some(({ value }) => hasText(value)))', 'if (false)'],
    ['the clock as a function', ': CLOCK,', ': STRUCTURE,'],
    ['a key of get', 'if (hasText(key.value))', 'if (false)'],
    ['what get gives otherwise', 'return otherwise ? join(found, otherwise.value) : found;', 'return found;'],
    ['a method of a text', 'if (values.some(hasText))', 'if (false)'],
    ['startswith', "isAlone && asked === 'mark')\n        return isCut", 'isAlone)\n        return isCut'],
    ['split', 'if (asked === null)', 'if (false)'],
    ['values of a mapping', 'return listOf(valueOfMapping(value));', 'return listOf(STRUCTURE);'],
    ['fields by two stars', 'if (e.spread.length > 0 || !args.slice', 'if (!args.slice'],
  ]),
  ...inFile('filters.js', [
    ['a filter that computes', 'if (values.some(hasText))', 'if (false)'],
    ['length', '? LENGTH', '? NUMBER'],
    ['join', 'whole(saidBy([elementOf(value), ', 'whole(saidBy(['],
    [
      'map of an attribute',
      'return pieces ? piecesOf(each) : listOf(each);\n    }',
      'return listOf(STRUCTURE);\n    }',
    ],
    ['map of a filter', 'return pieces ? piecesOf(each) : listOf(each);\n};', 'return listOf(STRUCTURE);\n};'],
    ['sort', 'const all = [decides, ...args', 'const all = [...args'],
    ['default', 'args.reduce((all, arg) => join(all, arg.value), value)', 'value'],
    ['indent', 'return isBlanks ?', 'return true ?'],
    ['dictsort', 'return byKey ?', 'return true ?'],
  ]),
  ...inFile('chosen.js', [['select', 'choose(a, e, { node: operand.node, value: decides }, test, other);', '']]),
  ...inFile('tidiedBy.js', [
    [
      'replace',
      'return a.report(\'template/depends-on-text\', e, `"${e.name}" of other than blanks in a text`);',
      'return saidBy([value]);',
    ],
  ]),
  ...inFile('members.js', [
    ['values in pairs', "value.kind === 'given' ? JSON_VALUE : elementOf(value)))", 'STRUCTURE))'],
    ['a character of a content', 'maybeCharacter: true', 'maybeCharacter: false'],
    [
      'an argument called type',
      "return object.of === 'content' ? partField(name) : JSON_VALUE;",
      'return partField(name);',
    ],
    ['a character of a text', "return object.text ? PART : { ...object, beside: 'half' };", 'return STRUCTURE;'],
  ]),
  ...inFile('operators.js', [
    [
      'a comparison',
      "return a.report('template/depends-on-text', span, 'a comparison with a text');",
      'return STRUCTURE;',
    ],
    ['a comparison with the clock', 'if (hasClock(l) || hasClock(r))', 'if (false)'],
    [
      'membership',
      "(text === '' && haystack.kind !== 'list' && haystack.kind !== 'record') || asksForMark(a, haystack, text)",
      'true',
    ],
    ['a needle', 'if (hasText(needle))', 'if (false)'],
    [
      'how long a text is',
      "if (l.kind !== 'length' || l.of !== 'text' || r.kind !== 'constant')",
      "if (l.kind === 'length') return true;\n    if (true)",
    ],
    ['a mark beside a text', "text.beside !== 'half'", 'true'],
    ['a width', 'if (isPlain)', 'if (true)'],
  ]),
  ...inFile('evaluate.js', [
    ['an index', 'if (hasText(key.value))', 'if (false)'],
    ['a key of a mapping', 'if (hasText(key))', 'if (false)'],
    ['a slice', 'if (isText)\n        return PART;', 'if (isText)\n        return STRUCTURE;'],
    ['a ternary', 'return second ? join(first, second) : first;', 'return second ?? first;'],
    [
      'and, or',
      'join(left.value, under(a, sway, () => evaluate(a, link.right)))',
      '(evaluate(a, link.right), left.value)',
    ],
  ]),
  ...inFile('assign.js', [
    ['set', 'a.assign(target.name, value);', "a.assign(target.name, { kind: 'structure' });"],
    [
      'a field of a namespace',
      'a.assignField(target.name, value);',
      "a.assignField(target.name, { kind: 'structure' });",
    ],
  ]),
  ...inFile('statements.js', [
    ['set of a block', 'set(a, s.target, through(a, s.filters, apart(a, s.body)));', 'set(a, s.target, STRUCTURE);'],
    ['a variable of a loop', 'assignTo(a, s.target, item);', 'assignTo(a, s.target, STRUCTURE);'],
    ['a default of a parameter', 'otherwise ? a.inMacro(s, () => a.evaluate(otherwise)) : STRUCTURE);', 'STRUCTURE);'],
    ['with', 'assignTo(a, target, a.evaluate(value));', 'assignTo(a, target, STRUCTURE);'],
    ['what is printed of a part', 'return isCut(value) ?', 'return false ?'],
  ]),
  ...inFile('iterated.js', [
    ['the item before', "['previtem', item]", "['previtem', STRUCTURE]"],
    [
      'characters in a loop',
      "if ((value.kind === 'said' && value.text) || (value.kind === 'given' && value.maybeString))",
      'if (false)',
    ],
  ]),
  ...inFile('tests.js', [
    ['a test of a value', "return compared(a, '<', operand, other ?? operand);", 'return STRUCTURE;'],
    ['the name of a filter', "'callable',", "'callable', 'filter', 'test',"],
  ]),
  ...inFile('analysis.js', [
    [
      'a name outside a macro',
      'return outside === undefined ? (own ?? STRUCTURE) : join(own ?? outside, outside);',
      'return own ?? STRUCTURE;',
    ],
    ['a name that is set again', 'this.#current.delete(name);', ''],
  ]),
  ...inFile('idioms.js', [['half of a mark', "parts.length > 1 && parts.join('') === trimmed && ", '']]),
];
