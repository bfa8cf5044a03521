/** A precompiled character map, spelled out here as text/ reads it: a fixture must not be made by the code that it tests. */

const BLOCK = 256;
const HAS_LEAF = 1 << 8;
const IS_VALUE = 0x8000_0000;

export interface CharsmapParts {
  readonly units: Uint32Array;
  readonly replacements: Uint8Array;
}

/** A trie with a block of 256 units for each prefix of a key: far larger than need be, and easy to read. */
export function charsmapParts(replacements: Readonly<Record<string, string>>): CharsmapParts {
  const keys = Object.entries(replacements).map(([key, value]) => [Buffer.from(key), value] as const);
  const prefixes = new Map([['', BLOCK]]);
  for (const [key] of keys) {
    for (let n = 1; n <= key.length; n++) {
      const prefix = key.toString('hex', 0, n);
      if (!prefixes.has(prefix)) prefixes.set(prefix, BLOCK * (prefixes.size + 1));
    }
  }
  const units = new Uint32Array(BLOCK * (prefixes.size + 1));
  units[0] = BLOCK << 10;
  const stateOf = (prefix: string): number => prefixes.get(prefix) as number;
  for (const prefix of prefixes.keys()) {
    if (prefix === '') continue;
    const byte = parseInt(prefix.slice(-2), 16);
    const unit = stateOf(prefix.slice(0, -2)) ^ byte;
    units[unit] = ((unit ^ stateOf(prefix)) << 10) | byte;
  }
  let text = '';
  for (const [key, value] of keys) {
    const unit = stateOf(key.toString('hex', 0, key.length - 1)) ^ (key.at(-1) as number);
    units[unit] = (units[unit] as number) | HAS_LEAF;
    units[stateOf(key.toString('hex'))] = (IS_VALUE | Buffer.byteLength(text)) >>> 0;
    text += `${value}\0`;
  }
  return { units, replacements: Buffer.from(text) };
}

/** The map as a file has it. `trieBytes` overrides what its header says. */
export function charsmapBytes({ units, replacements }: CharsmapParts, trieBytes = 4 * units.length): Uint8Array {
  const bytes = Buffer.alloc(4 + 4 * units.length + replacements.length);
  bytes.writeUInt32LE(trieBytes, 0);
  units.forEach((unit, i) => bytes.writeUInt32LE(unit, 4 + 4 * i));
  bytes.set(replacements, 4 + 4 * units.length);
  return bytes;
}
