/** Files of any size for what the parser's cost may grow with, written as fast as memory is: a million entries take a moment. */
const ARCHITECTURE = [...text('general.architecture'), ...u32(8), ...text('blank')];

function u32(value: number): number[] {
  return [...new Uint8Array(Uint32Array.of(value).buffer)];
}

function u64(value: number): number[] {
  return [...new Uint8Array(BigUint64Array.of(BigInt(value)).buffer)];
}

function text(value: string): number[] {
  return [...u64(value.length), ...Buffer.from(value, 'latin1')];
}

/** Magic, version, counts, the architecture, and `parts`. */
function file(nTensors: number, nKv: number, ...parts: readonly (readonly number[] | Uint8Array)[]): Uint8Array {
  const head = [...Buffer.from('GGUF'), ...u32(3), ...u64(nTensors), ...u64(nKv), ...ARCHITECTURE];
  return Buffer.concat([Uint8Array.from(head), ...parts.map((part) => Uint8Array.from(part))]);
}

/** `count` times `unit`, each with its index in base 36 over six bytes from byte `at` on. */
function repeated(count: number, unit: readonly number[], at: number | null): Uint8Array {
  const bytes = Buffer.alloc(count * unit.length, Uint8Array.from(unit));
  if (at !== null)
    for (let i = 0; i < count; i++) bytes.write(i.toString(36).padStart(6, '0'), i * unit.length + at, 'latin1');
  return bytes;
}

/** `bytes` of each tensor's 32 are its own; `placeOf` gives where among them it lies. */
function tensors(count: number, bytes = 32, placeOf = (i: number): number => i): Uint8Array {
  const unit = [...text('t00000'), ...u32(1), ...u64(bytes), ...u32(24), ...u64(0)];
  const table = repeated(count, unit, 8);
  const view = new DataView(table.buffer, table.byteOffset);
  for (let i = 0; i < count; i++) view.setBigUint64((i + 1) * unit.length - 8, BigInt(32 * placeOf(i)), true);
  const head = file(count, 1, table);
  return Buffer.concat([head, new Uint8Array(32 * count + ((32 - (head.length % 32)) % 32))]);
}

const array = (type: number, count: number): number[] => [...text('a'), ...u32(9), ...u32(type), ...u64(count)];

/** By what grows. */
export const COST_SUBJECTS: Readonly<Record<string, (n: number) => Uint8Array>> = {
  keys: (n) => file(0, n + 1, repeated(n, [...text('k00000'), ...u32(0), 1], 8)),
  tensors: (n) => tensors(n),
  'tensors, each with padding': (n) => tensors(n, 4),
  'tensors out of order': (n) => tensors(n, 32, (i) => n - 1 - i),
  'elements of a numeric array': (n) => file(0, 2, array(6, n), new Uint8Array(4 * n)),
  'elements of an array of strings': (n) => file(0, 2, array(8, n), repeated(n, text('s00000'), 8)),
  'bytes of a string': (n) => file(0, 2, [...text('a'), ...u32(8), ...u64(n)], Buffer.alloc(n, 'é')),
  'arrays in an array': (n) => file(0, 2, array(9, n), repeated(n, [...u32(0), ...u64(0)], null)),
  'the depth of nesting': (n) => file(0, 2, [...text('a'), ...u32(9)], repeated(n, [...u32(9), ...u64(1)], null)),
};
