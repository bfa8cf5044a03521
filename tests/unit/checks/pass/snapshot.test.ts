import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { snapshot } from '../../../../src/checks/pass/snapshot.ts';
import { openFileSource, type FileSource } from '../../../../src/gguf/source.ts';
import { temporaryFolder } from '../../../support/cli.ts';

const SNAPSHOT_BYTES = 16 << 20;
const folder = temporaryFolder();

function sourceOf(bytes: Uint8Array | number): FileSource {
  const path = join(folder, 'model.gguf');
  writeFileSync(path, typeof bytes === 'number' ? '' : bytes);
  if (typeof bytes === 'number') truncateSync(path, bytes);
  return openFileSource(path);
}

describe('a small file', () => {
  it('is read once: what is written to it later is not seen', () => {
    const source = sourceOf(Uint8Array.of(1, 2, 3));
    const data = snapshot(source);
    writeFileSync(source.name, Uint8Array.of(9, 9, 9));
    const into = new Uint8Array(2);
    data.read(1, into);
    expect([data.size, data.name, ...into]).toEqual([3, source.name, 2, 3]);
    expect(data).not.toHaveProperty('descriptor');
    source.close();
  });

  it('may be empty', () => {
    const source = sourceOf(0);
    expect(snapshot(source).size).toBe(0);
    source.close();
  });

  it('that has become shorter is an error', () => {
    const source = sourceOf(100);
    truncateSync(source.name, 50);
    expect(() => snapshot(source)).toThrow(expect.objectContaining({ code: 'io/shrank' }) as Error);
    source.close();
  });

  it('is one of up to 16 MiB', () => {
    const small = sourceOf(SNAPSHOT_BYTES);
    expect(snapshot(small)).not.toBe(small);
    small.close();
    const large = sourceOf(SNAPSHOT_BYTES + 1);
    expect(snapshot(large)).toBe(large);
    large.close();
  });
});
