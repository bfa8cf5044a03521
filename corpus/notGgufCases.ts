/** What people have in the place of a model: each beside the model that they meant. `told`: what the message must say. */
import { ggufBytes } from './ggufBytes.ts';

export interface NotGgufForm {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly told: RegExp;
}

const latin1 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'));

/** `start`, and zeros up to a length that a whole header would have. */
function padded(start: readonly number[] | string, length = 64): Uint8Array {
  const bytes = new Uint8Array(length);
  bytes.set(typeof start === 'string' ? latin1(start) : start);
  return bytes;
}

function safetensors(): Uint8Array {
  const header = latin1('{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}');
  return Uint8Array.of(...new Uint8Array(BigUint64Array.of(BigInt(header.length)).buffer), ...header, ...new Uint8Array(8));
}

function tar(): Uint8Array {
  const bytes = new Uint8Array(1024);
  bytes.set(latin1('model.gguf'));
  bytes.set(latin1('ustar\x0000'), 257);
  return bytes;
}

const LFS = `version https://git-lfs.github.com/spec/v1\noid sha256:${'4d7a'.repeat(16)}\nsize 105454432\n`;

// prettier-ignore
export const NOT_GGUF_FORMS: readonly NotGgufForm[] = [
  { name: 'empty', bytes: new Uint8Array(0), told: /an empty file: download it again/ },
  { name: 'LFS pointer', bytes: latin1(LFS), told: /a Git LFS pointer.*git lfs pull/ },
  { name: 'Xet pointer', bytes: latin1('# xet version 0\nfilesize = 4\nhash = "00"\n'), told: /a Xet pointer/ },
  { name: 'HTML page', bytes: latin1('<!DOCTYPE html>\n<html><head><title>Sign in</title></head></html>\n'), told: /an HTML or XML page.*login/ },
  { name: 'HTML without a type', bytes: latin1('\n<html>\n<body>502 Bad Gateway</body></html>'), told: /an HTML or XML page/ },
  { name: 'XML error', bytes: latin1('<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>'), told: /an HTML or XML page/ },
  { name: 'JSON error', bytes: latin1('{"error":"Repository Not Found"}'), told: /JSON, such as an error message/ },
  { name: 'JSON list', bytes: latin1(' [ {"path": "model.gguf"} ]'), told: /JSON, such as an error message/ },
  { name: 'Entry not found', bytes: latin1('Entry not found'), told: /an error message of the server/ },
  { name: 'Invalid username', bytes: latin1('Invalid username or password.'), told: /an error message of the server/ },
  { name: '404', bytes: latin1('404: Not Found'), told: /an error message of the server/ },
  { name: 'a text', bytes: latin1('The model moved to another place.\n'), told: /found a text/ },
  { name: 'safetensors', bytes: safetensors(), told: /a safetensors file: convert it/ },
  { name: 'zip', bytes: padded([0x50, 0x4b, 3, 4, 20]), told: /a zip archive \(PyTorch/ },
  { name: 'empty zip', bytes: padded([0x50, 0x4b, 5, 6], 22), told: /an empty zip archive/ },
  { name: 'pickle', bytes: padded([0x80, 2, 0x7d, 0x71, 0, 0x2e]), told: /a Python pickle, which runs code/ },
  { name: 'legacy ggml', bytes: padded([0x6c, 0x6d, 0x67, 0x67]), told: /a ggml file from before GGUF/ },
  { name: 'legacy ggjt', bytes: padded([0x74, 0x6a, 0x67, 0x67, 3]), told: /a ggml file from before GGUF/ },
  { name: 'legacy ggmf', bytes: padded([0x66, 0x6d, 0x67, 0x67, 1]), told: /a ggml file from before GGUF/ },
  { name: 'legacy LoRA ggla', bytes: padded([0x61, 0x6c, 0x67, 0x67, 1]), told: /a ggml file from before GGUF/ },
  { name: 'swapped magic', bytes: padded('FUGG'), told: /magic has its bytes swapped/ },
  { name: 'llamafile', bytes: padded("MZqFpD='\n\n"), told: /a llamafile or another Cosmopolitan program/ },
  { name: 'ELF', bytes: padded([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]), told: /an ELF program/ },
  { name: 'Windows program', bytes: padded([0x4d, 0x5a, 0x90, 0]), told: /a Windows program/ },
  { name: 'macOS program', bytes: padded([0xcf, 0xfa, 0xed, 0xfe, 7]), told: /a macOS program/ },
  { name: 'script', bytes: latin1('#!/bin/sh\nexit 0\n'), told: /a script: not a model/ },
  { name: 'zeros', bytes: new Uint8Array(64), told: /found zeros/ },
  { name: 'gzip', bytes: padded([0x1f, 0x8b, 8]), told: /a gzip archive: unpack it/ },
  { name: 'zstd', bytes: padded([0x28, 0xb5, 0x2f, 0xfd]), told: /a Zstandard archive/ },
  { name: 'xz', bytes: padded([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]), told: /an xz archive/ },
  { name: 'bzip2', bytes: padded('BZh91AY&SY'), told: /a bzip2 archive/ },
  { name: '7z', bytes: padded([0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c]), told: /a 7z archive/ },
  { name: 'RAR', bytes: padded('Rar!\x1a\x07'), told: /a RAR archive/ },
  { name: 'tar', bytes: tar(), told: /a tar archive/ },
  { name: 'HDF5', bytes: padded([0x89, 0x48, 0x44, 0x46, 13, 10, 0x1a, 10]), told: /an HDF5 file/ },
  { name: 'NumPy', bytes: padded([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1]), told: /a NumPy array/ },
  { name: 'TFLite', bytes: padded([0x1c, 0, 0, 0, 0x54, 0x46, 0x4c, 0x33]), told: /a TensorFlow Lite model/ },
  { name: 'PDF', bytes: padded('%PDF-1.7'), told: /a PDF document/ },
  { name: 'PNG', bytes: padded([0x89, 0x50, 0x4e, 0x47, 13, 10, 0x1a, 10]), told: /a PNG picture/ },
  { name: 'JPEG', bytes: padded([0xff, 0xd8, 0xff, 0xe0]), told: /a JPEG picture/ },
];

/** A byte of the magic wrong, and nothing else: no form at all, and told by its bytes. */
export const NO_KNOWN_FORM: NotGgufForm = { name: 'unknown', bytes: Uint8Array.of(0x47, 0x47, 0x55, 0x00, ...ggufBytes().subarray(4)), told: /found 47475500$/ };
