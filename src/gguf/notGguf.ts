/** What a file is that does not begin with "GGUF", in its owner's words, and what to do about it. */

/** Bytes that {@link whatItIs} looks at. */
export const LOOKED_AT_BYTES = 4096;

interface Form {
  readonly is: (head: Uint8Array, text: string) => boolean;
  readonly what: string;
}

const startsWith =
  (...bytes: readonly number[]) =>
  (head: Uint8Array): boolean =>
    head.length >= bytes.length && bytes.every((byte, i) => head[i] === byte);

const begins =
  (...starts: readonly string[]) =>
  (_: Uint8Array, text: string): boolean =>
    starts.some((start) => text.startsWith(start));

/** Names of ggml's formats before GGUF, as their four bytes stand in a file. */
const LEGACY = ['lmgg', 'fmgg', 'tjgg', 'algg', 'ggml', 'ggmf', 'ggjt', 'ggla'];

/** A length of a JSON header, then the header: the first eight bytes are below 100 MB, which the format allows at most. */
function isSafetensors(head: Uint8Array): boolean {
  if (head.length < 9 || head[8] !== 0x7b) return false;
  const length = new DataView(head.buffer, head.byteOffset).getBigUint64(0, true);
  return length >= 2n && length <= 100_000_000n;
}

function isAllZero(head: Uint8Array): boolean {
  return head.length > 0 && head.every((byte) => byte === 0);
}

const PRINTABLE_TEXT = /^[\t\n\r\u0020-\u007e\u00a0-\ufffc]*$/u;
const DOWNLOAD_AGAIN = 'download the model again, and look at what the server answers';

/** In this order: the first that fits is the answer. */
const FORMS: readonly Form[] = [
  {
    is: begins('version https://git-lfs.github.com/spec/'),
    what: 'a Git LFS pointer, not the model: run `git lfs pull`',
  },
  { is: begins('# xet version'), what: 'a Xet pointer, not the model: download the file itself' },
  { is: isAllZero, what: 'zeros: the space was reserved and the download never wrote it; download it again' },
  {
    is: (_, text) => /^\s*(?:<!doctype html|<html|<head|<\?xml)/i.test(text),
    what: `an HTML or XML page, such as a login or an error page: ${DOWNLOAD_AGAIN}`,
  },
  {
    is: (_, text) =>
      /^(?:Entry not found|Repository not found|Invalid (?:username|rev)|Access to model|Not Found|Unauthorized|404|403|401)/i.test(
        text,
      ),
    what: `an error message of the server: ${DOWNLOAD_AGAIN}`,
  },
  {
    is: isSafetensors,
    what: 'a safetensors file: convert it with convert_hf_to_gguf.py, or check it with a tool for safetensors',
  },
  { is: (_, text) => /^\s*[[{]/.test(text), what: `JSON, such as an error message of a server: ${DOWNLOAD_AGAIN}` },
  {
    is: startsWith(0x50, 0x4b, 0x03, 0x04),
    what: 'a zip archive (PyTorch’s .pt and .bin, .npz and .zip are): unpack it, or convert the model to GGUF',
  },
  { is: startsWith(0x50, 0x4b, 0x05, 0x06), what: 'an empty zip archive' },
  {
    is: (head) => head[0] === 0x80 && (head[1] ?? 0) >= 2 && (head[1] ?? 6) <= 5,
    what: 'a Python pickle, which runs code when it is loaded: do not load it; use a GGUF or safetensors copy',
  },
  {
    is: begins(...LEGACY),
    what: 'a ggml file from before GGUF (llama.cpp until August 2023, whisper.cpp still): convert it to GGUF, or use the program it was made for',
  },
  { is: begins('FUGG'), what: 'a file whose magic has its bytes swapped: not a GGUF file of any version' },
  {
    is: begins('MZqFpD'),
    what: 'a llamafile or another Cosmopolitan program: a program with a model inside; take the GGUF file out of it',
  },
  { is: startsWith(0x7f, 0x45, 0x4c, 0x46), what: 'an ELF program or library (a llamafile is one): not a model' },
  { is: begins('MZ'), what: 'a Windows program or library: not a model' },
  { is: startsWith(0xcf, 0xfa, 0xed, 0xfe), what: 'a macOS program or library: not a model' },
  { is: begins('#!'), what: 'a script: not a model' },
  { is: startsWith(0x1f, 0x8b), what: 'a gzip archive: unpack it' },
  { is: startsWith(0x28, 0xb5, 0x2f, 0xfd), what: 'a Zstandard archive: unpack it' },
  { is: startsWith(0xfd, 0x37, 0x7a, 0x58, 0x5a), what: 'an xz archive: unpack it' },
  { is: begins('BZh'), what: 'a bzip2 archive: unpack it' },
  { is: startsWith(0x37, 0x7a, 0xbc, 0xaf), what: 'a 7z archive: unpack it' },
  { is: begins('Rar!'), what: 'a RAR archive: unpack it' },
  { is: (_, text) => text.slice(257, 262) === 'ustar', what: 'a tar archive: unpack it' },
  { is: startsWith(0x89, 0x48, 0x44, 0x46), what: 'an HDF5 file (Keras): convert the model to GGUF' },
  { is: startsWith(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59), what: 'a NumPy array: convert the model to GGUF' },
  { is: (_, text) => text.slice(4, 8) === 'TFL3', what: 'a TensorFlow Lite model: convert it to GGUF' },
  { is: begins('%PDF'), what: 'a PDF document: not a model' },
  { is: startsWith(0x89, 0x50, 0x4e, 0x47), what: 'a PNG picture: not a model' },
  { is: startsWith(0xff, 0xd8, 0xff), what: 'a JPEG picture: not a model' },
  { is: (_, text) => text.length > 0 && PRINTABLE_TEXT.test(text), what: `a text: ${DOWNLOAD_AGAIN}` },
];

/** `head`: the first {@link LOOKED_AT_BYTES} of the file, or all of it. Null where it is nothing that is known here. */
export function whatItIs(head: Uint8Array): string | null {
  if (head.length === 0) return 'an empty file: download it again';
  const text = Buffer.from(head.buffer, head.byteOffset, head.length)
    .toString('utf8')
    .replace(/\ufffd+$/u, '');
  return FORMS.find(({ is }) => is(head, text))?.what ?? null;
}
