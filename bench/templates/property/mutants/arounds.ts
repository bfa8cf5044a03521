/** What Jinja and Python take for something else than it seems: pairs, loops, blocks, keys, places, marks that are built. */
import { inFile, type Mutant } from './mutant.ts';

export const AROUNDS: readonly Mutant[] = [
  ...inFile('values.js', [
    ['a pair that is no mapping', "]), STRUCTURE, 'tuple');", ']), STRUCTURE);'],
    ['half a mark that is built', "words: true, beside: 'half' };", "words: true, beside: 'words' };"],
  ]),
  ...inFile('statements.js', [
    [
      'the loop where there are no items',
      'return saidAfter(said, visitBody(a, s.otherwise));',
      "return saidAfter(said, a.scoped('loop', loopOf(item), () => visitBody(a, s.otherwise)));",
    ],
    [
      'what a parameter of a block held',
      'a.valueOf(`caller(${name})`)));\n        forgetName(a, name);',
      'a.valueOf(`caller(${name})`)));',
    ],
  ]),
  ...inFile('assign.js', [['a loop that is set', "new Set(['loop', 'caller'", "new Set(['caller'"]]),
  ...inFile('evaluate.js', [
    ['what a block is given beyond its parameters', "'caller', 'varargs', 'kwargs']", "'caller']"],
    ['a key that is built', 'fields.set(key, join(value, other));', ''],
  ]),
  ...inFile('calls.js', [
    [
      'a list of what a block is given',
      "if (e.spread.length > 0)\n        return a.report('template/not-proven', e, 'a block",
      "if (false)\n        return a.report('template/not-proven', e, 'a block",
    ],
    ['a split by the clock', 'if ([value, ...args.map((arg) => arg.value)].some(hasClock))', 'if (hasClock(value))'],
  ]),
  ...inFile('sway.js', [
    ['whether there are more pieces', "if (value.kind === 'list' && value.pieces)\n        return 'blanks';", ''],
  ]),
  ...inFile('filters.js', [
    [
      'pieces that are mapped by a field',
      'return SWAYED;\n        return pieces ? piecesOf(each) : listOf(each);',
      'return SWAYED;\n        return listOf(each);',
    ],
    ['words for an empty piece', 'if (isByEmptiness && ', 'if (false && '],
    ['an argument by its name', 'if (unknown === null)', 'if (true)'],
    ['an order by the clock', 'if (all.some(hasClock))', 'if (false)'],
  ]),
  ...inFile('facts.js', [['a place that is no whole number', '&& e.key.isFloat !== true', '']]),
  ...inFile('analysis.js', [
    [
      'what is said of a namespace in a list',
      'changingIn(this.valueOf(root)) !== null',
      'this.#namespaces.is(this.valueOf(root))',
    ],
  ]),
];
