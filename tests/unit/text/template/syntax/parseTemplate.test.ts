/** Templates are parsed as jinja2 parses them: what it made of the same sources is in tests/fixtures/jinja2. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Lines } from '../../../../../src/text/template/syntax/lines.ts';
import { parseTemplate } from '../../../../../src/text/template/syntax/parseTemplate.ts';
import { TemplateSyntaxError } from '../../../../../src/text/template/syntax/syntaxError.ts';
import type { Expression, Statement } from '../../../../../src/text/template/syntax/nodes.ts';
import { fitExponent } from '../../../../support/fitExponent.ts';
import { treeOf } from '../../../../support/templateTree.ts';

const FIXTURES = new URL('../../../../fixtures/jinja2/', import.meta.url);
const read = (name: string): unknown => JSON.parse(readFileSync(new URL(name, FIXTURES), 'utf8'));
const SOURCES = read('sources.json') as readonly string[];
const TREES = read('trees.json') as readonly unknown[];

describe('a template', () => {
  it.each(SOURCES.map((source, i) => [source, TREES[i]] as const))('%j is read as jinja2 reads it', (source, tree) => {
    if (tree === null) expect(() => parseTemplate(source)).toThrow(TemplateSyntaxError);
    else expect(treeOf(parseTemplate(source))).toEqual(tree);
  });

  it.each([
    ['{{ a b }}', 5, 'expected "}}", found "b"'],
    ['x\n  {% if a %}', 4, 'expected {% endif %}, found the end of the template'],
    ['{{ "a }}', 3, 'expected the end of a string, found none'],
    ['{{ a ? b }}', 5, 'expected an expression, found "?"'],
    ['{% endfor %}', 3, 'expected a tag that is known and fits here, found {% endfor %}'],
  ])('%j: the place of what is wrong is told', (source, offset, message) => {
    expect(() => parseTemplate(source)).toThrow(expect.objectContaining({ offset, message }));
  });

  it('knows of each node where it stands', () => {
    const source = 'x{% if a.b in c | d(1) %}\n{{ "y" ~ z[0] }}{% endif %}';
    const [, branch] = parseTemplate(source) as [Statement, Statement & { kind: 'if' }];
    const spanned = ({ start, end }: { start: number; end: number }): string => source.slice(start, end);
    const [[test, body]] = branch.branches as unknown as [[Expression & { kind: 'compare' }, Statement[]]];
    expect([branch, test, test.first, test.rest[0]![1], body[0]!].map(spanned)).toEqual([
      source.slice(1),
      'a.b in c | d(1)',
      'a.b',
      'c | d(1)',
      '{{ "y" ~ z[0] }}',
    ]);
  });

  it.each([
    ['parentheses', (n: number) => `{{ ${'('.repeat(n)}a${')'.repeat(n)} }}`],
    ['lists', (n: number) => `{{ ${'['.repeat(n)}${']'.repeat(n)} }}`],
    ['mappings', (n: number) => `{{ ${'{1:'.repeat(n)}1${'}'.repeat(n)} }}`],
    ['conditions', (n: number) => `${'{% if a %}'.repeat(n)}${'{% endif %}'.repeat(n)}`],
    ['negations', (n: number) => `{{ ${'not '.repeat(n)}a }}`],
    ['signs', (n: number) => `{{ ${'-'.repeat(n)}a }}`],
    ['sums', (n: number) => `{{ a${' + a'.repeat(n)} }}`],
    ['filters', (n: number) => `{{ a${' | f'.repeat(n)} }}`],
    ['members', (n: number) => `{{ a${'.b'.repeat(n)} }}`],
    ['calls', (n: number) => `{{ a${'()'.repeat(n)} }}`],
    ['ternaries', (n: number) => `{{ ${'a if b else '.repeat(n)}c }}`],
    ['targets', (n: number) => `{% set ${'('.repeat(n)}a${')'.repeat(n)} = b %}`],
    ['arguments', (n: number) => `{{ ${'f('.repeat(n)}${')'.repeat(n)} }}`],
  ])('%s: forty deep are read, a thousand are refused, twenty thousand do not fill the stack', (_, nested) => {
    expect(() => parseTemplate(nested(40))).not.toThrow();
    for (const n of [1000, 20_000])
      expect(() => parseTemplate(nested(n))).toThrow(/expected at most 200 (levels|parts in a row)/);
  });

  it('any text is a tree or an error with a place', () => {
    const pieces = fc.constantFrom(
      '{{',
      '}}',
      '{%',
      '%}',
      '{#',
      '#}',
      '-',
      ' ',
      '\n',
      'if',
      'for',
      'in',
      'a',
      '"',
      "'",
      '\\',
      '(',
      ')',
      '[',
      ']',
      '{',
      '}',
      '.',
      ',',
      '|',
      'is',
      'not',
      'set',
      '=',
      'endif',
      'else',
      'raw',
      'endraw',
      '1',
      'é',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 40 }), (parts) => {
        const source = parts.join('');
        try {
          parseTemplate(source);
        } catch (error) {
          expect(error).toBeInstanceOf(TemplateSyntaxError);
          expect((error as TemplateSyntaxError).offset).toBeLessThanOrEqual(source.length);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['outputs', '{{ a.b["c"] | d(1) ~ "e" }}\n'],
    ['braces', '{ {{'],
    ['blanks', ' \n\t'],
    ['comments', '{# a #}'],
    ['strings', "{{ 'a\\n' }}"],
    ['tags that are open', '{% if a %}'],
    // Trees of earlier rounds that are collected meanwhile count too: a square fails every time, and they do not.
  ])('%s: costs time in proportion to its length', { retry: 3 }, (_, piece) => {
    const exponent = fitExponent([8000, 16_000, 32_000], 1.2, (n) => {
      const source = piece.repeat(n);
      return () => {
        try {
          parseTemplate(source);
        } catch {
          // What is refused costs as well.
        }
      };
    });
    expect(exponent).toBeLessThan(1.4);
  });
});

describe('a place', () => {
  it('is a line and a column, whichever way lines end', () => {
    const lines = new Lines('a\nbc\r\nd\re');
    expect([0, 1, 2, 4, 6, 7, 8].map((offset) => lines.placeOf(offset))).toEqual([
      { line: 1, column: 1 },
      { line: 1, column: 2 },
      { line: 2, column: 1 },
      { line: 2, column: 3 },
      { line: 3, column: 1 },
      { line: 3, column: 2 },
      { line: 4, column: 1 },
    ]);
  });
});
