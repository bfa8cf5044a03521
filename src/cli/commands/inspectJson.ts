/** `flea-flicker inspect FILE --json` */
import { printable } from '../../core/printable.ts';
import { getString } from '../../gguf/metadata.ts';
import type { GgufFile, GgufValue } from '../../gguf/types.ts';
import { buildProgram } from '../../model/build.ts';
import type { Program } from '../../model/program.ts';
import { INSPECT } from '../../report/documents/inspect.ts';
import { openTokenizer } from '../../text/tokenizer.ts';
import type { OpenModel } from '../openModel.ts';

/** Characters of a name or a text of the file. */
const LONGEST = 200;

type Fields = Parameters<typeof INSPECT.json>[0];

/** What of the file is told in lists too. */
interface Lists {
  readonly metadata?: true;
  readonly tensors?: true;
}

export function inspectJson({ source, file, findings }: OpenModel, { metadata, tensors }: Lists): string {
  source.verifyUnchanged();
  const { program, unsupported } = buildProgram(file);
  return INSPECT.json({
    file: {
      path: printable(source.name, LONGEST),
      bytes: file.size,
      gguf_version: file.version,
      little_endian: file.littleEndian,
      metadata_bytes: file.metadataBytes,
    },
    name: text(file, 'general.name'),
    architecture: text(file, 'general.architecture'),
    parameters: file.tensors.reduce((sum, { dims }) => sum + dims.reduce((a, b) => a * b, 1), 0),
    types: typesOf(file),
    program: program && programOf(program),
    unsupported: unsupported.map((what) => printable(what, LONGEST)),
    tokenizer: tokenizerOf(file),
    template_characters: getString(file.metadata, 'tokenizer.chat_template')?.length ?? null,
    findings: findings.length,
    ...(metadata && { metadata: [...file.metadata].map(([key, value]) => pairOf(key, value)) }),
    ...(tensors && { tensors: tensorsOf(file) }),
  });
}

function text({ metadata }: GgufFile, key: string): string | null {
  const found = getString(metadata, key);
  return found === undefined ? null : printable(found, LONGEST);
}

function typesOf({ tensors }: GgufFile): Fields['types'] {
  const names = [...new Set(tensors.map(({ type }) => type.name))];
  const rows = names.map((name) => {
    const own = tensors.filter(({ type }) => type.name === name);
    return { type: name, tensors: own.length, bytes: own.reduce((sum, { bytes }) => sum + bytes, 0) };
  });
  return rows.sort((a, b) => b.bytes - a.bytes);
}

function programOf({ hparams, ops, caches, weights }: Program): NonNullable<Fields['program']> {
  return {
    ops: ops.length,
    n_layer: hparams.nLayer,
    n_embd: hparams.nEmbd,
    n_vocab: hparams.nVocab,
    n_ctx_train: hparams.nCtxTrain,
    weight_bytes: [...weights.values()].reduce((sum, { bytes }) => sum + bytes, 0),
    cache_bytes_per_position: caches.reduce((sum, { nHeadKv, headDim }) => sum + 2 * nHeadKv * headDim * 4, 0),
  };
}

function tokenizerOf({ metadata }: GgufFile): Fields['tokenizer'] {
  const { tokenizer } = openTokenizer(metadata);
  if (!tokenizer) return null;
  const { model, pre, tokens, merges, bos, eos, addBos } = tokenizer.vocabulary;
  return {
    model: printable(model, LONGEST),
    pre: pre === null ? null : printable(pre, LONGEST),
    tokens: tokens.length,
    merges: merges.length,
    bos,
    eos,
    add_bos: addBos,
  };
}

function pairOf(key: string, value: GgufValue): NonNullable<Fields['metadata']>[number] {
  const name = printable(key, LONGEST);
  if (value.type === 'array') return { key: name, type: value.elementType, length: value.length };
  const told = typeof value.value === 'bigint' ? String(value.value) : value.value;
  if (typeof told === 'number' && !Number.isFinite(told)) return { key: name, type: value.type, value: String(told) };
  return { key: name, type: value.type, value: typeof told === 'string' ? printable(told, LONGEST) : told };
}

function tensorsOf({ tensors }: GgufFile): NonNullable<Fields['tensors']> {
  return tensors.map(({ name, type, dims, bytes, fileOffset }) => ({
    name: printable(name, LONGEST),
    type: type.name,
    dims: [...dims],
    bytes,
    offset: fileOffset,
  }));
}
