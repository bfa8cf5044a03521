/** What names hold, and where: ways that part, scopes, macros; and what a test said of a path. */
import { inFile, type Mutant } from './mutant.ts';

const JOURNAL = inFile('journal.js', [
  [
    'ways that leave a name as it is',
    'const values = ends.map((end) => (end.has(name) ? end.get(name) : this.#values.get(name)));',
    'const values = ends.filter((end) => end.has(name)).map((end) => end.get(name));',
  ],
  [
    'the last of several ways',
    'this.set(name, others.reduce(join, first));',
    'this.set(name, others.at(-1) ?? first);',
  ],
  ['the first of several ways', 'this.set(name, others.reduce(join, first));', 'this.set(name, first);'],
  ['a way back', 'for (const [name, value] of before) {', 'for (const [name, value] of []) {'],
  ['a macro apart', 'this.#values = new Map();\n        this.#undo', 'this.#undo'],
]);

const FREE = inFile('freeNames.js', [
  ['items of a loop', 'read(s.items, own, free);', ''],
  ['a test of a loop', 'read(s.test, withTarget(own, s.target), free);', ''],
  ['the body of a loop', 'readBody(s.body, withTarget(own, s.target), free);', ''],
  [
    'a loop without rounds',
    "readBody(s.otherwise, own, free);\n            return;\n        case 'if':",
    "return;\n        case 'if':",
  ],
  [
    'behind a loop',
    "readBody(s.otherwise, own, free);\n            return;\n        case 'if':",
    "readBody(s.otherwise, own, free);\n            addTarget(own, s.target);\n            return;\n        case 'if':",
  ],
  ['a condition', 'read(test, own, free);\n                readBody', 'readBody'],
  ['a branch', 'read(test, own, free);\n                readBody(body, own, free);', 'read(test, own, free);'],
  ['behind a branch', 'const own = new Set(outside);', 'const own = outside;'],
  ['a value that is set', 'read(s.value, own, free);\n            break;', 'break;'],
  ['filters of a block that is set', 'read(s.filters, own, free);', ''],
  ['a block that is set', 'readBody(s.body, own, free);\n            break;', 'break;'],
  ['values of a with', 'read(value, inside, free);', ''],
  ['the body of a with', 'readBody(s.body, inside, free);', ''],
  ['behind a with', 'const inside = new Set(own);', 'const inside = own;'],
  ['every other statement', 'default:\n            read(s, own, free);', 'default:'],
]);

const FACTS = inFile('facts.js', [
  ['a test that is negated', 'const isSo = test.negated !== holds;', 'const isSo = !test.negated;'],
  ['not', 'return factsOf(test.operand, !holds);', 'return factsOf(test.operand, holds);'],
  ['and, or', "test.operator === (holds ? 'and' : 'or')", "(test.operator === 'and' || test.operator === 'or')"],
  ['a type that it is not', 'isSo && NO_STRINGS.has(test.name)', 'NO_STRINGS.has(test.name)'],
  ['a test that is for no type', 'isSo && NO_STRINGS.has(test.name)', 'isSo'],
  ['not a mapping', "test.name === 'mapping' && isSo", "test.name === 'mapping'"],
  [
    'whether another text is empty',
    'path !== null && something && path === pathOf(something)',
    'path !== null && something',
  ],
  ['whether what is no string is empty', "left.name !== 'string' || left.negated", 'left.negated'],
  ['whether what is not a string is empty', "left.name !== 'string' || left.negated", "left.name !== 'string'"],
  ['a list at another place', 'return `${object}${STEP}${STEP}${String(key)}`;', 'return `${object}${STEP}${STEP}`;'],
  ['more characters than none', "operator === '>' && right.value === 0", "operator === '>'"],
]);

