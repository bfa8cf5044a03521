/** Recognises Python pickles by walking their first opcodes. Source: CPython's Lib/pickletools.py; PEP 3154 for frames. */

/** How an opcode's argument is found. */
type Argument = { readonly bytes: number } | { readonly lengthBytes: 1 | 4 | 8 } | { readonly lines: number };

const PROTO = 0x80;
const FRAME = 0x95;
const STOP = 0x2e;

/** By opcode; undefined where there is none. PROTO is not among them: it stands at the start alone. */
const ARGUMENTS: readonly (Argument | undefined)[] = argumentTable();

/** GLOBAL, INST, STACK_GLOBAL: the opcodes that import what the pickle then calls. */
const IMPORTS: ReadonlySet<number> = new Set([0x63, 0x69, 0x93]);

/** Opcodes walked. A quarter of all bytes is one: by chance a walk of 24 happens once in 10^14. */
const MAX_WALK = 64;
const ENOUGH = 24;
/** Behind a frame whose length makes sense, 2^-32 by chance, fewer will do. */
const ENOUGH_FRAMED = 3;
const LONGEST_LINE = 256;

/** What `torch.save` wrote before it wrote zip archives: protocol 2 and a magic number of its own. */
const TORCH = [PROTO, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19];

/** Whether a pickle of protocol 2 to 5 begins at `at`, where PROTO and its number were found. Bounded: 64 opcodes. */
export function looksLikePickle(bytes: Uint8Array, view: DataView, at: number): boolean {
  if (TORCH.every((byte, i) => bytes[at + i] === byte)) return true;
  const framed = (bytes[at + 1] ?? 0) >= 4 && bytes[at + 2] === FRAME;
  if (framed && !isPlausibleFrame(bytes, view, at + 3)) return false;
  let imports = false;
  let position = framed ? at + 11 : at + 2;
  for (let count = 0; count < MAX_WALK && position < bytes.length; count++) {
    const opcode = bytes[position] as number;
    if (opcode === STOP) return imports || (framed && count >= ENOUGH_FRAMED) || count >= ENOUGH;
    const end = endOfOpcode(bytes, view, position);
    if (end === null) return false;
    if (end > bytes.length) return imports || count >= ENOUGH;
    imports ||= IMPORTS.has(opcode);
    position = end;
  }
  return position < bytes.length ? true : imports;
}

/** Frames are at least 4 bytes, and CPython begins a new one after 64 KiB: 4 GiB leaves room for one large object. */
function isPlausibleFrame(bytes: Uint8Array, view: DataView, at: number): boolean {
  return at + 8 <= bytes.length && view.getUint32(at + 4, true) === 0 && view.getUint32(at, true) >= 4;
}

/** Where the opcode at `at` ends with its argument; null where it is none. May lie past the end. */
function endOfOpcode(bytes: Uint8Array, view: DataView, at: number): number | null {
  const argument = ARGUMENTS[bytes[at] as number];
  if (!argument) return null;
  if ('bytes' in argument) return at + 1 + argument.bytes;
  if ('lines' in argument) return endOfLines(bytes, at + 1, argument.lines);
  const { lengthBytes } = argument;
  if (at + 1 + lengthBytes > bytes.length) return bytes.length + 1;
  if (lengthBytes === 1) return at + 2 + (bytes[at + 1] as number);
  if (lengthBytes === 8 && view.getUint32(at + 5, true) !== 0) return null;
  return at + 1 + lengthBytes + view.getUint32(at + 1, true);
}

/** Lines of printable ASCII, each not empty and not long: names of modules and numbers in digits. */
function endOfLines(bytes: Uint8Array, start: number, lines: number): number | null {
  let at = start;
  for (let line = 0; line < lines; line++) {
    const first = at;
    while (at < bytes.length && bytes[at] !== 0x0a) {
      const byte = bytes[at] as number;
      if (byte < 0x20 || byte > 0x7e || at - first > LONGEST_LINE) return null;
      at++;
    }
    if (at === first) return null;
    at++;
  }
  return at;
}

function argumentTable(): readonly (Argument | undefined)[] {
  const table = new Array<Argument | undefined>(256).fill(undefined);
  const set = (opcodes: string | readonly number[], argument: Argument): void => {
    for (const opcode of typeof opcodes === 'string' ? Buffer.from(opcodes, 'latin1') : opcodes)
      table[opcode] = argument;
  };
  set('(.012NRabdestlu)]}oQ', { bytes: 0 });
  set([0x81, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8f, 0x90, 0x91, 0x92, 0x93, 0x94, 0x97, 0x98], { bytes: 0 });
  set('Khq\x82', { bytes: 1 });
  set('M\x83', { bytes: 2 });
  set('Jjr\x84', { bytes: 4 });
  set('G', { bytes: 8 });
  set([FRAME], { bytes: 8 });
  set('UC\x8a\x8c', { lengthBytes: 1 });
  set('TBX\x8b', { lengthBytes: 4 });
  set([0x8d, 0x8e, 0x96], { lengthBytes: 8 });
  set('ILFSVgpP', { lines: 1 });
  set('ci', { lines: 2 });
  return table;
}
