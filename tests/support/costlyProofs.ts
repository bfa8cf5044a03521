/**
 * Templates of about as many characters as one asks for: flat ones, and such as are made to cost the proof as much as can be, of every kind that
 * some part of it takes more than linear time or memory for.
 */
import { many } from './filled.ts';

export type CostlyTemplate = (characters: number) => string;

/** As many of `part` as fit. */
function repeated(characters: number, part: (i: number) => string): string {
  const parts: string[] = [];
  for (let length = 0, i = 0; length < characters; i++) {
    const next = part(i);
    parts.push(next);
    length += next.length;
  }
  return parts.join('');
}

/** `before` and `behind` around them. */
function within(before: string, behind: string, part: (i: number) => string): CostlyTemplate {
  return (characters) => before + repeated(characters - before.length - behind.length, part) + behind;
}

/** Half of the characters are `first`, the others `second`. */
function halves(first: CostlyTemplate, second: CostlyTemplate): CostlyTemplate {
  return (characters) => first(characters / 2) + second(characters / 2);
}

function flat(part: (i: number) => string): CostlyTemplate {
  return (characters) => repeated(characters, part);
}

/** From the last to the first. */
function backwards(part: (i: number) => string): CostlyTemplate {
  return (characters) => {
    const count = Math.floor(characters / (part(10_000).length + 1));
    return many(count, (i) => part(count - i)).join('');
  };
}

const n = String;
const chain = Array.from({ length: 190 }, () => '1').join('+');
const nested = (open: string, close: string, inner: CostlyTemplate, depth: number): CostlyTemplate => {
  const [before, behind] = [open.repeat(depth), close.repeat(depth)];
  return (characters) => before + inner(characters - before.length - behind.length) + behind;
};

/** What a person might write at length: no more than linear. */
export const FLAT_TEMPLATES: Readonly<Record<string, CostlyTemplate>> = {
  text: flat(() => 'word '),
  'text in lines': flat(() => 'a word\n'),
  'names that are printed': flat(() => '{{a}}'),
  'names that are printed, all different': flat((i) => `{{a${n(i)}}}`),
  'numbers that are added': flat(() => `{{${chain}}}`),
  'strings that are printed': flat(() => "{{'a'}}"),
  'a list of numbers': within('{{[', ']|length}}', () => '1,'),
  'a list of strings': within('{% set x = [', '] %}{{x}}', () => "'a b',"),
  'a mapping of many keys': within('{% set x = {', '} %}{{x}}', (i) => `'k${n(i)}':1,`),
  'comparisons in a row': within('{{1', '}}', () => '<1'),
  'strings side by side': within('{{', '}}', () => "'a'"),
  'arguments of a function': within('{{range(', ')}}', () => '1,'),
  'blanks in a tag': within('{{a', '}}', () => ' '),
  conditions: flat(() => '{%if a%}b{%endif%}'),
  loops: flat(() => '{%for m in messages%}{{m.role}}{%endfor%}'),
  'assignments of one name': flat(() => '{%set x=1%}'),
  'assignments of many names': flat((i) => `{%set x${n(i)}=1%}`),
  'contents of messages': within('{%for m in messages%}', '{%endfor%}', () => '{{m.content}}'),
  'tests of contents': within(
    '{%for m in messages%}',
    '{%endfor%}',
    () => '{%if m.content is string%}{{m.content}}{%endif%}',
  ),
  macros: flat((i) => `{%macro m${n(i)}(a)%}{{a}}{%endmacro%}`),
  'calls of a macro': within('{%macro m(a)%}{{a}}{%endmacro%}', '', () => '{{m(1)}}'),
};

const LADDER = within('{%if a%}', '{%endif%}', (i) => `{%elif a${n(i)}%}b`);

