import type { EncodingName } from './encodings.ts';
import type { NumberField, NumberLayout } from './layouts.ts';
import { DEFECTS, emptyTally, type Defect, type Tally } from './tally.ts';

/** Scans whole blocks; the native scan of `src/native/scan.ts` is another, with the same result. */
export type ScanBlocks = (layout: NumberLayout, bytes: Uint8Array, littleEndian: boolean) => Tally;

/** Every number of the whole blocks in `bytes`. Throws RangeError where the last block is not whole. */
export const scanBlocks: ScanBlocks = (layout, bytes, littleEndian) => {
  const { blockBytes, name } = layout.type;
  if (bytes.length % blockBytes !== 0)
    throw new RangeError(`expected whole blocks of ${name}, found ${String(bytes.length)} bytes`);
  const tally = emptyTally();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  layout.fields.forEach((field, index) => {
    const numbers = { view, field, index, stride: blockBytes, littleEndian, tally };
    const { bits, nonZeros } = SCANNERS[field.encoding.name](numbers);
    tally.bits |= bits;
    tally.nonZeros += nonZeros;
  });
  return tally;
};

/** One number of each block: at `field.at`, and every `stride` bytes after. */
interface Numbers {
  readonly view: DataView;
  readonly field: NumberField;
  /** Of the field in its layout. */
  readonly index: number;
  readonly stride: number;
  readonly littleEndian: boolean;
  readonly tally: Tally;
}

/**
 * One loop for each encoding, so that V8 compiles each tight: a magnitude outside [normal, absurd) is the rare case and leaves it.
 * Gives what of a tally any number counts for.
 */
const SCANNERS: Readonly<Record<EncodingName, (numbers: Numbers) => Pick<Tally, 'bits' | 'nonZeros'>>> = {
  f16: scan16,
  bf16: scan16,
  f32: scan32,
  f64: scan64,
  e8m0: scanE8m0,
  ue4m3: scanByte,
  'f16-nibbles': scanNibbles,
};

function scan16(numbers: Numbers): Pick<Tally, 'bits' | 'nonZeros'> {
  const { view, field, stride, littleEndian } = numbers;
  const [low, span, end] = [field.normal, field.absurd - field.normal, view.byteLength];
  let [bits, nonZeros] = [0, 0];
  for (let at = field.at; at < end; at += stride) {
    const magnitude = view.getUint16(at, littleEndian) & 0x7fff;
    bits |= magnitude;
    if (magnitude !== 0) nonZeros++;
    if ((magnitude - low) >>> 0 >= span) count(numbers, magnitude, at);
  }
  return { bits, nonZeros };
}

function scan32(numbers: Numbers): Pick<Tally, 'bits' | 'nonZeros'> {
  const { view, field, stride, littleEndian } = numbers;
  const [low, span, end] = [field.normal, field.absurd - field.normal, view.byteLength];
  let [bits, nonZeros] = [0, 0];
  for (let at = field.at; at < end; at += stride) {
    const magnitude = view.getUint32(at, littleEndian) & 0x7fff_ffff;
    bits |= magnitude;
    if (magnitude !== 0) nonZeros++;
    if ((magnitude - low) >>> 0 >= span) count(numbers, magnitude, at);
  }
  return { bits, nonZeros };
}

function scan64(numbers: Numbers): Pick<Tally, 'bits' | 'nonZeros'> {
  const { view, field, stride, littleEndian } = numbers;
  const end = view.byteLength;
  const [highAt, lowAt] = littleEndian ? [4, 0] : [0, 4];
  let [bits, nonZeros] = [0, 0];
  for (let at = field.at; at < end; at += stride) {
    const sticky = view.getUint32(at + lowAt, littleEndian) === 0 ? 0 : 1;
    const magnitude = (view.getUint32(at + highAt, littleEndian) & 0x7fff_ffff) | sticky;
    bits |= magnitude;
    if (magnitude !== 0) nonZeros++;
    if (magnitude >= field.absurd) count(numbers, magnitude, at);
  }
  return { bits, nonZeros };
}

/** No code of E8M0 is zero. */
function scanE8m0(numbers: Numbers): Pick<Tally, 'bits' | 'nonZeros'> {
  const { view, field, stride } = numbers;
  const [low, span, end] = [field.normal, field.absurd - field.normal, view.byteLength];
  let [bits, nonZeros] = [0, 0];
  for (let at = field.at; at < end; at += stride) {
    const magnitude = view.getUint8(at) + 1;
    bits |= magnitude;
    nonZeros++;
    if ((magnitude - low) >>> 0 >= span) count(numbers, magnitude, at);
  }
  return { bits, nonZeros };
}

function scanByte(numbers: Numbers): Pick<Tally, 'bits' | 'nonZeros'> {
  const { view, field, stride } = numbers;
  const [low, span, end] = [field.normal, field.absurd - field.normal, view.byteLength];
  let [bits, nonZeros] = [0, 0];
  for (let at = field.at; at < end; at += stride) {
    const magnitude = view.getUint8(at);
    bits |= magnitude;
    if (magnitude !== 0) nonZeros++;
    if ((magnitude - low) >>> 0 >= span) count(numbers, magnitude, at);
  }
  return { bits, nonZeros };
}

function scanNibbles(numbers: Numbers): Pick<Tally, 'bits' | 'nonZeros'> {
  const { view, field, stride, littleEndian } = numbers;
  const [low, span, end] = [field.normal, field.absurd - field.normal, view.byteLength];
  const nibble = (at: number): number => view.getUint16(at, littleEndian) >>> 12;
  let [bits, nonZeros] = [0, 0];
  for (let at = field.at; at < end; at += stride) {
    const high = (nibble(at + 6) & 7) << 12;
    const magnitude = nibble(at) | (nibble(at + 2) << 4) | (nibble(at + 4) << 8) | high;
    bits |= magnitude;
    if (magnitude !== 0) nonZeros++;
    if ((magnitude - low) >>> 0 >= span) count(numbers, magnitude, at);
  }
  return { bits, nonZeros };
}

/** A magnitude outside [normal, absurd): zero, which is no defect, or one of four. */
function count({ field, index: own, tally }: Numbers, magnitude: number, at: number): void {
  const defect = defectOf(field, magnitude);
  if (defect === null) return;
  if (defect === 'absurd') tally.greatest[own] = Math.max(tally.greatest[own] as number, magnitude);
  const index = DEFECTS.indexOf(defect);
  tally.counts[index] = (tally.counts[index] as number) + 1;
  tally.firsts[index] = Math.min(tally.firsts[index] as number, at);
}

function defectOf({ encoding, normal }: NumberField, magnitude: number): Defect | null {
  if (magnitude < normal) return magnitude === 0 ? null : 'subnormal';
  if (magnitude >= encoding.nan) return 'nan';
  return magnitude >= encoding.infinity ? 'infinite' : 'absurd';
}
