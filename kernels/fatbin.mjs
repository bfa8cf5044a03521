/**
 * What a fat binary of nvcc holds: node fatbin.mjs FILE… prints one line for each entry, `elf 90` or `ptx 90`. Exit 1 when
 * a file is not one. The toolkit's own reader, cuobjdump, is a package of its own that a compiler-only install lacks.
 *
 * Layout: a header (magic, version, its size, size of what follows), then entries, each with a header of its own (kind,
 * its size, size of the payload, and at byte 28 the architecture).
 */
import { readFileSync } from 'node:fs';
import { argv, exit, stderr, stdout } from 'node:process';
import { fileURLToPath } from 'node:url';

const MAGIC = 0xba55ed50;
const KINDS = new Map([
  [1, 'ptx'],
  [2, 'elf'],
]);
const HEADER_BYTES = 16;
const ENTRY_BYTES = 32;
const ARCH_OFFSET = 28;

/** The entries of a fat binary, in order: [{ kind: 'elf', arch: 90 }]. Throws RangeError on anything else. */
export function entriesOf(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.byteLength < HEADER_BYTES || view.getUint32(0, true) !== MAGIC) {
    throw new RangeError('expected the magic number of a fat binary');
  }
  const end = view.getUint16(6, true) + Number(view.getBigUint64(8, true));
  if (end > bytes.byteLength) throw new RangeError(`expected ${String(end)} bytes, found ${String(bytes.byteLength)}`);
  const entries = [];
  for (let at = view.getUint16(6, true); at < end;) {
    if (end - at < ENTRY_BYTES) throw new RangeError(`expected an entry at ${String(at)}, found the end`);
    const kind = KINDS.get(view.getUint16(at, true));
    const size = view.getUint32(at + 4, true) + Number(view.getBigUint64(at + 8, true));
    if (kind === undefined || size < ENTRY_BYTES || size > end - at) {
      throw new RangeError(`expected an entry of a known kind and size at ${String(at)}`);
    }
    entries.push({ kind, arch: view.getUint32(at + ARCH_OFFSET, true) });
    at += size;
  }
  return entries;
}

function main(paths) {
  for (const path of paths) {
    try {
      for (const { kind, arch } of entriesOf(readFileSync(path))) stdout.write(`${kind} ${String(arch)}\n`);
    } catch (error) {
      stderr.write(`${path}: ${error instanceof Error ? error.message : String(error)}\n`);
      return 1;
    }
  }
  return 0;
}

if (argv[1] === fileURLToPath(import.meta.url)) exit(main(argv.slice(2)));
