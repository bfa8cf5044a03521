/** Templates are rendered as jinja2 renders them: what it made of the same sources is in tests/fixtures/jinja2/interpreter.json. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { NotTried, PythonError, Raised } from '../../../../../src/text/template/interpreter/errors.ts';
import { namesIn } from '../../../../../src/text/template/interpreter/fromData.ts';
import { programOf } from '../../../../../src/text/template/interpreter/program.ts';
import { render } from '../../../../../src/text/template/interpreter/render.ts';
import { withinSteps } from '../../../../../src/text/template/steps.ts';
import { TemplateSyntaxError } from '../../../../../src/text/template/syntax/syntaxError.ts';

const FIXTURE = new URL('../../../../fixtures/jinja2/interpreter.json', import.meta.url);
const ANSWERS = JSON.parse(readFileSync(FIXTURE, 'utf8')) as readonly (readonly [
  source: string,
  answer: string | null,
])[];

/** As bench/templates/interpreter/answers.py has them. */
const NOW = Date.UTC(2027, 0, 3, 16, 5, 9);
const VARIABLES = {
  m: [
    { role: 'user', content: 'Hi 😀 there ' },
    { role: 'assistant', content: 'two' },
    { role: 'user', content: '' },
  ],
  n: 3,
  f: 2.5,
  s: 'Hello World',
  l: [3, 1, 2],
  d: { b: 1, a: 'x' },
};

function rendered(source: string, variables: object = VARIABLES): string {
  const clock = { now: NOW, tell: () => undefined };
  return withinSteps(100_000, () => render(programOf(source), { variables: namesIn(variables), clock, most: 1e6 }))
    .result;
}

/** Null where it is refused, as jinja2 would. */
function answerOf(source: string): string | null {
  try {
    return rendered(source);
  } catch (error) {
    if (error instanceof NotTried) return 'not tried';
    if (error instanceof PythonError || error instanceof Raised || error instanceof TemplateSyntaxError) return null;
    throw error;
  }
}

/** What Python computes in its C library, and what nobody needs: said to be not tried, or printed with other words. */
const OTHERS: ReadonlySet<string> = new Set([
  '{{ (0) ** (2.5) }}',
  '{{ (-3) ** (2.5) }}',
  '{{ (2.5) ** (2.5) }}',
  "{{ (range(2)) in ({'ab': 1}) }}",
  "{{ ('<' | safe) | attr('upper') }}",
]);

describe('the interpreter', () => {
  it('renders what jinja2 renders, and refuses what it refuses', () => {
    const others = ANSWERS.filter(([source, answer]) => !OTHERS.has(source) && answerOf(source) !== answer);
    expect(others.map(([source, answer]) => ({ source, answer, found: answerOf(source) }))).toEqual([]);
  });

  it('has been asked for a good deal', () => {
    expect(ANSWERS.length).toBeGreaterThan(4000);
    expect(ANSWERS.filter(([, answer]) => answer === null).length).toBeGreaterThan(1000);
  });

  it.each([
    ['{{ lipsum() }}', 'the function lipsum'],
    ["{{ 'a' | urlize }}", 'the filter urlize'],
    ['{{ [1] | random }}', 'the filter random'],
    ["{{ 'a'.encode() }}", 'the method encode of str'],
    ["{% include 'x' %}", 'the tag include'],
    ['{{ 2.5 ** 2.5 }}', 'a power of a float'],
    ["{% set ª = 'x' %}{{ a }}", 'a name that Python writes otherwise'],
  ])('says of %s that it is not tried', (source, what) => {
    expect(() => rendered(source)).toThrow(new NotTried(what));
  });

  it('says what the template itself refuses', () => {
    expect(() => rendered("{{ raise_exception('no ' ~ n) }}")).toThrow(new Raised('no 3'));
  });

  it('tells what the clock was asked', () => {
    const dates: string[] = [];
    const clock = { now: NOW, tell: (date: string) => void dates.push(date) };
    const program = programOf("{{ strftime_now('%Y') }}{% if strftime_now('%m') == '01' %}!{% endif %}");
    const { result } = withinSteps(1000, () => render(program, { variables: new Map(), clock, most: 100 }));
    expect([result, dates]).toEqual(['2027!', ['2027', '01']]);
  });

  it.each([
    ['constructor', '{{ d.constructor }}|{{ m[0].constructor }}|{{ s.constructor }}|{{ l.constructor }}'],
    ['__proto__', '{{ d.__proto__ }}|{{ d["__proto__"] }}|{{ s.__proto__ }}|{{ l.__proto__ }}'],
    ['toString', '{{ d.toString }}|{{ n.toString }}|{{ s["toString"] }}|{{ l.toString }}'],
    ['length', '{{ d.length }}|{{ range.length }}|{{ s.length }}|{{ l.length }}'],
    ['call', '{{ range.call }}|{{ dict.call }}|{{ s.upper.call }}|{{ l.append.apply }}'],
  ])('lets no template reach %s of JavaScript', (_, source) => {
    expect(rendered(source)).toBe('|||');
  });

  it('knows no name but those that are given', () => {
    for (const name of ['globalThis', 'process', 'require', 'constructor', '__proto__', 'toString', 'hasOwnProperty'])
      expect(rendered(`{{ ${name} is defined }}`)).toBe('False');
  });

  it('keeps keys apart that are names of JavaScript', () => {
    expect(rendered('{{ d }}', JSON.parse('{"d": {"__proto__": 1, "constructor": 2}}') as object)).toBe(
      "{'__proto__': 1, 'constructor': 2}",
    );
  });
});
