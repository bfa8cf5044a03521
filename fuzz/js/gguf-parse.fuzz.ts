/**
 * Any bytes through the parser, in both profiles, and whatever comes out of it through everything that reads a file: lazy
 * strings and arrays, the Program, the tokenizer, the writer. The oracle is `expectSound` and that nothing throws.
 */
import { parseGguf } from '../../src/gguf/parse.ts';
import { bufferSource } from '../../src/gguf/source.ts';
import type { GgufFile } from '../../src/gguf/types.ts';
import { expectSameWhenWritten, expectSound, touchFile, useFile } from './ggufOracle.ts';

// Each rejection that makes an error costs a stack trace, and Node's pool would hide an over-read of a small buffer.
Error.stackTraceLimit = 0;
Buffer.poolSize = 0;

export function fuzz(data: Buffer): void {
  const source = bufferSource(data);
  const compat = parseGguf(source, { profile: 'compat' });
  expectSound(compat);
  const strict = parseGguf(source, { profile: 'strict' });
  expectSound(strict);
  if (strict.file && !compat.file) throw new Error('strict accepts what compat refuses');
  if (compat.file) explore(compat.file, data);
}

function explore(file: GgufFile, data: Buffer): void {
  touchFile(file, data.length);
  useFile(file);
  expectSameWhenWritten(file, bufferSource(data));
}
