import { describe, expect, it } from 'vitest';
import { ggufBytes, tensor, text } from '../../../corpus/ggufBytes.ts';
import { aboutWhatWasRead } from '../../../src/checks/aboutWhatWasRead.ts';
import { quoted } from '../../../src/core/printable.ts';
import type { Finding } from '../../../src/core/finding.ts';
import { parseGguf } from '../../../src/gguf/parse.ts';
import { bufferSource } from '../../../src/gguf/source.ts';
import type { GgufContent, UnreadParts } from '../../../src/gguf/types.ts';

const FILE = parseGguf(
  bufferSource(
    ggufBytes({
      metadata: [
        ['general.architecture', text('blank')],
        ['a"b', text('x')],
      ],
      tensors: [tensor('here')],
    }),
  ),
).content!;

/** Whether findings with these paths are told of a file with those parts unread. */
function told(
  unread: Partial<UnreadParts>,
  ...paths: readonly (string | undefined)[]
): readonly (string | undefined)[] {
  const content: GgufContent = { ...FILE, unread: { ...FILE.unread, ...unread } };
  const findings = paths.map((path): Finding => ({
    rule: 'x/y',
    severity: 'error',
    message: 'm',
    ...(path !== undefined && { path }),
  }));
  return aboutWhatWasRead(findings, content).map(({ path }) => path);
}

const HERE = 'tensors["here"]';
const GONE = 'tensors["gone"]';
const KEY = 'metadata["general.architecture"]';
const QUOTED = `metadata[${quoted('a"b')}]`;
const MISSING = 'metadata["llama.block_count"]';

describe('what is missing', () => {
  it('is told of a file that was read whole', () => {
    expect(told({}, HERE, GONE, KEY, MISSING, undefined, 'tensors[3]')).toHaveLength(6);
  });

  it('is not told of a key where keys were not read; what is there is', () => {
    expect(told({ keys: true, tensors: true }, KEY, QUOTED, MISSING)).toEqual([KEY, QUOTED]);
    expect(told({ tensors: true }, KEY, MISSING)).toEqual([KEY, MISSING]);
  });

  it('is told of an element of a key that is there', () => {
    expect(told({ keys: true }, `${KEY}[3]`, `${MISSING}[3]`)).toEqual([`${KEY}[3]`]);
  });

  it('is not told of a tensor where rows of the table were not read', () => {
    expect(told({ tensors: true }, HERE, GONE)).toEqual([HERE]);
  });

  it('is not told of a row that was read and left out; of any other it is', () => {
    expect(told({ omitted: new Set(['gone']) }, HERE, GONE, 'tensors["other"]')).toEqual([HERE, 'tensors["other"]']);
  });

  it('is told where it has no such path', () => {
    expect(told({ keys: true, tensors: true }, undefined, 'tensors[0]', 'header')).toEqual([
      undefined,
      'tensors[0]',
      'header',
    ]);
  });
});
