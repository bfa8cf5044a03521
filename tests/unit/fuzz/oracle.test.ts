import { describe, expect, it } from 'vitest';
import { fuzz } from '../../../fuzz/js/gguf-parse.fuzz.ts';
import { fuzz as planted } from '../../../fuzz/js/gguf-parse-planted.fuzz.ts';
import { expectSameWhenWritten, expectSound, touchFile } from '../../../fuzz/js/ggufOracle.ts';
import { ggufSeeds } from '../../../fuzz/js/ggufSeeds.ts';
import { parseGguf, type ParseResult } from '../../../src/gguf/parse.ts';
import { bufferSource } from '../../../src/gguf/source.ts';
import type { GgufFile } from '../../../src/gguf/types.ts';
import type { Finding } from '../../../src/core/finding.ts';

const ERROR: Finding = { rule: 'gguf/truncated', severity: 'error', message: 'm' };

/** A result of parsing with changes: what the oracle does not look at is empty. */
function result(changes: Partial<ParseResult>): ParseResult {
  const head = new Uint8Array(0);
  return { file: null, content: null, findings: [], coverage: [], head, unused: [], trailing: null, ...changes };
}

function seedFile(name: string): { file: GgufFile; bytes: Uint8Array } {
  const bytes = ggufSeeds().get(name)!;
  return { file: parseGguf(bufferSource(bytes)).file!, bytes };
}

describe('the oracle of gguf-parse', () => {
  it('passes every seed, at every length that chooses another path', () => {
    for (const bytes of ggufSeeds().values()) {
      for (let tail = 0; tail < 8; tail++) fuzz(Buffer.concat([bytes, new Uint8Array(tail)]));
    }
  });

  it.each<[string, () => void]>([
    [
      'a file beside an error',
      () => {
        expectSound(result({ file: seedFile('empty.gguf').file, findings: [ERROR] }));
      },
    ],
    [
      'no file and no error',
      () => {
        expectSound(result({ file: null, findings: [] }));
      },
    ],
    [
      'a flood of findings',
      () => {
        expectSound(result({ file: null, findings: new Array<Finding>(20_000).fill(ERROR) }));
      },
    ],
    [
      'a message without end',
      () => {
        expectSound(result({ file: null, findings: [{ ...ERROR, message: 'x'.repeat(10_000) }] }));
      },
    ],
    [
      'a tensor outside the file',
      () => {
        touchFile(seedFile('every-type.gguf').file, 1000);
      },
    ],
    [
      'a tensor that its name does not lead to',
      () => {
        touchFile({ ...seedFile('every-type.gguf').file, tensorsByName: new Map() }, 1 << 20);
      },
    ],
    [
      'a value that does not survive being written',
      () => {
        const { file, bytes } = seedFile('every-value.gguf');
        const metadata = new Map([...file.metadata, ['a\0b', { type: 'u8', value: 1 } as const]]);
        expectSameWhenWritten({ ...file, metadata }, bufferSource(bytes));
      },
    ],
  ])('objects to %s', (_name, act) => {
    expect(act).toThrow(/expected/);
  });

  it('objects to a polluted prototype', () => {
    const prototype = Object.prototype as Record<string, unknown>;
    prototype['polluted'] = true;
    try {
      expect(() => {
        expectSound(result({ file: null, findings: [ERROR] }));
      }).toThrow('Object.prototype.polluted');
    } finally {
      delete prototype['polluted'];
    }
  });
});

describe('the planted defect of gguf-parse', () => {
  it('passes every seed and fails on a count that wraps', () => {
    for (const bytes of ggufSeeds().values()) planted(Buffer.from(bytes));
    const wrapped = Buffer.alloc(24);
    wrapped.write('GGUF', 'latin1');
    wrapped.writeUInt32LE(3, 4);
    wrapped.writeUInt32LE(1, 12);
    expect(() => {
      planted(wrapped);
    }).toThrow(RangeError);
  });
});
