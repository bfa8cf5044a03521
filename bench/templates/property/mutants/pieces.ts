/** What pieces and blanks of a text decide: conditions, what is done under them, loops over pieces, places in a text. */
import { inFile, type Mutant } from './mutant.ts';

export const PIECES: readonly Mutant[] = [
  ...inFile('sway.js', [
    [
      'a condition on what a text decides',
      "if (value.kind === 'swayed' || (value",
      "if (value.kind === 'swayed')\n        return 'structure';\n    if ((value",
    ],
    ['a condition on a piece', "(value.kind === 'said' && value.grain === 'piece'))", 'false)'],
    [
      'a condition on a place',
      "const isMeasured = value.kind === 'length' && value.of !== 'text';",
      'const isMeasured = false;',
    ],
    ['a condition on a part', "value.kind !== 'record' && isCut(value)", "value.kind !== 'record' && false"],
    ['what is done under a condition', 'if (!isSound && first)', 'if (false)'],
    ['what is done otherwise', 'const isSound = [...bodies, [null, otherwise]]', 'const isSound = bodies'],
    ['a ternary of pieces', 'isTidyExpression(a, e.then, pieceOf(e.test)) && (', '('],
    ['a ternary otherwise', '(!e.otherwise || isTidyExpression(a, e.otherwise, null))', 'true'],
    ['a loop over pieces', 'if (isTidy(a, body, target', 'if (true || isTidy(a, body, target'],
    [
      'words under a condition',
      "if (s.kind === 'text')\n        return isBlank(s.text);\n    if (s.kind === 'output')",
      "if (s.kind === 'text')\n        return true;\n    if (s.kind === 'output')",
    ],
    ['what is printed under a condition', 'return isTidyExpression(a, s.value, piece);', 'return true;'],
    ['what is set under a condition', 'return isTidySet(a, s, piece);', 'return true;'],
    ['a condition under a condition', 's.branches.every(([, inner]) => isTidy(a, inner, piece)) &&', ''],
    ['otherwise under a condition', '&& isTidy(a, s.otherwise, piece);', ';'],
    ['a loop under a condition', 's.otherwise, piece);\n    return false;', 's.otherwise, piece);\n    return true;'],
    ['a piece that is set', '&& tidiedPath(s.value) === piece)\n        return true;', ')\n        return true;'],
    ['another name that is set to a piece', 'target !== null && target === piece && tidiedPath', 'tidiedPath'],
    ['what is added', 'behind.every((added) => isTidyExpression(a, added, piece)));', 'true);'],
    [
      'what was there',
      "e.operator !== '~'))\n        return null;",
      "e.operator !== '~'))\n        return { before: [], behind: [] };",
    ],
    ['what is put behind', 'return { ...left, behind: [...left.behind, e.right] };', 'return left;'],
    ['what is put before', 'return right && { ...right, before: [e.left, ...right.before] };', 'return right;'],
    ['the right of two', '&& isTidyExpression(a, e.right, piece);', ';'],
    ['the left of two', 'return isTidyExpression(a, e.left, piece) &&', 'return'],
    ['items of a list', 'return e.items.every((item) => isTidyExpression(a, item, piece));', 'return true;'],
    [
      'another text than the piece',
      'if (piece !== null && tidiedPath(e) === piece)',
      'if (piece !== null && hasText(a.evaluate(e)))',
    ],
    ['words that are constant', "value.kind === 'constant' && isStop(value.value)", "value.kind === 'constant'"],
    ['texts for punctuation', 'return !hasText(value) && ', 'return '],
    ['the clock for punctuation', '&& !hasClock(value) &&', '&&'],
    ['words for punctuation', '&& !hasWords(value);', ';'],
    ['a method for a tidying', "e.callee.kind === 'member' && TIDIES.has(e.callee.name)", "e.callee.kind === 'member'"],
    [
      'otherwise of a place that is set right',
      'if (branches.length > 1 || otherwise.length > 0)',
      'if (branches.length > 1)',
    ],
    [
      'more branches of a place that is set right',
      'if (branches.length > 1 || otherwise.length > 0)',
      'if (otherwise.length > 0)',
    ],
    ['what is done with a place', '&& body.every((s) => isNumberFor(path, s));', ';'],
    [
      'words where a place is set right',
      "function isNumberFor(path, s) {\n    if (s.kind === 'text')\n        return isBlank(s.text);",
      "function isNumberFor(path, s) {\n    if (s.kind === 'text')\n        return true;",
    ],
  ]),
  ...inFile('cdata.js', [
    ['other characters than of XML', '&& XML.has(test.first.value)', ''],
    ['characters of another text', "operator === 'in' && pathOf(e) === path", "operator === 'in'"],
    ['another test than for the type', "return test.name === 'string' && ", 'return '],
    ['the type of another text', "test.name === 'string' && pathOf(test.operand) === path;", "test.name === 'string';"],
    [
      'either of two conditions',
      'asksForMarkup(test.left, path) && asksForMarkup(test.right, path)',
      'asksForMarkup(test.left, path)',
    ],
    ['words for its begin', 'isLiteral(opens, OPENS) &&', ''],
    ['words for its end', '&&\n        isLiteral(closes, CLOSES)', ''],
    ['another text in it', 'pathOf(text) === path &&', ''],
    ['more behind it', 'rest.length === 0 &&\n        isLiteral', 'isLiteral'],
    ['another branch', 'branches.length > 1 || otherwise.length === 0', 'otherwise.length === 0'],
    ['more that is printed', "only?.kind === 'output' && rest.length === 0", "only?.kind === 'output'"],
    ['words beside it', "s.kind !== 'text' || !isBlank(s.text)", "s.kind !== 'text'"],
  ]),
  ...inFile('statements.js', [
    [
      'what is assigned under a condition',
      'return under(a, sway, () => visitBody(a, body));',
      'return visitBody(a, body);',
    ],
    ['what a loop over pieces asks', 'under(a, rounds, () => {', '((go) => go())(() => {'],
    [
      'what is assigned where a place is set right',
      'return a.swayed(() => s.branches',
      'return ((go) => go())(() => s.branches',
    ],
    [
      'branches behind a condition',
      "=== 'blanks')\n            deciding.sway = 'blanks';",
      "=== 'blanks' || true)\n            deciding.sway = decided(a, a.operand(test));",
    ],
    ['what is assigned in a loop over pieces', "ofPieces ? 'blanks' : 'structure'", "'structure'"],
    ['rounds of a loop over pieces', 'ofPieces ? LOOP_OF_PIECES : loopOf(item)', 'loopOf(item)'],
    ['which pieces are looped over', "if (s.target.kind !== 'name' || pieceOf(test) !== s.target.name)", 'if (false)'],
    ['the body of a macro', 'a.bodyOf(s.name, () => visitBody(a, s.body))', 'visitBody(a, s.body)'],
    ['the body of a call block', "a.bodyOf('caller', () => calledBack(a, s))", 'calledBack(a, s)'],
  ]),
  ...inFile('iterated.js', [
    ['a loop over what a text decides', "if (value.kind === 'swayed' || value.kind === 'length')", 'if (false)'],
  ]),
  ...inFile('analysis.js', [
    ['a macro that is called', 'if (!this.#swayed || this.#swayedMacros.has(name))', 'if (true)'],
    [
      'a name that is assigned',
      'this.#join(this.#scoped(name), this.#swayed ? swayedValue(value) : value);',
      'this.#join(this.#scoped(name), value);',
    ],
    ['a name that is assigned alone', 'if (!this.#swayed)\n            this.#current', 'this.#current'],
    [
      'a field that is assigned',
      'this.#namespaces.learns(name, this.#swayed ? swayedValue(value) : value)',
      'this.#namespaces.learns(name, value)',
    ],
  ]),
  ...inFile('swayedValue.js', [
    ['a list that is assigned', 'return piecesOf(value.item);', 'return value;'],
    ['a string that is assigned', 'return { ...saidBy([PIECE, value]), words: hasWords(value) };', 'return value;'],
  ]),
  ...inFile('calls.js', [
    ['a macro that is called in a loop', 'a.called(name);', ''],
    ['a caller that is called in a loop', "a.called('caller');", ''],
    ['words between pieces by a method', 'if (given.some(isOfPieces) && ', 'if (false && '],
    ['pieces of a part', 'isCut(value) || args.some((arg) => isCount(arg.value)) ? PART : PIECE', 'PIECE'],
    [
      'whether a part begins with a mark',
      'return isCut(object.value) ? SWAYED : STRUCTURE;\n    if',
      'return STRUCTURE;\n    if',
    ],
    [
      'whether a text begins with a stop',
      'isAlone && ends)\n        return SWAYED;',
      'isAlone && ends)\n        return STRUCTURE;',
    ],
    ['where a mark stands', 'return PLACE;', 'return NUMBER;'],
  ]),
  ...inFile('join.js', [
    ['pieces in what is either of two', 'a.pieces || b.pieces', 'a.pieces'],
    ['what a text decides, or something else', 'if (isCut(a) || isCut(b))\n        return SWAYED;', ''],
  ]),
  ...inFile('values.js', [
    ['a part in a mapping', 'traits |= traitsOf(field);', 'traits |= traitsOf(field) & ~4;'],
    [
      'a part in a list',
      'const traits = traitsOf(item) | (pieces ? PIECES : 0);',
      'const traits = (traitsOf(item) & ~4) | (pieces ? PIECES : 0);',
    ],
  ]),
  ...inFile('saidBy.js', [['a part in what is printed', 'GRAINS[grain] | ', '']]),
  ...inFile('traits.js', [
    [
      'a length',
      "case 'length':\n        case 'swayed':",
      "case 'length':\n            return 0;\n        case 'swayed':",
    ],
  ]),
  ...inFile('filters.js', [
    [
      'words between pieces',
      'isOfPieces(value) && args.some((arg) => hasWords',
      'false && args.some((arg) => hasWords',
    ],
    ['pieces that are mapped', 'return pieces ? piecesOf(each) : listOf(each);\n};', 'return listOf(each);\n};'],
    [
      'how many pieces',
      "if (value.kind === 'swayed' || (value.kind === 'list' && value.pieces))\n        return SWAYED;",
      '',
    ],
    [
      'how long what is set is',
      "value.grain === 'piece')\n        return SWAYED;",
      "value.grain === 'piece')\n        return LENGTH;",
    ],
    [
      'how long a part is',
      "value.grain === 'part')\n        return OFFSET;",
      "value.grain === 'part')\n        return LENGTH;",
    ],
    ['one of several pieces', "operand.value.kind === 'list' && operand.value.pieces\n    ? PART", 'false\n    ? PART'],
    ['pieces the other way round', "const isText = kind === 'list' && operand.value.pieces;", 'const isText = false;'],
    ['characters that are mapped by an attribute', 'if (isString(operand.value))\n            return SWAYED;', ''],
    [
      'characters that are mapped',
      'if (isString(operand.value))\n        return a.report(',
      'if (false)\n        return a.report(',
    ],
  ]),
  ...inFile('chosen.js', [
    [
      'a choice by what a text decides',
      'compared(a, operator, decides, other) === SWAYED :',
      'compared(a, operator, decides, other) && false :',
    ],
  ]),
  ...inFile('evaluate.js', [
    ['all but the last of any text', 'value.closed && isAllButLast(e)', 'isAllButLast(e)'],
    ['one piece', 'return cut(value.item);', 'return value.item;'],
    ['some pieces', 'return piecesOf(cut(value.item));', 'return piecesOf(value.item);'],
    ['some of some pieces', 'return piecesOf(cut(value.item));', 'return listOf(cut(value.item));'],
    [
      'a slice of a list by how long a text is',
      "if (isMeasured)\n        return a.report('template/depends-on-text', e, 'a text that chooses what is taken');",
      '',
    ],
    [
      'whether a text decides otherwise',
      "return decided(a, operand) === 'blanks' ? SWAYED : STRUCTURE;",
      'return decided(a, operand) && STRUCTURE;',
    ],
    ['a ternary that pieces decide', "if (sway === 'blanks')\n        checkTernary(a, e);", ''],
  ]),
  ...inFile('operators.js', [
    [
      'whether a text has blanks',
      '|| asksForBlank(operator, l, r) || asksForPiece(l, r))\n        return SWAYED;',
      ')\n        return SWAYED;\n    if (asksForBlank(operator, l, r) || asksForPiece(l, r))\n        return STRUCTURE;',
    ],
    [
      'what a text decides, compared',
      "if ([l, r].some(({ kind }) => kind === 'swayed') ||",
      "if ([l, r].some(({ kind }) => kind === 'swayed'))\n        return STRUCTURE;\n    if (",
    ],
    [
      'a part that is compared with nothing',
      '[l, r].some(isNothing) && ![l, r].some(isCutText)',
      '[l, r].some(isNothing)',
    ],
    [
      'a place, so much further',
      "return lengths.every(({ of }) => of === 'mark') ? (lengths[0] ?? OFFSET) : OFFSET;",
      'return lengths[0] ?? OFFSET;',
    ],
    ['a length and a number', 'return offsetOf(l, r);', 'return NUMBER;'],
  ]),
  ...inFile('members.js', [
    [
      'a member of what a text decides',
      "case 'length':\n        case 'swayed':\n            return SWAYED;\n        default:\n            return STRUCTURE;\n    }\n}\n/** An element",
      'default:\n            return STRUCTURE;\n    }\n}\n/** An element',
    ],
  ]),
  ...inFile('tests.js', [
    ['the type of a part', 'return isCut(operand.value) ? SWAYED : STRUCTURE;', 'return STRUCTURE;'],
  ]),
];
