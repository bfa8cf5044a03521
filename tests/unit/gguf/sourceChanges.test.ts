/** What a source says of a file that is not what it was, in full. */
import {
  chmodSync,
  mkdtempSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { IoError } from '../../../src/core/errors.ts';
import { openedSource, openFileSource, type FileSource } from '../../../src/gguf/source.ts';

const FOLDER = mkdtempSync(join(tmpdir(), 'flea-source-changes-'));
afterAll(() => {
  rmSync(FOLDER, { recursive: true });
});

let files = 0;

function fresh(bytes = 100): FileSource {
  const path = join(FOLDER, `${String(files++)}.gguf`);
  writeFileSync(path, new Uint8Array(bytes).fill(7));
  return openFileSource(path);
}

/** `code: message` and where, of what is thrown. */
function saidBy(action: () => unknown): unknown {
  try {
    action();
    return 'none';
  } catch (error) {
    if (!(error instanceof IoError)) throw error;
    return { said: `${error.code}: ${error.message}`, path: error.path, offset: error.offset };
  }
}

/** `wholeTime`: the file's time is one that `utimes` can put back exactly. */
function changesOf(change: (path: string) => void, wholeTime = false): unknown {
  const path = join(FOLDER, `${String(files)}.gguf`);
  if (wholeTime) fresh().close();
  if (wholeTime) utimesSync(path, 1_700_000_000, 1_700_000_000);
  const source = wholeTime ? openFileSource(path) : fresh();
  // The clock of a file system goes in steps of some milliseconds.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
  change(source.name);
  const found = source.changed();
  const thrown = saidBy(() => {
    source.verifyUnchanged();
  });
  source.close();
  if (found === null) return thrown;
  // What is thrown says the same, and of which file.
  const said = `io/changed: "${source.name}" changed while it was read: expected it as it was when it was opened, found ${found}`;
  expect(thrown).toEqual({ said, path: source.name, offset: undefined });
  return found;
}

describe('a file that was opened', () => {
  it('is unchanged where nothing happened', () => {
    expect(changesOf(() => undefined)).toBe('none');
  });

  it('is seen to be gone, replaced, longer, shorter or touched', () => {
    expect(changesOf(unlinkSync)).toBe('that its path names nothing any more');
    const replace = (path: string): void => {
      writeFileSync(`${path}.new`, new Uint8Array(100).fill(7));
      renameSync(`${path}.new`, path);
    };
    expect(changesOf(replace)).toBe('that its path names another file');
    expect(
      changesOf((path) => {
        writeFileSync(path, 'x', { flag: 'a' });
      }),
    ).toBe('101 bytes instead of 100');
    expect(
      changesOf((path) => {
        truncateSync(path, 5);
      }),
    ).toBe('5 bytes instead of 100');
    expect(
      changesOf((path) => {
        utimesSync(path, 1, 1);
      }),
    ).toBe('that it was modified');
  });

  it('is seen to be written to where its time was put back, and to get another mode', () => {
    const touched = 'that it was written to, or its mode, owner or links were changed';
    expect(
      changesOf((path) => {
        const { atime, mtime } = statSync(path);
        writeFileSync(path, 'x', { flag: 'r+' });
        utimesSync(path, atime, mtime);
      }, true),
    ).toBe(touched);
    expect(
      changesOf((path) => {
        chmodSync(path, 0o600);
      }),
    ).toBe(touched);
  });

  it('says where it ended when it has become shorter', () => {
    const source = fresh();
    truncateSync(source.name, 60);
    const into = new Uint8Array(30);
    expect(
      saidBy(() => {
        source.read(50, into);
      }),
    ).toEqual({
      said: `io/shrank: expected bytes 50 to 80 of "${source.name}", found its end at 60`,
      path: source.name,
      offset: 50,
    });
    expect(
      saidBy(() => {
        source.read(30, into);
      }),
    ).toBe('none');
    source.close();
  });

  it('cannot be read, nor lent, once it is closed', () => {
    const source = fresh();
    expect(source.descriptor).toBeGreaterThan(2);
    source.close();
    source.close();
    const said = { said: `io/unreadable: "${source.name}" is closed`, path: source.name, offset: undefined };
    expect(
      saidBy(() => {
        source.read(0, new Uint8Array(1));
      }),
    ).toEqual(said);
    expect(saidBy(() => source.descriptor)).toEqual(said);
  });
});

describe('a descriptor that another has open', () => {
  it('is read by position, to its end and no further', () => {
    const source = fresh();
    const other = openedSource(source.descriptor, 'x', 100);
    const into = new Uint8Array(10);
    other.read(90, into);
    expect([other.size, other.name, ...into.subarray(8)]).toEqual([100, 'x', 7, 7]);
    expect(
      saidBy(() => {
        other.read(95, into);
      }),
    ).toEqual({
      said: 'io/shrank: expected bytes 95 to 105 of "x", found its end at 100',
      path: 'x',
      offset: 95,
    });
    source.close();
  });

  it('is unreadable where it is a folder’s', () => {
    const other = openedSource(openSync(FOLDER, 'r'), 'x', 100);
    expect(
      saidBy(() => {
        other.read(40, new Uint8Array(1));
      }),
    ).toEqual({
      said: 'io/unreadable: cannot read "x"',
      path: 'x',
      offset: 40,
    });
  });
});

describe('a path', () => {
  it('is described where nothing can be opened there', () => {
    const absent = join(FOLDER, 'absent');
    expect(saidBy(() => openFileSource(absent))).toMatchObject({
      said: `io/missing: expected a file, found nothing at "${absent}"`,
      path: absent,
    });
    expect(saidBy(() => openFileSource(FOLDER))).toMatchObject({
      said: `io/not-a-file: expected a regular file, found a directory, pipe or device at "${FOLDER}"`,
      path: FOLDER,
    });
    const long = join(FOLDER, 'x'.repeat(300));
    expect(saidBy(() => openFileSource(long))).toMatchObject({ path: long });
    expect(JSON.stringify(saidBy(() => openFileSource(long)))).toContain('ENAMETOOLONG');
  });
});