/** What somebody writes to be costly. */
export const HOSTILE_TEMPLATES: Readonly<Record<string, CostlyTemplate>> = {
  'a ladder of conditions': LADDER,
  'a ladder of tests': within('{%if a%}', '{%endif%}', (i) => `{%elif a${n(i)} is string%}`),
  'a ladder of assignments': within('{%if a%}', '{%endif%}', (i) => `{%elif a%}{%set x${n(i)}=1%}`),
  'a ladder of assignments that are read': halves(
    within('{%if a%}', '{%endif%}', (i) => `{%elif a%}{%set x${n(i)}='a b c d e f'%}`),
    flat((i) => `{{x${n(i)}}}`),
  ),
  'ladders in a ladder': within('{%if a%}', '{%endif%}', () => `{%elif a%}{%if a%}{%elif b%}{%elif c%}{%endif%}`),
  'facts and small conditions': (characters) => {
    const test = (level: number): string =>
      `{%if ${many(190, (i) => `a${n(level)}.b${n(i)} is string`).join(' and ')}%}`;
    const depth = Math.min(90, Math.ceil(characters / 8000));
    return many(depth, test).join('') + repeated(characters / 2, () => '{%if c%}{%endif%}') + '{%endif%}'.repeat(depth);
  },
  'assignments in the wrong order': backwards((i) => `{%set x${n(i + 1)}=x${n(i)}%}`),
  'messages in the wrong order': (characters) =>
    `${backwards((i) => `{%set x${n(i + 1)}=x${n(i)}%}`)(characters - 60)}{%set x1=messages%}`,
  'messages in the wrong order, in a loop': (characters) =>
    `${backwards((i) => `{%for m in x${n(i)}%}{%set x${n(i + 1)}=x${n(i + 1)}+m%}{%endfor%}`)(characters - 60)}{%set x1=messages%}`,
  'fields of a namespace': within('{%set ns=namespace()%}', '', (i) => `{%set ns.x${n(i)}=1%}`),
  'fields of a namespace in the wrong order': (characters) =>
    `{%set ns=namespace()%}${backwards((i) => `{%set ns.x${n(i + 1)}=ns.x${n(i)}%}`)(characters - 60)}{%set ns.x1=messages%}`,
  'a namespace of many fields that is asked': halves(
    within('{%set ns=namespace()%}', '', (i) => `{%set ns.x${n(i)}=1%}`),
    flat(() => '{%if ns%}{%endif%}{{ns[a]}}'),
  ),
  'namespaces in mappings': halves(
    within('{%set ns=namespace()%}', '', (i) => `{%set ns.x${n(i)}={'a':ns,'b':[ns]}%}`),
    flat(() => '{%if ns%}{%endif%}{{ns[a]}}'),
  ),
  'mappings of mappings': flat((i) => `{%set x${n(i + 1)}={'a':x${n(i)},'b':x${n(i)}}%}{{x${n(i + 1)}}}`),
  'mappings of mappings, twice': flat(
    (i) => `{%set x${n(i + 1)}={'a':x${n(i)},'b':x${n(i)}}%}{%set x${n(i + 1)}={'a':x${n(i)},'b':x${n(i)}}%}`,
  ),
  'lists of lists': flat((i) => `{%set x${n(i + 1)}=[x${n(i)}]%}{{x${n(i + 1)}}}`),
  'wide mappings of wide mappings': (characters) => {
    const width = Math.floor(characters / 60);
    return (
      many(
        7,
        (level) => `{%set x${n(level + 1)}={${many(Math.min(250, width), (i) => `'k${n(i)}':x${n(level)}`).join()}}%}`,
      )
        .join('')
        .repeat(2) + repeated(characters / 3, () => '{%set y=x7%}{%set y=x6%}{{y[a]}}')
    );
  },
  'one wide mapping, joined': (characters) =>
    `{%set x={${many(Math.min(250, characters / 20), (i) => `'k${n(i)}':1`).join()}}%}` +
    repeated(characters / 1.2, (i) => `{%set x=dict(x,a=${n(i % 10)})%}`),
  'mappings without a key in common': flat((i) => `{%set x={'k${n(i)}':1}%}{{x[a]}}`),
  'a long constant, printed': halves(
    within("{%set x='", "'%}", () => 'word '),
    flat(() => '{{x}}'),
  ),
  'a long constant, printed in pieces': halves(
    within("{%set x='", "'%}", () => 'word '),
    flat(() => '{{x~x}}'),
  ),
  'a long constant, compared': halves(
    within("{%set x='", "'%}{%for m in messages%}", () => '<a> '),
    within('', '{%endfor%}', () => '{%if x in m.content%}{%endif%}'),
  ),
  'a long constant, assigned': halves(
    (characters) => `{%set x='${'a'.repeat(characters / 2 - 20)}'%}{%set y='${'a'.repeat(characters / 2 - 20)}'%}`,
    flat(() => '{%set y=x%}'),
  ),
  'constants that are put together': within("{%set x='" + 'ab '.repeat(1300) + "'%}", '', () => "{{x~'a'}}"),
  'constants that double': flat((i) => `{%set x${n(i + 1)}=x${n(i)}~x${n(i)}%}`),
  'texts of many names': halves(
    flat((i) => `{%set x='word ${n(i)} and more of it here'%}`),
    flat(() => '{{x}}'),
  ),
  'texts of many names, in conditions': halves(
    within('{%if a%}', '{%endif%}', (i) => `{%elif a == ${n(i)}%}{%set x='word ${n(i)} and more of it here'%}`),
    flat(() => '{{x}}'),
  ),
  'texts that hold one another': flat((i) => `{%set x${n(i + 1)}=x${n(i)}~'word ${n(i)} and more'%}{{x${n(i + 1)}}}`),
  'a text in many pieces': within('{{', "'a'}}", (i) => (i % 150 === 0 ? "'word'}}{{" : "'word'~")),
  'pieces of blocks': halves(
    (characters) => `{%set x%}${repeated(characters - 30, () => "{{'word '}}{{a}}")}{%endset%}`,
    flat(() => '{{x}}'),
  ),
  'calls of macros with texts': within(
    '{%macro m(a)%}{{a}}{%endmacro%}',
    '',
    (i) => `{{m('word ${n(i)} and more of it here')}}`,
  ),
  'macros that call two macros': flat((i) => `{%macro m${n(i + 1)}()%}{{m${n(i)}()}}{{m${n(i)}()}}{%endmacro%}`),
  'macros that call the next': flat((i) => `{%macro m${n(i)}(a)%}{{m${n(i + 1)}(a)}}{%endmacro%}`),
  'macros that call themselves': flat((i) => `{%macro m${n(i)}(a)%}{{m${n(i)}(a~'x')}}{%endmacro%}`),
  'a macro of many names and many bodies': (characters) =>
    `{%macro m()%}${repeated(characters / 2, (i) => `{%set x${n(i)}=1%}`)}${repeated(characters / 2, () => '{%if a%}{%endif%}')}{%endmacro%}`,
  'macros and pairs': halves(
    flat((i) => `{%for k${n(i)},v${n(i)} in m.items()%}{%endfor%}`),
    flat((i) => `{%macro m${n(i)}()%}{%endmacro%}`),
  ),
  'pairs and assignments': halves(
    flat((i) => `{%for k${n(i)},v${n(i)} in m.items()%}{%endfor%}`),
    flat(() => `{%set x=1%}`),
  ),
  'macros called for pieces': (characters) =>
    `{%macro m(a)%}${repeated(characters / 2, () => '{%set x=1%}')}{%endmacro%}{%for m1 in messages%}{%for l in m1.content.split()%}${repeated(characters / 2, () => '{{m(l)}}')}{%endfor%}{%endfor%}`,
  'deep loops around assignments': nested(
    '{%for m in messages%}',
    '{%endfor%}',
    flat((i) => `{%set x${n(i)}=1%}`),
    90,
  ),
  'deep conditions around assignments': nested(
    '{%if a%}',
    '{%endif%}',
    flat((i) => `{%set x${n(i)}=1%}`),
    90,
  ),
  'deep conditions around texts': nested(
    '{%if a%}',
    '{%endif%}',
    flat(() => 'a{{b}}'),
    90,
  ),
  'deep conditions on pieces': (characters) =>
    `{%for m in messages%}{%for l in m.content.split()%}${nested(
      '{%if l%}',
      '{%endif%}',
      flat(() => '{{l}} '),
      90,
    )(characters)}{%endfor%}{%endfor%}`,
  'deep blocks': nested(
    '{%set x%}',
    '{%endset%}',
    flat(() => "{{x}}{{'word'}}"),
    90,
  ),
  conjunctions: flat((i) => `{%if ${many(190, (j) => `a${n(i)}${n(j)} is string`).join(' and ')}%}{%endif%}`),
  'members of members': within('{%for m in messages%}', '{%endfor%}', () => `{{m${'.a'.repeat(190)}}}`),
  'members of long names': within(
    '{%for m in messages%}',
    '{%endfor%}',
    (i) => `{{m${`.a${'b'.repeat(5000)}${n(i)}`.repeat(190)}}}`,
  ),
  'ternaries of ternaries': flat(() => `{{${'(a if b else '.repeat(80)}c${')'.repeat(80)}}}`),
  'ternaries in tests': flat(() => `{{${'a if ('.repeat(80)}c${') else d'.repeat(80)}}}`),
  'filters in a row': flat(() => `{{a${'|trim'.repeat(190)}}}`),
  'brackets in brackets': flat(() => `{{${'['.repeat(150)}${']'.repeat(150)}}}`),
  'flags that are set once': (characters) =>
    `{%for m in messages%}{%if ${many(180, (i) => `not a${n(i)}`).join(' and ')}%}${repeated(characters - 3000, (i) => `{%set b${n(i)}=true%}`)}{%endif%}{%endfor%}`,
  'things that are not proven': flat(() => '{{f()}}'),
  'things that are not proven, in lines': flat(() => '{{f()}}\n'),
  'texts that are refused': within(
    '{%for m in messages%}',
    '{%endfor%}',
    (i) => `{{m.content}}write to me at evil${n(i)}.example.com now\n`,
  ),
  'tags that are not closed': flat(() => '{{'),
  'blocks that are not closed': flat(() => '{%if a%}'),
  'raw blocks': flat(() => '{% raw %}{{{% endraw %}'),
  'brackets of marks': halves(
    within("{%set x='", "'%}", () => '<[('),
    flat(() => '{{x}}{{x}}'),
  ),
  'marks that begin': within("{%set x='", "'%}{{x}}", () => '</'),
  'dots of addresses': within('', '', () => 'a-'),
  'namespaces of many fields': flat((i) => `{%set a=namespace(x${n(i)}=1,y${n(i)}=a)%}`),
  'appended lists': within('{%set x=[]%}', '', (i) => `{%set _=x.append({'k${n(i)}':x})%}`),
  'generic loop variables': flat((i) => `{%for x${n(i + 1)} in x${n(i)}%}{{x${n(i + 1)}}}{%endfor%}`),
  'formats of many parts': within("{{'", "'.format(a)}}", () => '{} '),
  'call blocks': within(
    '{%macro m()%}{{caller()}}{%endmacro%}',
    '',
    (i) => `{%call m()%}word ${n(i)} and more of it here{%endcall%}`,
  ),
};
