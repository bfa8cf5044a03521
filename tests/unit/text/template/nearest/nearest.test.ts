import { describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import { lineDiff } from '../../../../../src/text/template/nearest/lineDiff.ts';
import { nearestOf } from '../../../../../src/text/template/nearest/nearest.ts';

const CHATML = "{% for m in messages %}{{ '<|im_start|>' + m.role + '\\n' + m.content }}{% endfor %}{{ x }}{{ y }}";
const PLAIN = '{% for message in messages %}{{ message.content }}{% endfor %}';
const KNOWN = [
  { name: 'plain', text: PLAIN },
  { name: 'chatml', text: CHATML },
];

describe('the nearest known template', () => {
  it('is one that it equals', () => {
    expect(nearestOf({ name: 't', text: CHATML }, KNOWN)).toEqual({
      name: 'chatml',
      relation: 'same-text',
      share: 1,
      diff: '',
    });
  });

  it('is one that says the same and is set out otherwise', () => {
    const text = CHATML.replaceAll('{%', '\n{%-').replaceAll('{{', '{# a comment #}{{-  ');
    expect(nearestOf({ name: 't', text }, KNOWN)).toMatchObject({ name: 'chatml', relation: 'same-layout', diff: '' });
  });

  it('is the one with the most lines in common, with a unified diff to a planted condition', () => {
    const text = CHATML.replace('{{ x }}', "{% if 'a' in messages[0].content %}{{ x }}{% endif %}");
    const nearest = nearestOf({ name: 't', text }, KNOWN);
    expect(nearest).toMatchObject({ name: 'chatml', relation: 'near', share: 8 / 9 });
    expect(nearest?.diff).toBe(
      [
        '--- chatml',
        '+++ t',
        '@@ -1,5 +1,7 @@',
        ' {% for m in messages %}',
        "   {{ '<|im_start|>' + m.role + '\\n' + m.content }}",
        ' {% endfor %}',
        "+{% if 'a' in messages[0].content %}",
        '   {{ x }}',
        '+{% endif %}',
        ' {{ y }}',
        '',
      ].join('\n'),
    );
  });

  it('is none where nothing is in common, nothing is known, or only ends of blocks are', () => {
    expect(nearestOf({ name: 't', text: '{{ other }}' }, KNOWN)).toBeNull();
    expect(nearestOf({ name: 't', text: PLAIN }, [])).toBeNull();
    expect(nearestOf({ name: 't', text: '{% for a in b %}{% endfor %}' }, KNOWN)).toBeNull();
  });

  it('is found by lines of the source where a template does not parse', () => {
    const known = [{ name: 'broken', text: 'a\nb\n{% if %}' }];
    expect(nearestOf({ name: 't', text: 'a\nc\n{% if %}' }, known)).toMatchObject({ name: 'broken', share: 2 / 3 });
  });

  it('has no diff where more than can be compared differs', () => {
    const text = '{{ x }}' + Array.from({ length: 4000 }, (_, i) => `{{ a${String(i)} }}`).join('');
    expect(nearestOf({ name: 't', text }, KNOWN)).toMatchObject({ name: 'chatml', relation: 'near', diff: null });
  });

  it('is named with no control character', () => {
    const known = [{ name: 'a\u001b[31m', text: CHATML }];
    expect(nearestOf({ name: 't', text: CHATML }, known)?.name).toBe('a\\u{1b}[31m');
  });
});

describe('the edits between two lists of lines', () => {
  const lines = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 20 });

  it('make one the other, with what is the same the same', () => {
    fc.assert(
      fc.property(lines, lines, (a, b) => {
        const edits = lineDiff(a, b) ?? [];
        expect(edits.filter(({ kind }) => kind !== 'in').map((edit) => a[edit.a])).toEqual(a);
        expect(edits.filter(({ kind }) => kind !== 'out').map((edit) => b[edit.b])).toEqual(b);
        for (const edit of edits.filter(({ kind }) => kind === 'same')) expect(a[edit.a]).toBe(b[edit.b]);
      }),
    );
  });

  it('are as few as can be', () => {
    fc.assert(
      fc.property(lines, lines, (a, b) => {
        const changed = (lineDiff(a, b) ?? []).filter(({ kind }) => kind !== 'same').length;
        expect(changed).toBe(a.length + b.length - 2 * longestCommon(a, b));
      }),
    );
  });

  it('are not looked for beyond a bound', () => {
    expect(lineDiff(['a', 'b'], ['c', 'd'], 3)).toBeNull();
    expect(lineDiff(['a', 'b'], ['c', 'd'], 4)).toHaveLength(4);
  });
});

/** By the definition. */
function longestCommon(a: readonly string[], b: readonly string[]): number {
  let row = new Array<number>(b.length + 1).fill(0);
  for (const line of a) {
    const next = [0];
    b.forEach((other, j) => next.push(line === other ? row[j]! + 1 : Math.max(row[j + 1]!, next[j]!)));
    row = next;
  }
  return row[b.length]!;
}
