/** What a value is: what stands beside a text, schemas, values of two kinds, and how far a text is tidied. */
import { inFile, type Mutant } from './mutant.ts';

export const SHAPES: readonly Mutant[] = [
  ...inFile('join.js', [
    ['half a mark or words', "if (besideOf(a) === 'half' || besideOf(b) === 'half')\n        return BUILT;", ''],
    ['half a mark or a text', "isSaid(value) || besideOf(value) === 'half' ?", 'isSaid(value) ?'],
    [
      'values that are deep',
      'if (depth >= MAX_DEPTH)\n        return JSON_VALUE;',
      'if (depth >= MAX_DEPTH)\n        return STRUCTURE;',
    ],
    ['values of two kinds', 'return hasPeople(a) || hasPeople(b) ? JSON_VALUE : STRUCTURE;', 'return STRUCTURE;'],
    ['a schema or a text', 'return hasPeople(b) ? JSON_VALUE : a;', 'return a;'],
    ['schemas in a list', 'return { ...a, maybeText: a.maybeText || hasText(b) };', 'return a;'],
    [
      'a content or another',
      'maybeString: a.maybeString || b.maybeString',
      'maybeString: a.maybeString && b.maybeString',
    ],
    ['a list or none', 'maybeList: a.maybeList || b.maybeList', 'maybeList: a.maybeList && b.maybeList'],
    ['a character or a value', 'maybeCharacter: a.maybeCharacter || b.maybeCharacter', 'maybeCharacter: false'],
    ['a content or an argument', "of: a.of === b.of ? a.of : 'json'", 'of: a.of'],
    ['other fields of two mappings', 'join(a.rest, b.rest, depth), kindOf', 'a.rest, kindOf'],
    [
      'a message or a mapping',
      'if (a.of === b.of)\n        return a.of;',
      "if (a.of === b.of || a.of === 'message')\n        return a.of;",
    ],
    ['a pair or a mapping', "a.of === 'tuple' || b.of === 'tuple' ? 'tuple' : 'mapping'", "'mapping'"],
  ]),
  ...inFile('saidBy.js', [
    ['half a mark without brackets', '|| endsInMark(text);', ';'],
    ['half a mark in brackets', '/[<>[\\]]/.test(', '/[^\\s\\S]/.test('],
    ['half a mark in what is printed', '| BESIDES[beside]', '| BESIDES.words'],
  ]),
  ...inFile('evaluate.js', [
    ['half a mark in a list', 'return isMixed ? [saidBy(items)] : items;', 'return items;'],
    ['a character of structure', "if (value.kind === 'structure' && place !== null)\n        return BUILT;", ''],
    ['a slice of what is built', "return { ...value, beside: 'half' };", 'return value;'],
    [
      'a slice of structure',
      "return value.kind === 'constant' || value.kind === 'structure' ? BUILT : value;",
      "return value.kind === 'constant' ? BUILT : value;",
    ],
    [
      'a slice of words',
      "return value.kind === 'constant' || value.kind === 'structure' ? BUILT : value;",
      "return value.kind === 'structure' ? BUILT : STRUCTURE;",
    ],
    ['the clock as a key', 'if (hasClock(key))', 'if (false)'],
    ['a number for a key', '&& !/^\\d/.test(key.value)', ''],
  ]),
  ...inFile('members.js', [
    [
      'a character of what is built',
      "return object.text ? PART : { ...object, beside: 'half' };",
      'return object.text ? PART : object;',
    ],
    ['an item in a schema', 'return object.named && !object.maybeText ? SCHEMA : IN_SCHEMA;', 'return SCHEMA;'],
    ['values of a mapping', '.reduce((x, y) => join(x, y), rest);', '.reduce((x, y) => y, rest);'],
  ]),
  ...inFile('operators.js', [
    ['words between the values of a format', 'saidBy([...parts.map(constant), ...values])', 'saidBy(values)'],
  ]),
  ...inFile('values.js', [['the clock in a mapping', 'traits |= traitsOf(field);', 'traits |= traitsOf(field) & ~2;']]),
  ...inFile('join.js', [['a schema or another', 'a.maybeText || b.maybeText || a.named !== b.named', 'a.maybeText']]),
  ...inFile('chosen.js', [
    [
      'a choice by a test that is not known',
      'else if (test && !operator && (name === null || !TYPE_TESTS.has(name)))',
      'else if (false)',
    ],
    ['a choice that characters pass', '/^(?:equalto|==|eq)$/.test(String(name))', 'true'],
  ]),
  ...inFile('characters.js', [
    ['what a loop prints of characters', 'return isField(s.value, item);', 'return true;'],
    [
      'a test that characters pass',
      'return false;\n    if (isItem(second, item))',
      'return true;\n    if (isItem(second, item))',
    ],
  ]),
  ...inFile('inputs.js', [
    ['a field of a schema that is not known', 'return DEMANDS.has(name) ? STRUCTURE : IN_SCHEMA;', 'return STRUCTURE;'],
  ]),
  ...inFile('calls.js', [
    ['the clock of a key of get', 'if (hasClock(key.value))', 'if (false)'],
    [
      'the clock as a text has it',
      "args.some(({ value }) => hasText(value))\n        ? a.report('template/depends-on-text', e, 'the clock as a text has it')",
      'false\n        ? STRUCTURE',
    ],
    [
      'a macro that is given a list',
      "if (e.spread.length > 0)\n        return a.report('template/not-proven', e, 'a macro",
      "if (false)\n        return a.report('template/not-proven', e, 'a macro",
    ],
    ['a mapping of fields by two stars', 'if (e.spread.length > 0 || given', 'if (given'],
    [
      'arguments beyond the parameters',
      "parameter ?? 'varargs', parameter === undefined ? listOf(value) : value",
      "parameter ?? 'varargs', parameter === undefined ? STRUCTURE : value",
    ],
    [
      'arguments of no parameter',
      'isParameter ? value : record({ [given]: value })',
      'isParameter ? value : STRUCTURE',
    ],
  ]),
  ...inFile('tidiedBy.js', [
    ['what is replaced by nothing', "if (from === '')\n        return false;", ''],
    ['blanks by words', '(isBlank(from) && isBlank(to))', 'isBlank(from)'],
    ['words that are stripped', 'return texts.every((text) => isBlank(text));', 'return true;'],
    [
      'words that are removed',
      'return from !== null && (isBlank(from) || a.literals.isTag(from));',
      'return from !== null;',
    ],
    [
      'what takes the place of a mark',
      "return name === 'replace' ? args.slice(1).map(({ value }) => value) : [];",
      'return [];',
    ],
    ['words that are tidied', 'return isFrame(value, args) ? FRAME : BUILT;', 'return FRAME;'],
  ]),
  ...inFile('filters.js', [
    [
      'arguments of what is printed',
      'if (args.some((arg) => hasText(arg.value) || hasClock(arg.value)))',
      'if (false)',
    ],
    [
      'what is printed as JSON',
      '? { ...saidBy([value]), closed } : saidBy([value]);',
      '? { ...saidBy([value]), closed } : BUILT;',
    ],
    ['what is safe', 'safe: print,', 'safe: () => STRUCTURE,'],
    ['another case of a schema', 'operand.value.maybeText ? TEXT :', 'operand.value.maybeText ? STRUCTURE :'],
    ['which way is sorted', 'const all = [decides, ...args.map((arg) => arg.value)];', 'const all = [decides];'],
    ['an attribute that is computed of a list', "if (by && by.kind !== 'literal')", 'if (false)'],
    ['characters of a list', 'return listOf(computed(a, e, operand, args));', 'return listOf(STRUCTURE);'],
    [
      'a text the other way round',
      "return isText || kind === 'said' || kind === 'constant' || kind === 'structure' || kind === 'given'",
      'return isText',
    ],
    [
      'what is found otherwise',
      'const each = otherwise ? join(found, a.evaluate(otherwise)) : found;',
      'const each = found;',
    ],
    ['an indent of words', '(isNumber(value) || isFlag(value) || !hasWords(value))', 'true'],
  ]),
  ...inFile('chosen.js', [['an attribute that is computed', 'if (byAttribute && path === null)', 'if (false)']]),
];
