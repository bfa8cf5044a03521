/** What holds for every file, whatever its bytes. Each function throws an Error where it does not. */
import type { ByteSource } from '../../src/core/byteSource.ts';
import { MAX_FINDINGS_PER_RULE } from '../../src/core/findings.ts';
import { toModel } from '../../src/gguf/model.ts';
import { parseGguf, type ParseResult } from '../../src/gguf/parse.ts';
import { bufferSource } from '../../src/gguf/source.ts';
import type { GgufArray, GgufFile, GgufValue } from '../../src/gguf/types.ts';
import { writeGguf } from '../../src/gguf/write.ts';
import { buildProgram } from '../../src/model/build.ts';
import { encodeFfp1 } from '../../src/model/ffp1.ts';
import { openTokenizer } from '../../src/text/tokenizer.ts';

/** Rules there are, generously: each keeps at most MAX_FINDINGS_PER_RULE findings. */
const MAX_RULES = 100;
/** A message names at most a few quoted texts of 80 characters, each character at most `\u{10ffff}`. */
const MAX_MESSAGE_CHARS = 4096;
/** Elements read of one array, and files whose alignment would pad a small file to megabytes: an execution stays cheap. */
const MAX_ELEMENTS = 256;
const MAX_WRITTEN_ALIGNMENT = 4096;
/** Tokens that a vocabulary may have for its tokenizer to be built each time. */
const MAX_TOKENS = 1024;

/** Findings are bounded, printable and inside the file; a file comes out exactly where none of them is an error. */
export function expectSound({ file, findings }: ParseResult): void {
  const hasError = findings.some((f) => f.severity === 'error');
  check((file === null) === hasError, 'a file exactly where no finding is an error');
  check(findings.length <= MAX_RULES * (MAX_FINDINGS_PER_RULE + 1), 'a bounded number of findings');
  for (const { message } of findings) check(message.length <= MAX_MESSAGE_CHARS, 'a bounded message');
  // Keys of a file live in maps: a hostile one must not have become a property of every object.
  for (const name in {}) throw new Error(`Object.prototype.${name} was set`);
}

/** Decodes what the parser left for later; tensors lie inside the file and their names lead to them. */
export function touchFile(file: GgufFile, size: number): void {
  for (const value of file.metadata.values()) touchValue(value);
  for (const tensor of file.tensors) {
    const { name, fileOffset, bytes } = tensor;
    check(Number.isSafeInteger(fileOffset + bytes) && fileOffset + bytes <= size, 'a tensor inside the file');
    check(file.tensorsByName.get(name) === tensor, 'a tensor to be found by its name');
  }
}

function touchValue(value: GgufValue): void {
  if (value.type === 'string') check(value.value.length <= value.bytes.length, 'a string no longer than its bytes');
  if (value.type === 'array') touchArray(value);
}

function touchArray(array: GgufArray): void {
  const n = Math.min(array.length, MAX_ELEMENTS);
  for (let i = 0; i < n; i++) touchElement(array, i);
  if (array.length > 0) array.at(array.length - 1);
}

function touchElement(array: GgufArray, index: number): void {
  if (array.elementType === 'array') touchArray(array.at(index));
  else check(typeof array.at(index) !== 'undefined', 'an element at every index');
}

/** The Program and the tokenizer come from the file, or findings say why not; what comes out is usable. */
export function useFile(file: GgufFile): void {
  const { program, findings } = buildProgram(file);
  if (program) {
    check(!findings.some((f) => f.severity === 'error'), 'no Program beside an error');
    check(encodeFfp1(program).length > 0, 'a Program that encodes');
  }
  const tokens = file.metadata.get('tokenizer.ggml.tokens');
  if (tokens?.type !== 'array' || tokens.length > MAX_TOKENS) return;
  const { tokenizer } = openTokenizer(file.metadata);
  if (!tokenizer) return;
  const ids = tokenizer.encode('a <s> é', { addSpecial: true, parseSpecial: true });
  for (const id of ids)
    check(id >= 0 && id < tokens.length && tokenizer.bytesOf(id).length >= 0, 'ids of the vocabulary');
}

/** Written again and parsed again, the file says the same. */
export function expectSameWhenWritten(file: GgufFile, source: ByteSource): void {
  if (file.alignment > MAX_WRITTEN_ALIGNMENT) return;
  const written = writeGguf(toModel(file, source));
  const again = parseGguf(bufferSource(written), { profile: 'compat' }).file;
  if (again === null) throw new Error('expected a file that is accepted to be accepted when it was written again');
  check(again.metadata.size === file.metadata.size, 'the same keys when written again');
  check(again.tensors.length === file.tensors.length, 'the same tensors when written again');
  const twice = writeGguf(toModel(again, bufferSource(written)));
  check(Buffer.compare(written, twice) === 0, 'the same bytes when written twice');
}

function check(condition: boolean, expectation: string): void {
  if (!condition) throw new Error(`expected ${expectation}`);
}
