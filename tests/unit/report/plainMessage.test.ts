import { describe, expect, it } from 'vitest';
import { plainMessage } from '../../../src/report/plainMessage.ts';

/** What a viewer would make a link of: the embedded links of SARIF, and addresses. */
const LINK =
  /(?<!\\)\[[^\]]*(?<!\\)\]\(|\]\(|[a-z][a-z0-9+.-]*:\/\/|javascript:|vbscript:|data:\S|mailto:\S|www\.|\w@\w/i;

describe('a message of SARIF', () => {
  it.each([
    '[click](https://evil.example)',
    '[click](1)',
    String.raw`[click\](x)`,
    'see https://evil.example/x',
    'HTTP://EVIL',
    '<ftp://x>',
    'JavaScript:alert(1)',
    'javascript: alert(1)',
    'data:text/html;base64,x',
    'mailto:a@b.example',
    'www.evil.example',
    'write to a@b.example',
    'vscode://file/x',
    '[[a](b)](c)',
  ])('holds no link: %j', (text) => {
    expect(text).toMatch(LINK);
    expect(plainMessage(text)).not.toMatch(LINK);
  });

  it.each([
    'expected each key once, found "x" again',
    'tensors[3] ends at byte 7 (of 9)',
    'the file: expected 4 bytes',
    'metadata["a.b"]: data: 7',
    'std::vector, 12:30',
  ])('without one is as it was: %j', (text) => {
    expect(plainMessage(text)).toBe(text);
  });

  it('escapes brackets as SARIF has it', () => {
    expect(plainMessage('[a](b)')).toBe(String.raw`\[a\]\u{28}b)`);
  });
});
