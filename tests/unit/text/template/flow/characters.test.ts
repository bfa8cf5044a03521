/** Loops over a content that pass over the characters of a string, and what else public templates need to be proven. */
import { describe, expect, it } from 'vitest';
import { flowProblems } from '../../../../../src/text/template/flow/flow.ts';
import { parseTemplate } from '../../../../../src/text/template/syntax/parseTemplate.ts';

function problems(source: string): readonly string[] {
  return flowProblems(parseTemplate(source), () => false).map(({ start, end }) => source.slice(start, end));
}

const inLoop = (body: string): string => `{% for m in messages %}${body}{% endfor %}`;
const inParts = (body: string): string => inLoop(`{% for c in m.content %}${body}{% endfor %}`);

describe('a loop over a content', () => {
  it.each([
    ['does something for a type alone', inParts("{% if c.type == 'image' %}<image>{% endif %}")],
    [
      'prints a field, which a character has not',
      inParts("{% if c['type'] == 'image' %}<image>{% else %}{{ c.text }}{% endif %}"),
    ],
    ['asks for one of several types', inParts("{% if c.type in ['image', 'video'] %}<image>{% endif %}")],
    ['asks for a key', inParts("{% if 'image' in c or c['image_url'] %}<image>{% endif %}")],
    ['asks whether it is a mapping', inParts('{% if c is mapping and c.text %}{{ c.text }}{% endif %}')],
    ['takes parts of a type', inLoop("{% for c in m.content if c.type == 'text' %}{{ c.text }}{% endfor %}")],
    [
      'takes parts by a filter',
      inLoop("{% for c in m.content | selectattr('type', 'equalto', 'image') %}<image>{% endfor %}"),
    ],
  ])('is fine that %s', (_, source) => {
    expect(problems(source)).toEqual([]);
  });

  it.each([
    ['prints something for each', inParts("{% if c.type == 'image' %}<image>{% endif %}.")],
    ['prints a blank for each', inParts(" {% if c.type == 'image' %}<image>{% endif %}")],
    ['prints where it is no image', inParts("{% if c.type != 'image' %}x{% endif %}")],
    ['prints where it is not said to be a part', inParts('{% if c is string %}x{% endif %}')],
    ['prints otherwise', inParts("{% if c.type == 'image' %}<image>{% else %}x{% endif %}")],
    ['prints where any of two holds', inParts("{% if c.type == 'image' or m.role == 'user' %}x{% endif %}")],
    ['asks for a letter', inParts("{% if 'e' in c %}x{% endif %}")],
    ['asks for a method of a string', inParts('{% if c.title %}x{% endif %}')],
    ['asks for the type of the message', inParts("{% if m.type == 'image' %}x{% endif %}")],
    ['sets a field for each', `{% set ns = namespace(n=0) %}${inParts('{% set ns.n = ns.n + 1 %}')}{{ ns.n }}`],
    [
      'leaves out parts of a type',
      inLoop("{% for c in m.content | rejectattr('type', 'equalto', 'text') %}x{% endfor %}"),
    ],
  ])('decides by characters that %s', (_, source) => {
    expect(problems(source)[0]).toMatch(/^m\.content/);
  });

  it('knows the part in it, whatever else has its name', () => {
    const set = inLoop("{% set c = 'x' ~ m.content %}{{ c }}");
    const parts = inLoop(
      "{% if m.content is not string %}{% for c in m.content %}{% if c.type == 'image' %}x{% endif %}{% endfor %}{% endif %}",
    );
    expect(problems(set + parts)).toEqual([]);
  });

  it('knows it no more once it is set', () => {
    const set = "{% set c = 'x' ~ m.content %}{% if c == 'image' %}x{% endif %}";
    expect(
      problems(inLoop(`{% if m.content is not string %}{% for c in m.content %}${set}{% endfor %}{% endif %}`)),
    ).toEqual(["c == 'image'"]);
  });
});

describe('what Gemma 4 and Mistral do', () => {
  it('is a test of a field that get asks for', () => {
    const loop = "{% for c in m['content'] %}{{ c['text'] }},{% endfor %}";
    expect(problems(inLoop(`{% if m.get('content') is not string %}${loop}{% endif %}`))).toEqual([]);
    expect(problems(inLoop(`{% if m.get('name') is not string %}${loop}{% endif %}`))).toEqual(["m['content']"]);
    expect(problems(inLoop(`{% if m.get('content', 1) is not string %}${loop}{% endif %}`))).toEqual(["m['content']"]);
  });

  it('is the type of a schema, in capitals, whether it is a string or not', () => {
    const types = (key: string): string =>
      `{% for t in tools %}{% for k, v in t.parameters | dictsort %}{% if k == '${key}' %}{% if v is string %}{{ v | string | upper }}{% endif %}{% endif %}{% endfor %}{% endfor %}`;
    expect(problems(types('type'))).toEqual([]);
    expect(problems(types('description'))).toEqual(['v | string | upper']);
  });

  it('is no type where a property has that name', () => {
    const types = (mapping: string): string =>
      `{% for t in tools %}{% for k, v in ${mapping} %}{% if k == 'type' %}{% if v.description == 'rate' %}x{% endif %}{% endif %}{% endfor %}{% endfor %}`;
    for (const mapping of ['t.parameters.properties | dictsort', 't.parameters.properties.items()'])
      expect(problems(types(mapping))).toEqual(["v.description == 'rate'"]);
  });

  it('is JSON without its last brace', () => {
    const json = (of: string, cut: string): string =>
      inLoop(`{% for c in m.tool_calls %}{% set out = ${of} %}{{ out[${cut}] }}, "id": 1}{% endfor %}`);
    expect(problems(json('c.function | tojson', ':-1'))).toEqual([]);
    expect(problems(json('c.function | tojson', ':-2'))).toEqual(['out[:-2]']);
    expect(problems(json('c.function | tojson', '1:-1'))).toEqual(['out[1:-1]']);
    expect(problems(json('c.function.arguments | tojson', ':-1'))).toEqual(['out[:-1]']);
    expect(problems(json("c.function | tojson ~ 'x'", ':-1'))).toEqual(['out[:-1]']);
    expect(problems(json('c.function | tojson | trim', ':-1'))).toEqual(['out[:-1]']);
  });

  it('is a number in a format', () => {
    const format = (form: string): string => inLoop(`{{ '<|image_${form}|>'.format(i=loop.index) }}`);
    expect(problems(format('{i:d}'))).toEqual([]);
    expect(problems(format('{i:9d}'))).toHaveLength(1);
  });
});
