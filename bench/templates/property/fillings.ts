/** What is said in a pair of conversations: markers in one, what a template may look for in the other. */
import type { Rng } from '../../../src/core/rng.ts';
import { hasMark } from './marks.ts';
import type { Filling, Structure } from './shape.ts';

/** A word that no template says: found again in the output, it is cut out. */
export const MARKER = /Zq(\d+)qz/i;
const FIRST_NUMBER = 7_700_077;
/** `77nnn77` */
export const NUMBER_MARKER = /77(\d{3})77/;
/** A character of private use for each that the clock says: whatever part of a date is printed is found again. */
export const FIRST_CLOCK_CHARACTER = 0xe000;

/** The conversation that others are compared with. */
export function referenceFilling({ segments, numbers, clockLength }: Structure): Filling {
  const marker = (i: number): string => `Zq${String(i)}qz`;
  return {
    segments: Array.from({ length: segments }, (_, i) => marker(i)),
    numbers: Array.from({ length: numbers }, (_, i) => FIRST_NUMBER + 100 * i),
    clock: String.fromCharCode(...Array.from({ length: clockLength }, (_, i) => FIRST_CLOCK_CHARACTER + i)),
    isLoose: false,
  };
}

export function randomFilling(structure: Structure, triggers: readonly string[], rng: Rng): Filling {
  const isLoose = rng.float64() < 0.4;
  const one = (): string => wordFor(triggers, isLoose, rng);
  const all = one();
  const isAll = rng.float64() < 0.3;
  return {
    segments: Array.from({ length: structure.segments }, () => (isAll && rng.float64() < 0.8 ? all : one())),
    numbers: Array.from({ length: structure.numbers }, () => rng.pick([2, 3, 7, 12, 999, rng.int(2, 1e6)])),
    clock: clockOf(structure.clockLength, triggers, rng),
    isLoose,
  };
}

const DATES: readonly string[] = ['2026-07-29', '03 Feb 999', '1999-12-31', '2027-01-01'];

function clockOf(length: number, triggers: readonly string[], rng: Rng): string {
  const asked = triggers.filter((trigger) => /^[^\s\\]+$/.test(trigger) && trigger.length <= length);
  const said = asked.length > 0 && rng.float64() < 0.5 ? rng.pick(asked) : rng.pick(DATES).slice(0, length);
  const clock = said.padEnd(length, rng.pick(['0', '7', 'x']));
  // A blank at an end could be trimmed.
  return clock.trim() === clock ? clock : clock.replaceAll(' ', '0');
}

const PATIENCE = 8;

/** No blank at an end, and no mark: those are the structure's. */
function wordFor(triggers: readonly string[], isLoose: boolean, rng: Rng): string {
  for (let i = 0; i < PATIENCE; i++) {
    const said = rng.float64() < 0.55 && triggers.length > 0 ? triggered(rng.pick(triggers), rng) : any(rng);
    const line = isLoose && rng.float64() < 0.3 ? `\n${any(rng)}` : '';
    const word = isLoose
      ? `${said}${line}`.replaceAll('\\', '').trim()
      : said.replaceAll(/\s|^[.,;:!?]+|[.,;:!?]+$/g, '');
    if (word !== '' && !hasMark(word) && !MARKER.test(word)) return word;
  }
  return 'rate';
}

/** What a template looks for, or nearly that. */
function triggered(trigger: string, rng: Rng): string {
  const kind = rng.int(0, 10);
  if (kind < 4) return trigger;
  if (kind === 10) return trigger.replaceAll(/[^a-z_]/gi, '');
  if (kind === 4) return `${any(rng)} ${trigger}`;
  if (kind === 5) return `${trigger} ${any(rng)}`;
  if (kind === 6) return rng.pick([trigger.toUpperCase(), trigger.toLowerCase()]);
  if (kind === 7) return trigger.slice(rng.int(0, 2), trigger.length - rng.int(0, 2));
  if (kind === 8) return trigger.slice(0, rng.int(1, 2));
  return shuffledLetters(trigger, rng);
}

function shuffledLetters(word: string, rng: Rng): string {
  return Array.from({ length: rng.int(1, 6) }, () => rng.pick([...word, 'a'])).join('');
}

const WORDS =
  'rate mortgage hello please send What is the weather in Oslo True None 42 7 0 2027 user assistant system tool function'.split(
    ' ',
  );
const ODD: readonly string[] = [
  ...[
    '房贷利率',
    '你好',
    '🙂',
    'é',
    'ß',
    'Ω',
    '"',
    "it's",
    '\\',
    '%s',
    '%',
    '{}',
    '{{ x }}',
    '<b>',
    '&',
    '#',
    '/',
    '-',
    '!',
  ],
  ...[
    'a\nb',
    'one\n\ntwo\nthree',
    'a  b',
    'tab\there',
    '[1, 2]',
    '{"a": 1}',
    'null',
    '1',
    '-5',
    '3.5',
    'https://a.example/x?y=1',
  ],
];

function any(rng: Rng): string {
  const kind = rng.int(0, 7);
  if (kind < 2) return rng.pick(WORDS);
  if (kind < 4) return rng.pick(ODD);
  if (kind === 4) return rng.pick(['a', 'x', '9', 'ab', '水', ' b']).repeat(rng.int(1, 60));
  if (kind === 5) return String(rng.int(0, 3000));
  if (kind === 6)
    return Array.from({ length: rng.int(2, 30) }, () => rng.pick(WORDS)).join(rng.pick([' ', '\n', ', ']));
  return 'abcdefghijklmnop'.slice(0, rng.int(1, 16));
}

const LITERAL = /'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|(?<![\w.])(\d+)|\b([a-z]{2,})\b/g;

/** What a template could look for: its literals, numbers and names. */
export function triggersOf(source: string): readonly string[] {
  const strings = new Set<string>();
  const others = new Set<string>();
  for (const [, single, double, number, name] of source.matchAll(LITERAL)) {
    const string = single ?? double;
    if (string !== undefined) strings.add(string.replaceAll('\\n', '\n'));
    else if (number ?? name) others.add(number ?? name ?? '');
  }
  // Names are many, and few tests look them up.
  return [...strings, ...strings, ...strings, ...others].filter((trigger) => trigger !== '');
}
