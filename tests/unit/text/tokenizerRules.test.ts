import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { strings, text } from '../../../corpus/ggufBytes.ts';
import { TOKENIZER_CASES } from '../../../corpus/tokenizerCases.ts';
import {
  BPE,
  RWKV,
  SPM,
  SPM_ROWS,
  UGM,
  vocabulary,
  withPair,
  WPM,
  type Pair,
  type TokenRow,
} from '../../../corpus/vocabularies.ts';
import { bufferSource } from '../../../src/gguf/source.ts';
import { TEXT_RULES } from '../../../src/text/rules.ts';
import { openTokenizer } from '../../../src/text/tokenizer.ts';
import { parsedFile } from '../../support/tinyModel.ts';
import { metadataOf } from '../../support/vocabulary.ts';

const findingsOf = (bytes: Uint8Array): readonly { rule: string; severity: string }[] =>
  openTokenizer(parsedFile(bufferSource(bytes)).metadata).findings;
const rulesOf = (pairs: readonly Pair[]): readonly string[] =>
  openTokenizer(metadataOf(pairs)).findings.map((f) => f.rule);

describe('a hostile vocabulary', () => {
  it.each(TOKENIZER_CASES)('fires $rule for $name, and its twin does not', ({ rule, severity, bad, good }) => {
    expect(findingsOf(bad)).toContainEqual(expect.objectContaining({ rule, severity }));
    expect(findingsOf(good)).toEqual([]);
  });

  it.each(TOKENIZER_CASES.filter((c) => c.severity === 'error'))('gives no tokenizer: $rule, $name', ({ bad }) => {
    expect(openTokenizer(parsedFile(bufferSource(bad)).metadata).tokenizer).toBeNull();
  });

  it('is there for every rule of the room', () => {
    const fired = new Set(TOKENIZER_CASES.map((c) => c.rule));
    expect(TEXT_RULES.map((rule) => rule.id).filter((id) => !fired.has(id))).toEqual([]);
  });

  it('costs a hundred findings of a rule and a note for the rest', () => {
    const many = vocabulary('llama', [...SPM_ROWS, ...Array.from({ length: 150 }, (): TokenRow => ['a'])]);
    const found = rulesOf(many);
    expect(found.filter((rule) => rule === 'text/duplicate-token')).toHaveLength(100);
    expect(found.at(-1)).toBe('gguf/more-findings');
  });

  it('says where: the key, the place in its list, what was expected and found', () => {
    const [finding] = openTokenizer(metadataOf(withPair(BPE, 'merges', strings('a b', 'ab')))).findings;
    expect(finding).toEqual({
      rule: 'text/merge-malformed',
      severity: 'error',
      message: 'expected two parts and a space between them, found "ab"',
      path: 'metadata["tokenizer.ggml.merges"][1]',
      cwe: 'CWE-20',
    });
  });
});

describe('a sound vocabulary', () => {
  it.each(Object.entries({ SPM, BPE, WPM, UGM, RWKV }))('of the kind %s has no finding', (_, pairs) => {
    expect(rulesOf(pairs)).toEqual([]);
  });

  it('of a model without merges is accepted where its pre-tokenizer has none', () => {
    expect(rulesOf(withPair(withPair(BPE, 'merges', null), 'pre', text('kimi-k2')))).toEqual([]);
  });

  it('may hold tokens of bytes that are no UTF-8', () => {
    expect(rulesOf(vocabulary('llama', [...SPM_ROWS, [Uint8Array.of(0xff)], [Uint8Array.of(0xfe)]]))).toEqual([]);
  });
});

it('every rule is described in docs/rules.md', () => {
  const page = readFileSync(new URL('../../../docs/rules.md', import.meta.url), 'utf8');
  expect(TEXT_RULES.filter((rule) => !page.includes(`### ${rule.id}`))).toEqual([]);
});
