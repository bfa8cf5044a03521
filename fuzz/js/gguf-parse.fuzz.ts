/**
 * Any bytes through the parser, and whatever comes out of it through everything that reads a file: lazy strings and arrays,
 * the Program, the tokenizer, the writer. The oracle is that nothing throws and what ggufOracle.ts expects.
 *
 * The length of the input chooses what is done with it beyond one parse. Seven inputs in eight are refused, and what an accepted
 * one is put through costs ten parses: all of it each time would be a third of the speed, and a length is easy to mutate.
 */
import { parseGguf, type ParseResult } from '../../src/gguf/parse.ts';
import { bufferSource } from '../../src/gguf/source.ts';
import type { GgufFile, Profile } from '../../src/gguf/types.ts';
import { expectSameWhenWritten, expectSound, touchFile, useFile } from './ggufOracle.ts';

// Each rejection that makes an error costs a stack trace, and Node's pool would hide an over-read of a small buffer.
Error.stackTraceLimit = 0;
Buffer.poolSize = 0;

export function fuzz(data: Buffer): void {
  const first: Profile = data.length % 2 === 0 ? 'strict' : 'compat';
  const { file } = parse(data, first);
  if (file === null) return;
  const other = parse(data, first === 'strict' ? 'compat' : 'strict');
  if (first === 'strict' && other.file === null) throw new Error('strict accepts what compat refuses');
  explore(file, data);
}

function parse(data: Buffer, profile: Profile): ParseResult {
  const result = parseGguf(bufferSource(data), { profile });
  expectSound(result);
  return result;
}

function explore(file: GgufFile, data: Buffer): void {
  touchFile(file, data.length);
  const turn = (data.length >> 1) % 4;
  if (turn === 0) useFile(file);
  if (turn === 1) expectSameWhenWritten(file, bufferSource(data));
}