const HELD = [
  ...inFile('statements.js', [
    [
      'a block apart',
      'const said = saidBy(visitBody(a, body));\n    for (const name of assignedNames(body))\n        a.forget(name);',
      'const said = saidBy(visitBody(a, body));',
    ],
    [
      'names of a with',
      'const said = visitBody(a, s.body);\n    for (const name of assignedNames([s]))\n        a.forget(name);',
      'const said = visitBody(a, s.body);',
    ],
    [
      'names of a loop',
      "const said = visitUnder(a, ofPieces ? 'blanks' : 'structure', s.body);\n        forgetAll(a, s);",
      "const said = visitUnder(a, ofPieces ? 'blanks' : 'structure', s.body);",
    ],
    ['a key that is not', "if (operator !== '==' || literal", 'if (literal'],
    ['a pair that is set', 'a.unpair(target.name);', ''],
    [
      'what holds otherwise',
      'before = new Map([...before, ...factsOf(test, false)]);',
      'before = new Map([...before, ...factsOf(test, true)]);',
    ],
    ['pairs of what is no mapping', 'if (isPairs && key', 'if (key'],
    [
      'a text that is unpacked',
      "return (value.kind === 'said' && value.text) || value.kind === 'swayed' || value.kind === 'length';\n}\nfunction macro",
      'return false;\n}\nfunction macro',
    ],
    ['a content that is unpacked', 'return value.maybeString;', 'return false;'],
    [
      'pieces that are unpacked',
      "if (value.kind === 'list')\n        return value.pieces;",
      "if (value.kind === 'list')\n        return false;",
    ],
    [
      'an item by its place',
      "value.kind === 'record' ? fieldOf(value, String(i)) : elementOf(value)",
      "value.kind === 'record' ? STRUCTURE : elementOf(value)",
    ],
    ['two macros of a name', '(other && other !== s) || a.isInMacro', 'a.isInMacro'],
    ['a macro in a macro', '(other && other !== s) || a.isInMacro', 'other && other !== s'],
    [
      'a default of a parameter of a call block',
      'if (otherwise)\n                    a.assign(name, a.evaluate(otherwise));',
      '',
    ],
    [
      'a parameter of a call block by name',
      'join(a.valueOf(`caller(${String(i)})`), a.valueOf(`caller(${name})`))',
      'a.valueOf(`caller(${String(i)})`)',
    ],
    [
      'a parameter of a call block by position',
      'join(a.valueOf(`caller(${String(i)})`), a.valueOf(`caller(${name})`))',
      'a.valueOf(`caller(${name})`)',
    ],
  ]),
  ...inFile('calls.js', [['what a caller is given by name', 'a.assign(`caller(${name})`, a.evaluate(value));', '']]),
  ...inFile('analysis.js', [
    ['facts that one way forgets', 'ends.every((end) => end.has(path))', 'true'],
    [
      'facts that are forgotten inside',
      'this.#facts = new Map([...outside].filter(([key]) => this.#facts.has(key)));',
      'this.#facts = outside;',
    ],
    ['facts of a name that is set', 'this.#facts = new Map(kept);', ''],
    ['facts of fields of a name that is set', 'key !== name && !key.startsWith(`${name}${STEP}`)', 'key !== name'],
    ['facts of a namespace', "!== 'object' && !this.#isOfNamespace(path)", "!== 'object'"],
    ['facts outside a macro', 'this.#facts = new Map();\n        try', 'try'],
    ['pairs outside a macro', 'this.#valuesByKey.clear();', ''],
    [
      'a namespace in a namespace',
      'return this.#holdsNamespace(value) ? SWAYED : value;',
      'return this.#holdsNamespace(value) ? STRUCTURE : value;',
    ],
    ['a loop in a loop', 'this.#names.set(name, outside);', 'this.#names.delete(name);'],
  ]),
  ...inFile('evaluate.js', [
    [
      'what holds to the right',
      "a.within(factsOf(e.left, e.operator === 'and')",
      "a.within(factsOf(e.left, e.operator === 'or')",
    ],
    ['what holds of a ternary', 'a.within(factsOf(test, true)', 'a.within(factsOf(test, false)'],
    ['what holds otherwise of a ternary', 'a.within(factsOf(test, false)', 'a.within(factsOf(test, true)'],
    ['a string, after a test', 'return value.maybeCharacter ? PART : TEXT;', 'return STRUCTURE;'],
  ]),
];

export const SCOPES: readonly Mutant[] = [...JOURNAL, ...FREE, ...FACTS, ...HELD];
