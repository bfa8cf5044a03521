/** Messages are for people: whatever stands where a number or a text is expected, no message shows how JavaScript prints it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CORPUS_DIRECTORY } from '../../src/checks/corpus.ts';
import { kindFindings } from '../../src/checks/kinds/kindFindings.ts';
import { metadataTextFindings } from '../../src/checks/texts/metadataTexts.ts';
import { toModel, type GgufModel, type ModelValue } from '../../src/gguf/model.ts';
import { parseGguf } from '../../src/gguf/parse.ts';
import { bufferSource } from '../../src/gguf/source.ts';
import { writeGguf } from '../../src/gguf/write.ts';

const OF_JAVASCRIPT = /\[object|\bundefined\b|\bnull\b|=>|\bfunction\b|,,|\d+n\b|\(\) \{/;

const VALUES: Readonly<Record<string, ModelValue>> = {
  'a list of numbers': { type: 'array', elementType: 'u32', elements: [1, 2, 3] },
  'an empty list': { type: 'array', elementType: 'i32', elements: [] },
  'a list of texts': { type: 'array', elementType: 'string', elements: ['a', 'b'] },
  'a list of lists': {
    type: 'array',
    elementType: 'array',
    elements: [{ type: 'array', elementType: 'u8', elements: [1] }],
  },
  'a list of large numbers': { type: 'array', elementType: 'u64', elements: [1n, 2n ** 63n] },
  'a text': { type: 'string', value: 'x' },
  'a flag': { type: 'bool', value: true },
  NaN: { type: 'f32', value: NaN },
  'a large number': { type: 'u64', value: 2n ** 64n - 1n },
  'a negative number': { type: 'i64', value: -(2n ** 63n) },
  'a wide float': { type: 'f64', value: 1e300 },
};

/** A sound file of each kind. */
const FILES = [
  'tiny-llama',
  'interleaved-mixture',
  'projector-gemma3',
  'projector-qwen2a',
  'adapter-pair--without-b',
  'control-vector-shape--width',
  'imatrix-pair--without-counts',
].map((name) => `good/${name}.gguf`);

function sound(path: string): GgufModel {
  const source = bufferSource(readFileSync(join(CORPUS_DIRECTORY, path)), path);
  const { file } = parseGguf(source);
  if (!file) throw new Error(`expected ${path} to parse`);
  return toModel(file, source);
}

function messagesOf(model: GgufModel): readonly string[] {
  const { content, findings } = parseGguf(bufferSource(writeGguf(model)));
  if (!content) return findings.map(({ message }) => message);
  const ofKind = kindFindings(content, 'm.gguf', { profile: 'strict', limits: {} });
  return [...findings, ...ofKind, ...metadataTextFindings(content.metadata)].map(({ message }) => message);
}

it('would be seen in a message', () => {
  const printed = ['[object Object]', String([[], [], []]), String(undefined), String(null), String(() => 1)];
  for (const message of printed) expect(message).toMatch(OF_JAVASCRIPT);
});

describe.each(FILES)('no message about %s', (path) => {
  const model = sound(path);
  const { metadata } = model;

  it('shows an object of JavaScript, whatever a key has', () => {
    let said = 0;
    for (const [what, value] of Object.entries(VALUES)) {
      metadata.forEach(([key], at) => {
        const changed = metadata.map((pair, i) => (i === at ? ([key, value] as const) : pair));
        for (const message of messagesOf({ ...model, metadata: changed })) {
          said++;
          expect([key, what, message]).not.toEqual([key, what, expect.stringMatching(OF_JAVASCRIPT)]);
        }
      });
    }
    expect(said).toBeGreaterThan(0);
  });
});
