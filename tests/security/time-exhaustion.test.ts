import { describe, expect, it } from 'vitest';
import { ggufBytes, ggufWith, strings, tensor, text } from '../../corpus/ggufBytes.ts';
import { hiddenInMetadata, hiddenInUnused } from '../../src/checks/hidden/hiddenFindings.ts';
import { kindFindings } from '../../src/checks/kinds/kindFindings.ts';
import { parseGguf } from '../../src/gguf/parse.ts';
import { bufferSource } from '../../src/gguf/source.ts';
import { invisibleText } from '../../src/text/template/invisibleText.ts';
import { shownTexts } from '../../src/text/template/literals.ts';

/** Threat: a small file that takes long. Another reader takes 14.8 s for 100,000 keys in 1.8 MB. */
const MILLISECONDS = 2000;

function names(count: number, of = (i: number) => `n${String(i)}`): string[] {
  return Array.from({ length: count }, (_, i) => of(i));
}

/** Two megabytes each, of what costs some reader more than it should. */
const FILES: Readonly<Record<string, () => Uint8Array>> = {
  '60,000 keys': () => ggufWith(...names(60_000).map((name) => [name, { type: 'u8', value: 1 }] as const)),
  '30,000 tensors': () => ggufBytes({ tensors: names(30_000).map((name) => tensor(name)) }),
  '30,000 tensors of one place': () => ggufBytes({ tensors: names(30_000).map((name) => tensor(name, { offset: 0 })) }),
  '100,000 tokens, all the same': () => vocabulary(names(100_000, () => 'same')),
  '100,000 tokens, all special': () => vocabulary(names(100_000, (i) => `<|special_${String(i)}|>`)),
  '60,000 merges of unknown tokens': () =>
    vocabulary(
      ['a'],
      names(60_000, (i) => `x${String(i)} y`),
    ),
  'a token of two megabytes': () => vocabulary(['a'.repeat(2_000_000)]),
  'blocks without tensors': () =>
    ggufBytes({
      metadata: [
        ['general.architecture', text('llama')],
        ['llama.block_count', { type: 'u32', value: 4_294_967_295 }],
        ['llama.context_length', { type: 'u32', value: 4_294_967_295 }],
      ],
    }),
};

function vocabulary(tokens: readonly string[], merges: readonly string[] = []): Uint8Array {
  return ggufWith(
    ['tokenizer.ggml.model', text('gpt2')],
    ['tokenizer.ggml.pre', text('gpt-2')],
    ['tokenizer.ggml.tokens', strings(...tokens)],
    ['tokenizer.ggml.merges', strings(...merges)],
  );
}

describe('a small file does not take long', () => {
  it.each(Object.keys(FILES))('%s', (name) => {
    const bytes = FILES[name]!();
    expect(bytes.length).toBeLessThan(4 << 20);
    const source = bufferSource(bytes, 'm.gguf');
    const started = performance.now();
    const parsed = parseGguf(source);
    hiddenInUnused(source, parsed, 'strict');
    const { content } = parsed;
    const findings = content
      ? [
          ...hiddenInMetadata(source, content, 'strict'),
          ...kindFindings(content, 'm.gguf', { profile: 'strict', limits: {} }),
        ]
      : [];
    expect(performance.now() - started).toBeLessThan(MILLISECONDS);
    expect(parsed.findings.length + findings.length).toBeLessThan(2000);
  });

  it('a template of a million escapes', () => {
    const started = performance.now();
    invisibleText(shownTexts('\\u'.repeat(500_000)));
    expect(performance.now() - started).toBeLessThan(MILLISECONDS);
  });
});
