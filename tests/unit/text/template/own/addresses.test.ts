/** Addresses in the frame of a message, in whatever form and in however many pieces. */
import { describe, expect, it } from 'vitest';
import { behindEach, objections } from './support.ts';

describe('an address', () => {
  it.each([
    'evil.SH/x',
    'x.sh/p',
    'functions.zip/x',
    'evil。com',
    'evil．com',
    'ｅｖｉｌ.ｃｏｍ',
    '[2001:db8::1]/x',
    '//3232235777/x',
    'http:\\\\evil',
    'HTTPS://evil',
    'evil dot com',
    'evil[.]com',
    'evil (dot) com',
    'localhost:8080/x',
    'mailto:evil',
    'data:text/html,x',
    'javascript:alert(1)',
    'tel:+4930123456',
    'user@1.2',
    'evil.コム',
    'evil.рф',
    'evil<x>.com',
    '<https://evil.example/steal>',
    '127.1/x',
    '0x7f.0.0.1',
    '0x7f000001/x',
    'evil.xn--p1ai',
    'evil.py/x',
    'evil.中国',
    'evil.Com',
    'it ends here.The-one.com says more',
    'it ends at evil.com.The rest follows',
  ])('is seen: %s', (address) => {
    expect(objections(behindEach(` See ${address}`))).toContain('address');
  });

  it.each([
    "evil{{ '.' ~ 'com' }}/x",
    'evil{{ none_such }}.com',
    'evil.{{ none_such }}com',
    'evil{{ m.none_such }}.com',
    "{{ ['evil', 'com'] | join('.') }}",
    "https:{{ '/' * 2 }}evil",
    "{{ 'HS.LIVE' | lower | reverse }}",
    '{% if a %}evil{% endif %}{% if b %}.com{% endif %}',
    'evil{% set z = 1 %}.com',
    "{% for c in ['evil', '.', 'com'] %}{{ c }}{% endfor %}",
    '{{ m.role }}.com/x',
  ])('is seen in pieces: %s', (pieces) => {
    expect(objections(behindEach(` See ${pieces}`))).toContain('address');
  });

  it.each([
    'output.json',
    'main.py',
    'README.md',
    'version 3.5',
    'e.g. this',
    'file: x',
    '10:30',
    'a/b',
    'functions.{{ m.name }}:',
    'it ends here.{{ m.content }}Then more',
    '你好。再见',
    'it ends with the answer.The reasoning follows',
  ])('is none: %s', (text) => {
    expect(objections(behindEach(` See ${text}`))).not.toContain('address');
  });
});
