/** What names hold, and where: ways that part, scopes, macros; and what a test said of a path. */
import { inFile, type Mutant } from './mutant.ts';

export const SCOPES: readonly Mutant[] = [
  ...inFile('journal.js', [
    ['ways that leave a name as it is', 'known.ways < i ? both(known.value, before) : known.value', 'known.value'],
    ['the last of several ways', 'i === 0 ? value : both(so, value)', 'value'],
    ['the first of several ways', 'i === 0 ? value : both(so, value)', 'i === 0 ? value : so'],
    ['a way back', 'for (let i = trail.length - 1; i >= 0; i--) {', 'for (let i = -1; i >= 0; i--) {'],
    ['a macro apart', 'this.#values = new Map();\n        this.#trail', 'this.#trail'],
  ]),
  ...inFile('freeNames.js', [
    ['items of a loop', 'this.read(s.items);', ''],
    ['a test of a loop', 'if (s.test)\n                this.read(s.test);', ''],
    ['the body of a loop', 'this.read(s.test);\n            this.body(s.body);', 'this.read(s.test);'],
    ['a loop without rounds', '});\n        this.body(s.otherwise);', '});'],
    [
      'behind a loop',
      '});\n        this.body(s.otherwise);',
      '});\n        this.body(s.otherwise);\n        this.#assign(s.target);',
    ],
    ['a condition', 'this.read(test);\n            this.body(body);', 'this.body(body);'],
    ['a branch', 'this.read(test);\n            this.body(body);', 'this.read(test);'],
    ['behind a branch', 'this.#own.set(name, false);', ';'],
    ['a value that is set', 'this.read(s.value);\n                break;', 'break;'],
    ['filters of a block that is set', 'this.read(filter);', ''],
    ['a block that is set', 'this.body(s.body);\n                break;', 'break;'],
    ['values of a with', 'this.read(value);', ''],
    [
      'the body of a with',
      'this.#assign(target);\n            }\n            this.body(s.body);',
      'this.#assign(target);\n            }',
    ],
    [
      'behind a with',
      'this.#inScope(() => {\n            for (const [target, value] of s.bindings)',
      '((go) => go())(() => {\n            for (const [target, value] of s.bindings)',
    ],
    ['every other statement', 'default:\n                this.read(s);', 'default:'],
  ]),
  ...inFile('facts.js', [
    ['a test that is negated', 'const isSo = test.negated !== holds;', 'const isSo = !test.negated;'],
    ['not', 'collect(test.operand, !holds, said);', 'collect(test.operand, holds, said);'],
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
  ]),
  ...inFile('statements.js', [
    [
      'a block apart',
      'const said = visitBody(a, body);\n    for (const name of assignedNames(body))\n        a.forget(name);',
      'const said = visitBody(a, body);',
    ],
    [
      'names of a with',
      'forgetTarget(a, target);\n    for (const name of assignedNames(s.body))\n        a.forget(name);',
      'forgetTarget(a, target);',
    ],
    ['names of a loop', 'visitUnder(a, rounds, s.body));\n    forgetAll(a, s);', 'visitUnder(a, rounds, s.body));'],
    ['a key that is not', "if (operator !== '==' || literal", 'if (literal'],
    [
      'what holds otherwise',
      'leave.push(a.enter(factsOf(before[0], false)));',
      'leave.push(a.enter(factsOf(before[0], true)));',
    ],
    ['pairs of what is no mapping', 'e.callee.object : null;', 'e.callee.object : e;'],
    ['pairs of properties', "of.kind !== 'schema' || !of.named", 'true'],
    ['two macros of a name', '(other && other !== s) || a.isInMacro', 'a.isInMacro'],
    ['a macro in a macro', '(other && other !== s) || a.isInMacro', 'other && other !== s'],
    [
      'a default of a parameter of a call block',
      'if (otherwise)\n            a.assign(name, a.evaluate(otherwise));',
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
  ...inFile('assign.js', [
    ['a pair that is set', 'a.pairs.unpair(name);', ''],
    [
      'a text that is unpacked',
      "return (value.kind === 'said' && value.text) || value.kind === 'swayed' || value.kind === 'length';",
      'return false;',
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
      "value.kind === 'record' ? { kind: 'structure' } : elementOf(value)",
    ],
  ]),
  ...inFile('calls.js', [['what a caller is given by name', 'a.assign(`caller(${name})`, a.evaluate(value));', '']]),
  ...inFile('analysis.js', [
    ['facts that one way forgets', 'for (const name of forgotten)\n            this.#facts.forget(name);', ''],
    ['facts of a name that is set', 'step();\n        this.#facts.forget(name);', 'step();'],
    ['facts of a namespace', "!== 'object' && !this.#isOfNamespace(path);", "!== 'object';"],
    ['a loop in a loop', 'this.#names.set(name, outside);', 'this.#names.delete(name);'],
  ]),
  ...inFile('heldFacts.js', [
    [
      'facts that are forgotten inside',
      'held && held.change === this.#changes.get(rootOf(path)) ? held.fact : undefined',
      'held?.fact',
    ],
    ['facts of fields of a name that is set', 'return end < 0 ? path : path.slice(0, end);', 'return path;'],
    ['facts outside a macro', 'this.#facts = new Map();\n        try', 'try'],
  ]),
  ...inFile('namePairs.js', [
    ['pairs outside a macro', 'this.#values = new Map();\n        this.#keys = new Map();\n        try', 'try'],
  ]),
  ...inFile('namespaces.js', [
    [
      'a namespace in a namespace',
      'changingIn(value) !== null ? SWAYED : value',
      'changingIn(value) !== null ? STRUCTURE : value',
    ],
  ]),
  ...inFile('evaluate.js', [
    ['what holds to the right', "factsOf(test, link.operator === 'and')", "factsOf(test, link.operator === 'or')"],
    ['what holds of a ternary', 'const first = when(true, then);', 'const first = when(false, then);'],
    ['what holds otherwise of a ternary', '&& when(false, otherwise)', '&& when(true, otherwise)'],
    ['a string, after a test', 'return value.maybeCharacter ? PART : TEXT;', 'return STRUCTURE;'],
  ]),
  ...inFile('changedLists.js', [
    ['a list that is changed for each piece', 'if (a.isSwayed)', 'if (false)'],
    ['what is appended', 'a.append(value);', ''],
    ['which one is taken out', 'args.every(({ value }) => isNumber(value))', 'true'],
  ]),
];
