import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inert, InertStream, withoutBrackets } from '../../../src/core/workflowCommands.ts';

/** What GitHub's runner looks for in a line (actions/runner, ActionCommand.cs), and the prefixes of others. */
function isObeyed(text: string): boolean {
  return text.split(/\r\n|\n|\r/).some((line) => /^[\s\u0085]*::/.test(line) || /##(vso|teamcity)?\[/i.test(line));
}

const HOSTILE = [
  '::error::x',
  '  ::error::x',
  '\t::x',
  'a\n::x',
  'a\r::x',
  '\u00a0::x',
  '\u0085::x',
  ':::',
  'x ##[error]y',
  '##vso[task]',
  '##VSO[x',
  '##teamcity[x',
  '###[x',
  '\n\n ::x',
];

describe('text for a log', () => {
  it.each(HOSTILE)('that a runner would obey is shown instead: %j', (text) => {
    expect(isObeyed(text)).toBe(true);
    expect(isObeyed(inert(text))).toBe(false);
  });

  it.each(['', 'std::vector', 'a ::x', '# [x]', 'issue ##3', 'a:b\nc:d', 'gguf/x: y'])(
    'that none would obey stays as it is: %j',
    (text) => {
      expect(inert(text)).toBe(text);
    },
  );

  it('in JSON says the same as before', () => {
    const document = ['x ##[error]y', '::z'];
    expect(JSON.parse(inert(JSON.stringify(document)))).toEqual(document);
  });

  it('keeps a command at its beginning where it is one on purpose', () => {
    expect(withoutBrackets('::error::a ##[b]')).toBe(String.raw`::error::a ##\u005bb]`);
  });
});

describe('text in pieces', () => {
  const pieces = fc.array(
    fc.constantFrom(':', '::', '#', '##', '[', 'vso[', ' ', '\n', '\r', 'a', '\t', 'x'.repeat(40), ' '.repeat(40)),
    { maxLength: 30 },
  );

  it('is as harmless as text that comes at once, wherever it is cut', () => {
    fc.assert(
      fc.property(pieces, (parts) => {
        const stream = new InertStream();
        const written = parts.map((part) => stream.pass(part)).join('');
        expect(isObeyed(written)).toBe(false);
        expect(written.replaceAll(String.raw`\u003a`, ':').replaceAll(String.raw`\u005b`, '[')).toBe(parts.join(''));
      }),
      { numRuns: 2000 },
    );
  });

  it('would be obeyed if each piece were looked at alone', () => {
    expect(isObeyed([':', ':x'].map(inert).join(''))).toBe(true);
  });
});
