import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';

/**
 * Writes `bytes` to `file`, its folder included, so that whoever reads it meets the old file or all of the new one. What is not a
 * regular file, such as a pipe, is written in place. Throws what the file system throws, and leaves an old file as it was.
 */
export function writeWhole(file: string, bytes: string | Uint8Array): void {
  makeFolder(dirname(file));
  const target = targetOf(file);
  const old = statSync(target, { throwIfNoEntry: false });
  if (old && !old.isFile()) {
    writeFileSync(target, bytes);
    return;
  }
  // Renaming would replace a file that is write-protected.
  if (old) accessSync(target, constants.W_OK);
  const draft = openDraft(target, old?.mode ?? 0o666);
  if (draft === null) writeFileSync(target, bytes);
  else writeDraft(draft, target, bytes);
}

/** With the folders above it. Node's own way never ends where a folder that exists says that it does not, as in /proc. */
function makeFolder(folder: string): void {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return;
  const parent = dirname(folder);
  if (parent !== folder) makeFolder(parent);
  mkdirSync(folder);
}

/** Where a symbolic link leads: the link stays. */
function targetOf(file: string): string {
  return lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() && existsSync(file) ? realpathSync(file) : file;
}

interface Draft {
  readonly path: string;
  readonly fd: number;
}

/** Null where the folder takes no new file: an old one in it may still be written to. */
function openDraft(target: string, mode: number): Draft | null {
  const path = join(dirname(target), `.${basename(target).slice(0, 200)}.${String(process.pid)}.tmp`);
  try {
    return { path, fd: openSync(path, 'wx', mode & 0o777) };
  } catch {
    return null;
  }
}

function writeDraft({ path, fd }: Draft, target: string, bytes: string | Uint8Array): void {
  try {
    try {
      writeFileSync(fd, bytes);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    renameSync(path, target);
  } catch (error) {
    rmSync(path, { force: true });
    throw error;
  }
}
