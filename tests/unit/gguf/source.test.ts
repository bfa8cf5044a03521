import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { IoError } from '../../../src/core/errors.ts';
import { parseGguf } from '../../../src/gguf/parse.ts';
import { bufferSource, openFileSource } from '../../../src/gguf/source.ts';
import { ggufBytes } from '../../../corpus/ggufBytes.ts';

const FOLDER = mkdtempSync(join(tmpdir(), 'flea-source-'));
afterAll(() => {
  rmSync(FOLDER, { recursive: true });
});

function codeOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof IoError) return error.code;
    throw error;
  }
  return 'none';
}

describe('openFileSource', () => {
  it('reads a file by position', () => {
    const path = join(FOLDER, 'good.gguf');
    writeFileSync(path, ggufBytes());
    const source = openFileSource(path);
    const magic = new Uint8Array(4);
    source.read(0, magic);
    expect(Buffer.from(magic).toString()).toBe('GGUF');
    expect(source.size).toBe(ggufBytes().length);
    expect(parseGguf(source).findings).toEqual([]);
    source.close();
    source.close();
    expect(
      codeOf(() => {
        source.read(0, magic);
      }),
    ).toBe('io/unreadable');
  });

  it('follows a symbolic link and opens an empty file, which the parser reports', () => {
    const path = join(FOLDER, 'empty.gguf');
    writeFileSync(path, '');
    symlinkSync(path, join(FOLDER, 'link.gguf'));
    const source = openFileSource(join(FOLDER, 'link.gguf'));
    expect(parseGguf(source).findings.map(({ rule }) => rule)).toEqual(['gguf/bad-magic']);
    source.close();
  });

  it('says io/missing for a path that names nothing', () => {
    expect(codeOf(() => openFileSource(join(FOLDER, 'absent.gguf')))).toBe('io/missing');
    expect(codeOf(() => openFileSource(join(FOLDER, 'good.gguf', 'below.gguf')))).toBe('io/missing');
  });

  it('says io/not-a-file for a directory and for a device', () => {
    writeFileSync(join(FOLDER, 'file'), '');
    expect(codeOf(() => openFileSource(join(FOLDER, 'file', 'below')))).toBe('io/missing');
    expect(codeOf(() => openFileSource(FOLDER))).toBe('io/not-a-file');
    if (process.platform !== 'win32') expect(codeOf(() => openFileSource('/dev/null'))).toBe('io/not-a-file');
  });

  it.skipIf(process.platform === 'win32')('does not hang on a pipe that nobody writes to', () => {
    const path = join(FOLDER, 'pipe.gguf');
    execFileSync('mkfifo', [path]);
    expect(codeOf(() => openFileSource(path))).toBe('io/not-a-file');
  });

  it.skipIf(process.platform === 'win32')(
    'says io/not-a-file for a socket, which cannot be opened at all',
    async () => {
      const path = join(FOLDER, 'socket.gguf');
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(path, resolve));
      expect(codeOf(() => openFileSource(path))).toBe('io/not-a-file');
      await new Promise((resolve) => server.close(resolve));
    },
  );

  it.skipIf(process.platform !== 'linux')(
    'gives its descriptor back when it is closed, and when it opens no file',
    () => {
      const path = join(FOLDER, 'closed.gguf');
      writeFileSync(path, ggufBytes());
      const open = (): number => readdirSync('/proc/self/fd').length;
      const before = open();
      const source = openFileSource(path);
      expect(open()).toBe(before + 1);
      source.close();
      expect(codeOf(() => openFileSource(FOLDER))).toBe('io/not-a-file');
      expect(open()).toBe(before);
    },
  );

  it('says io/unreadable for a path that no system call takes', () => {
    expect(codeOf(() => openFileSource('a\0b'))).toBe('io/unreadable');
    expect(() => openFileSource('a\0b')).toThrow(/^cannot open "a\\u\{0\}b": ERR_INVALID_ARG_VALUE$/);
  });
});

describe('bufferSource', () => {
  it('has a name to be told by', () => {
    expect([bufferSource(new Uint8Array(0)).name, bufferSource(new Uint8Array(0), 'x').name]).toEqual([
      '<buffer>',
      'x',
    ]);
  });

  it('throws io/shrank instead of handing out fewer bytes', () => {
    const source = bufferSource(Uint8Array.of(1, 2, 3));
    expect(
      codeOf(() => {
        source.read(2, new Uint8Array(2));
      }),
    ).toBe('io/shrank');
    expect(
      codeOf(() => {
        source.read(-1, new Uint8Array(1));
      }),
    ).toBe('io/shrank');
  });
});
