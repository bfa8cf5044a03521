import {
  appendFileSync,
  mkdtempSync,
  renameSync,
  rmSync,
  truncateSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { IoError } from '../../src/core/errors.ts';
import { parseGguf } from '../../src/gguf/parse.ts';
import { openFileSource } from '../../src/gguf/source.ts';
import type { FileSource } from '../../src/gguf/source.ts';
import { ggufBytes, tensor } from '../../corpus/ggufBytes.ts';

const FOLDER = mkdtempSync(join(tmpdir(), 'flea-changed-'));
const PATH = join(FOLDER, 'model.gguf');

/** Larger than one read, so that the parser comes back for more. */
const BYTES = ggufBytes({
  metadata: [
    ['general.architecture', { type: 'string', value: 'llama' }],
    ['x', { type: 'array', elementType: 'u64', elements: new Array<bigint>(200_000).fill(1n) }],
  ],
  tensors: [tensor('a')],
});

let source: FileSource;
beforeEach(() => {
  writeFileSync(PATH, BYTES);
  source = openFileSource(PATH);
});
afterEach(() => {
  source.close();
});
afterAll(() => {
  rmSync(FOLDER, { recursive: true });
});

function expectChanged(): void {
  expect(source.changed()).not.toBeNull();
  expect(() => {
    source.verifyUnchanged();
  }).toThrow(expect.objectContaining({ code: 'io/changed', path: PATH }) as Error);
}

describe('a file that changes while it is read', () => {
  it('is unchanged where nobody touched it', () => {
    expect(parseGguf(source).file).not.toBeNull();
    expect(source.changed()).toBeNull();
    source.verifyUnchanged();
  });

  it('is found out when it grew, shrank, or was written to in place', () => {
    appendFileSync(PATH, 'x');
    expectChanged();
    truncateSync(PATH, BYTES.length);
    utimesSync(PATH, new Date(0), new Date(0));
    expectChanged();
    truncateSync(PATH, 10);
    expectChanged();
  });

  it('is found out by its size alone, when its time was put back', () => {
    const time = new Date('2024-01-01T00:00:00Z');
    utimesSync(PATH, time, time);
    source.close();
    source = openFileSource(PATH);
    appendFileSync(PATH, 'x');
    utimesSync(PATH, time, time);
    expect(source.changed()).toContain(`${String(BYTES.length + 1)} bytes instead of`);
  });

  it('is found out when another file took its place, or none did', () => {
    const other = join(FOLDER, 'other.gguf');
    writeFileSync(other, BYTES);
    renameSync(other, PATH);
    expectChanged();
    unlinkSync(PATH);
    expectChanged();
  });

  it('still reads as the file that was opened when another takes its place', () => {
    const other = join(FOLDER, 'other.gguf');
    writeFileSync(other, 'not a model');
    renameSync(other, PATH);
    expect(parseGguf(source).file?.tensors).toHaveLength(1);
  });

  it('gives an error, and neither zeros nor a crash, when it shrinks before or between reads', () => {
    truncateSync(PATH, BYTES.length - 1);
    const last = new Uint8Array(1);
    expect(() => {
      source.read(BYTES.length - 1, last);
    }).toThrow(IoError);
    expect(() => {
      source.read(0, new Uint8Array(BYTES.length));
    }).toThrow(expect.objectContaining({ code: 'io/shrank', path: PATH }) as Error);
    truncateSync(PATH, 1 << 20);
    expect(() => parseGguf(source)).toThrow(expect.objectContaining({ code: 'io/shrank' }) as Error);
  });
});
