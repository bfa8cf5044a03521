/**
 * The control of gguf-parse: the same parser in front of a reader with a planted defect behind two branches, one after the other.
 * Coverage leads there a byte at a time; blind chance needs both at once. A campaign that does not find it in seconds
 * could not find a real one.
 */
import { getString } from '../../src/gguf/metadata.ts';
import { parseGguf } from '../../src/gguf/parse.ts';
import { bufferSource } from '../../src/gguf/source.ts';

Error.stackTraceLimit = 0;
Buffer.poolSize = 0;

export function fuzz(data: Buffer): void {
  const { file } = parseGguf(bufferSource(data), { profile: 'compat' });
  const name = file && getString(file.metadata, 'general.name');
  if (name) readName(name);
}

/** The planted defect: two control characters announce a packed form, whose length is believed. */
function readName(name: string): void {
  if (name.charCodeAt(0) >= 0x20) return;
  if (name.charCodeAt(1) >= 0x20) return;
  throw new RangeError('read past the end of a name');
}
