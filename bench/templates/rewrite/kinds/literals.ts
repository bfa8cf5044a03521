/** A string built from others, so that it stands nowhere in the template. */
import type { Rng } from '../../../../src/core/rng.ts';
import { binary, call, dict, filter, index, list, method, name, number, slice, string } from '../build.ts';
import type { Expression } from '../nodes.ts';
import { ofExpression, type Rewriting } from '../rewriting.ts';

type Form = (text: string, rng: Rng) => Expression | null;

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const backwards = (text: string): string => [...text].reverse().join('');

function halves(text: string, rng: Rng): readonly [Expression, Expression] {
  const characters = [...text];
  const at = rng.int(1, Math.max(1, characters.length - 1));
  return [string(characters.slice(0, at).join('')), string(characters.slice(at).join(''))];
}

/** Parts of one to three characters. */
function parts(text: string, rng: Rng): readonly string[] {
  const characters = [...text];
  const found: string[] = [];
  for (let at = 0; at < characters.length;) {
    const size = rng.int(1, 3);
    found.push(characters.slice(at, at + size).join(''));
    at += size;
  }
  return found;
}

/** A character that the text does not have. */
function stranger(text: string, rng: Rng): string {
  return rng.pick(['#', '~', '^', 'Q', '\u00b7', '%%', '_-_'].filter((one) => !text.includes(one) && one !== '%%'));
}

const FORMS: Readonly<Record<string, Form>> = {
  plus: (text, rng) => binary('+', ...halves(text, rng)),
  tilde: (text, rng) => binary('~', ...halves(text, rng)),
  'many tildes': (text, rng) =>
    parts(text, rng)
      .map((part): Expression => string(part))
      .reduce((a, b) => binary('~', a, b)),
  reversed: (text) => slice(string(backwards(text)), null, null, -1),
  'reverse filter': (text) => filter(string(backwards(text)), 'reverse'),
  padded: (text, rng) => slice(string(`${stranger(text, rng).repeat(2)}${text}xy`), 2, -2),
  'every other': (text, rng) =>
    slice(string([...text].map((one) => one + rng.pick([...LETTERS])).join('')), null, null, 2),
  'join filter': (text, rng) => filter(list(...parts(text, rng).map(string)), 'join'),
  'join method': (text, rng) => method(string(''), 'join', list(...parts(text, rng).map(string))),
  'join split': (text, rng) =>
    filter(method(string(parts(text, rng).join(stranger(text, rng))), 'split', string(stranger(text, rng))), 'join'),
  'replace filter': (text, rng) => {
    const mark = stranger(text, rng);
    return filter(string(parts(text, rng).join(mark)), 'replace', string(mark), string(''));
  },
  'replace method': (text, rng) => {
    const [first, second] = halves(text, rng);
    return method(binary('+', string('@@'), second), 'replace', string('@@'), first);
  },
  percent: (text, rng) => binary('%', string('%s%s'), { kind: 'tuple', items: halves(text, rng) }),
  'format filter': (text, rng) => filter(string('%s%s'), 'format', ...halves(text, rng)),
  'format method': (text, rng) => method(string('{}{}'), 'format', ...halves(text, rng)),
  'format numbered': (text, rng) => method(string('{1}{0}'), 'format', ...[...halves(text, rng)].reverse()),
  lower: (text) =>
    text === text.toLowerCase() && text !== text.toUpperCase() ? filter(string(text.toUpperCase()), 'lower') : null,
  upper: (text) =>
    text === text.toUpperCase() && text !== text.toLowerCase() ? method(string(text.toLowerCase()), 'upper') : null,
  swapcase: (text) => (/^[a-zA-Z_ .]+$/.test(text) ? method(string(swapped(text)), 'swapcase') : null),
  trim: (text) => (text === text.trim() ? filter(string(`  ${text} `), 'trim') : null),
  strip: (text) => (/^[^.]+$/.test(text) ? method(string(`..${text}.`), 'strip', string('.')) : null),
  'list place': (text) => index(list(string('a'), string(text), string('b')), number(1)),
  'split place': (text) =>
    text.includes(',') ? null : index(method(string(`ok,${text},no`), 'split', string(',')), number(-2)),
  'dictionary place': (text) => index(dict([string('a'), string('')], [string('k'), string(text)]), string('k')),
  last: (text) => filter(list(string(''), string(text)), 'last'),
  cast: (text, rng) => filter(binary('~', ...halves(text, rng)), 'string'),
  alphabet: (text) => (/^[a-z]{1,16}$/.test(text) ? filter(list(...[...text].map(letter)), 'join') : null),
  repeated: (text) => repetition(text),
  escaped: (text) => (/^[^\u{10000}-\u{10ffff}]+$/u.test(text) ? { kind: 'string', value: text, escaped: true } : null),
  default: (text) => filter(name('undefined_'), 'default', string(text)),
  'sorted digits': (text, rng) => (/^\d+$/.test(text) ? filter(sum(Number(text), rng), 'string') : null),
};

function swapped(text: string): string {
  return [...text].map((one) => (one === one.toLowerCase() ? one.toUpperCase() : one.toLowerCase())).join('');
}

function letter(one: string): Expression {
  return index(string(LETTERS), number(LETTERS.indexOf(one)));
}

function sum(value: number, rng: Rng): Expression {
  const part = rng.int(0, value);
  return binary('+', number(part), number(value - part));
}

/** `__class__` as `'_' * 2 ~ 'class' ~ '_' * 2`. */
function repetition(text: string): Expression | null {
  const found = /^(.*?)(.)(\2+)(.*)$/su.exec(text);
  if (!found) return null;
  const [, before = '', one = '', more = '', after = ''] = found;
  const repeated = binary('*', string(one), number((one + more).length / one.length));
  return binary('~', string(before), binary('~', repeated, string(after)));
}

/** A rewriting for each form. */
export const LITERALS: readonly Rewriting[] = Object.entries(FORMS).map(([form, write]) =>
  ofExpression(`literal/${form}`, ({ node, rng }) =>
    node.kind === 'string' && node.value.length > 1 ? write(node.value, rng) : null,
  ),
);

/** A number as the length, sum or conversion of something. */
const NUMBERS: Readonly<Record<string, (value: number, rng: Rng) => Expression | null>> = {
  sum: (value, rng) => sum(value, rng),
  string: (value) => filter(string(String(value)), 'int'),
  length: (value) => (value <= 40 ? filter(string('x'.repeat(value)), 'length') : null),
  range: (value) => (value <= 100 ? filter(call(name('range'), number(value)), 'length') : null),
};

export const NUMBER_LITERALS: readonly Rewriting[] = Object.entries(NUMBERS).map(([form, write]) =>
  ofExpression(`number/${form}`, ({ node, rng }) =>
    node.kind === 'number' && /^\d{1,9}$/.test(node.text) ? write(Number(node.text), rng) : null,
  ),
);
