import { closeSync, constants, fstatSync, openSync, readSync, statSync } from 'node:fs';
import type { BigIntStats } from 'node:fs';
import type { ByteSource } from '../core/byteSource.ts';
import { IoError } from '../core/errors.ts';
import { quoted } from '../core/printable.ts';

/** What makes a file the same file, unchanged. */
interface FileIdentity {
  readonly size: bigint;
  readonly ino: bigint;
  readonly dev: bigint;
  readonly mtimeNs: bigint;
  /** Of the last change of content or metadata. Unlike `mtimeNs`, nobody who writes to a file can put it back. */
  readonly ctimeNs: bigint;
}

/** A file read by position. Nothing is mapped: a file that shrinks gives an error, not SIGBUS. */
export interface FileSource extends ByteSource {
  readonly identity: FileIdentity;
  /** For another thread of this process to read by: see {@link openedSource}. Valid until `close`. */
  readonly descriptor: number;
  /**
   * What is not as it was when the file was opened, in the open file or in the one that its path now names: `that it was modified`.
   * Null where nothing is.
   */
  changed(): string | null;
  /** Throws IoError `io/changed` where {@link changed} says that something is. */
  verifyUnchanged(): void;
  /** May be called more than once. */
  close(): void;
}

/** Bytes that are in memory already. Kept, not copied: the caller leaves them as they are. */
export function bufferSource(bytes: Uint8Array, name = '<buffer>'): ByteSource {
  return {
    size: bytes.length,
    name,
    read(offset, into) {
      if (offset < 0 || offset + into.length > bytes.length) throw shrank(name, offset, into.length, bytes.length);
      into.set(bytes.subarray(offset, offset + into.length));
    },
  };
}

/**
 * Opens a regular file for reading by position; symbolic links are followed. An empty file opens: the parser reports it.
 * Throws IoError 'io/missing', 'io/not-a-file' (a directory, a pipe, a device: opening them never blocks) or 'io/unreadable';
 * reading throws 'io/shrank' when the file has become shorter, and 'io/unreadable' after `close`.
 */
export function openFileSource(path: string): FileSource {
  const fd = openForReading(path);
  try {
    const stats = fstatSync(fd, { bigint: true });
    if (!stats.isFile()) throw notAFile(path);
    return new PositionedFile(path, fd, identityOf(stats));
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

/** What a thread reads of a file that another has open: `close` is the other's. Reading throws as {@link openFileSource} says. */
export function openedSource(descriptor: number, name: string, size: number): ByteSource {
  return {
    size,
    name,
    read: (offset, into) => {
      readWhole(descriptor, name, offset, into);
    },
  };
}

class PositionedFile implements FileSource {
  readonly size: number;
  readonly name: string;
  readonly identity: FileIdentity;
  #fd: number | null;

  constructor(path: string, fd: number, identity: FileIdentity) {
    this.name = path;
    this.size = Number(identity.size);
    this.identity = identity;
    this.#fd = fd;
  }

  read(offset: number, into: Uint8Array): void {
    readWhole(this.#open(), this.name, offset, into);
  }

  get descriptor(): number {
    return this.#open();
  }

  changed(): string | null {
    const open = identityOf(fstatSync(this.#open(), { bigint: true }));
    const named = identityOrNull(this.name);
    return (
      describeChange(this.identity, open) ?? describeChange(this.identity, named) ?? describeTouch(this.identity, open)
    );
  }

  verifyUnchanged(): void {
    const change = this.changed();
    if (change !== null) throw changedWhileRead(this.name, change);
  }

  close(): void {
    if (this.#fd !== null) closeSync(this.#fd);
    this.#fd = null;
  }

  #open(): number {
    if (this.#fd === null) throw new IoError('io/unreadable', `${quoted(this.name)} is closed`, { path: this.name });
    return this.#fd;
  }
}

function readWhole(fd: number, name: string, offset: number, into: Uint8Array): void {
  let done = 0;
  while (done < into.length) {
    const count = readSome(fd, name, into.subarray(done), offset + done);
    if (count === 0) throw shrank(name, offset, into.length, offset + done);
    done += count;
  }
}

function readSome(fd: number, name: string, into: Uint8Array, offset: number): number {
  try {
    return readSync(fd, into, 0, into.length, offset);
  } catch (cause) {
    throw new IoError('io/unreadable', `cannot read ${quoted(name)}`, { path: name, offset, cause });
  }
}

/** Opening a pipe that nobody writes to must not hang. No effect on regular files; Windows has no such flag, and no such pipes. */
const NONBLOCK = (constants as Partial<typeof constants>).O_NONBLOCK ?? 0;

function openForReading(path: string): number {
  try {
    return openSync(path, constants.O_RDONLY | NONBLOCK);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw new IoError('io/missing', `expected a file, found nothing at ${quoted(path)}`, { path, cause });
    }
    if (code === 'EISDIR' || code === 'ENXIO' || code === 'ENODEV') throw notAFile(path, cause);
    throw new IoError('io/unreadable', `cannot open ${quoted(path)}: ${code ?? String(cause)}`, { path, cause });
  }
}

function notAFile(path: string, cause?: unknown): IoError {
  const message = `expected a regular file, found a directory, pipe or device at ${quoted(path)}`;
  return new IoError('io/not-a-file', message, { path, cause });
}

/** The error of a read of `length` bytes from `offset` that met the end of the file at `end`. */
export function shrank(path: string, offset: number, length: number, end: number): IoError {
  const range = `bytes ${String(offset)} to ${String(offset + length)}`;
  return new IoError('io/shrank', `expected ${range} of ${quoted(path)}, found its end at ${String(end)}`, {
    path,
    offset,
  });
}

/** The error of a file of which `change` was seen while it was read: `that it was modified`. */
export function changedWhileRead(path: string, change: string): IoError {
  const message = `${quoted(path)} changed while it was read: expected it as it was when it was opened, found ${change}`;
  return new IoError('io/changed', message, { path });
}

function identityOf({ size, ino, dev, mtimeNs, ctimeNs }: BigIntStats): FileIdentity {
  return { size, ino, dev, mtimeNs, ctimeNs };
}

function identityOrNull(path: string): FileIdentity | null {
  try {
    return identityOf(statSync(path, { bigint: true }));
  } catch {
    return null;
  }
}

function describeChange(before: FileIdentity, after: FileIdentity | null): string | null {
  if (after === null) return 'that its path names nothing any more';
  if (after.ino !== before.ino || after.dev !== before.dev) return 'that its path names another file';
  if (after.size !== before.size) return `${String(after.size)} bytes instead of ${String(before.size)}`;
  if (after.mtimeNs !== before.mtimeNs) return 'that it was modified';
  return null;
}

/** The last thing to say: names, links and modes change this time too, and who puts `mtimeNs` back cannot put back this one. */
function describeTouch(before: FileIdentity, after: FileIdentity): string | null {
  return after.ctimeNs === before.ctimeNs ? null : 'that it was written to, or its mode, owner or links were changed';
}
