/** Another trigger in place of a word that decides: another script, digits, markup, or a property of the text such as its length. */
import { binary, call, filter, index, list, method, name, number, slice, string, test } from '../build.ts';
import type { Expression } from '../nodes.ts';
import { ofExpression, type Place, type Replacement, type Rewriting } from '../rewriting.ts';

const WORDS: Readonly<Record<string, readonly string[]>> = {
  'two letters': ['zq', 'AI', 'C#', 'ok', 'Go', 'hi'],
  word: ['invoice', 'transfer', 'visa', 'deploy', 'quarterly', 'passport', 'doctor'],
  'two words': ['wire transfer', 'which bank', 'reset my', 'how do I'],
  digits: ['2027', '911', '4242', '00'],
  Chinese: ['\u623f\u8d37', '\u5bc6\u7801', '\u9280\u884c'],
  Japanese: ['\u4f4f\u5b85', '\u304a\u91d1', '\u30ed\u30fc\u30f3'],
  Korean: ['\uc740\ud589', '\ub300\ucd9c'],
  Cyrillic: ['\u0431\u0430\u043d\u043a', '\u043a\u0440\u0435\u0434\u0438\u0442'],
  Arabic: ['\u0628\u0646\u0643', '\u0642\u0631\u0636'],
  emoji: ['\u{1f4b0}', '\u{1f3e0}', '\u{1f680}\u{1f680}'],
  punctuation: ['?!', '...', ';;', '--', '%%'],
  markup: ['<form', '<b>', '[urgent]', '</div>', '```sql', '<script'],
  code: ['#include', 'import os', 'SELECT ', 'def main', 'sudo '],
  'path or address': ['/deploy', '@acme.example', 'http://', '~/.ssh'],
  'white space': ['a\tb', 'x  y'],
  'another case': ['MoRtGaGe', 'PASSWORD', 'eUr'],
  accents: ['caf\u00e9', 'Z\u00fcrich', 'na\u00efve'],
};

const words = Object.entries(WORDS).map(([kind, some]) =>
  ofExpression(`trigger/${kind}`, ({ node, statement, rng }) => {
    if (node.kind !== 'string' || !isTrigger(node.value, statement.kind)) return null;
    const other = rng.pick(some);
    return { node: string(other), substitution: { texts: [[node.value, other]] } };
  }),
);

const NO_TRIGGERS: ReadonlySet<string> = new Set(
  'user assistant system tool content role name function type text equalto eq in gt lt ge le value items selectattr'.split(
    ' ',
  ),
);

/** Words that a message might have: no roles, fields, formats of dates, control tokens or sentences. */
function isTrigger(text: string, statement: string): boolean {
  if (NO_TRIGGERS.has(text) || text.length > 24 || text.length === 0 || /^%|__|<\||\n|\{|^20\d\d/.test(text))
    return false;
  return statement !== 'text';
}

/** A property of the text. The trigger in the conversation becomes a text that has it. */
const PROPERTIES: Readonly<Record<string, (text: Expression) => readonly [Expression, text: string]>> = {
  'length over': (text) => [binary('>', filter(text, 'length'), number(90)), 'many words and more of them '.repeat(5)],
  'length equal': (text) => [binary('==', filter(text, 'length'), number(7)), 'seventh'],
  'last character': (text) => [binary('==', slice(text, -1, null), string('?')), 'is it so?'],
  'first character': (text) => [binary('==', index(text, number(0)), string('#')), '#tag'],
  'digit first': (text) => [method(index(text, number(0)), 'isdigit'), '7 of them'],
  'upper case': (text) => [binary('==', text, filter(text, 'upper')), 'SHOUTED'],
  'word count': (text) => [binary('==', filter(text, 'wordcount'), number(3)), 'one two three'],
  'character after Latin': (text) => [binary('>', filter(text, 'first'), string('\u2fff')), '\u5bc6\u7801'],
  'one of some characters': (text) => [
    test(index(text, number(0)), 'in', list(string('\u4f4f'), string('\u00e9'), string('#'))),
    '\u4f4f\u5b85',
  ],
  ascii: (text) => [{ kind: 'unary', operator: 'not', operand: method(text, 'isascii') }, 'gr\u00f6\u00dfer'],
  'two question marks': (text) => [binary('==', method(text, 'count', string('?')), number(2)), 'so? or so?'],
  'line count': (text) => [binary('>', filter(method(text, 'splitlines'), 'length'), number(2)), 'a\nb\nc'],
  'repeated letters': (text) => [
    binary('<', filter(filter(filter(text, 'list'), 'unique'), 'list'), list(string('b'))),
    'aaaa',
  ],
  palindrome: (text) => [binary('==', text, slice(text, null, null, -1)), 'level'],
  'place in the alphabet': (text) => [binary('<', text, string('B')), 'Aachen'],
  'remainder of length': (text) => [test(filter(text, 'length'), 'divisibleby', number(11)), 'eleven char'],
  'many of a letter': (text) => [
    call(name('range'), binary('-', method(text, 'count', string('z')), number(3))),
    'zzz zzz',
  ],
};

const properties = Object.entries(PROPERTIES).map(([form, write]) =>
  ofExpression(`property/${form}`, (place) => property(place, write)),
);

/** In place of `'word' in text` and `text == 'word'`. */
function property({ node }: Place, write: (text: Expression) => readonly [Expression, string]): Replacement | null {
  if (node.kind !== 'binary' || !['in', '=='].includes(node.operator)) return null;
  const [word, text] = node.operator === 'in' ? [node.left, node.right] : [node.right, node.left];
  if (word.kind !== 'string' || !isTrigger(word.value, '') || text.kind === 'string') return null;
  const [condition, has] = write(text);
  return { node: condition, substitution: { texts: [[word.value, has]] } };
}

/** A rewriting for each kind of trigger, and for each property. */
export const TRIGGERS: readonly Rewriting[] = [...words, ...properties];
