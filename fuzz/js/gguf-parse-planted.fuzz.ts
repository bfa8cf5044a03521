/**
 * The control of gguf-parse: the same parser beside a reader with a planted defect, begun without seeds or dictionary. Traced
 * comparisons and coverage lead to it, blind chance does not: 2^-64. A campaign that does not find it in seconds could not
 * find a real one.
 */
import { parseGguf } from '../../src/gguf/parse.ts';
import { bufferSource } from '../../src/gguf/source.ts';

Error.stackTraceLimit = 0;
Buffer.poolSize = 0;

const HEADER_BYTES = 24;
const MAX_TENSORS = 16;

export function fuzz(data: Buffer): void {
  parseGguf(bufferSource(data), { profile: 'compat' });
  if (data.length >= HEADER_BYTES) readTensors(data);
}

/** The planted defect: a count that wraps to a small one in 32 bits is believed. */
function readTensors(data: Buffer): void {
  // Literals: other comparisons are not traced.
  if (data.readUInt32LE(0) !== 0x46554747) return;
  if (data.readUInt32LE(4) !== 3) return;
  const low = data.readUInt32LE(8);
  const high = data.readUInt32LE(12);
  if (high > 0 && low < MAX_TENSORS) data.readBigUInt64LE(data.length + low);
}
