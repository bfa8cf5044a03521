/** Tensors that hold ids and no weights: rows of another table, which readers take unasked. */
import { getArray, getString, getUint, type Metadata } from '../../gguf/metadata.ts';

export interface IdTable {
  readonly name: RegExp;
  readonly type: 'I32' | 'I64';
  /** Ids are below it; undefined where the keys do not say. */
  readonly below: (metadata: Metadata) => number | undefined;
}

/** The experts of each token (DeepSeek V4), and the tokens of a vocabulary that is part of another (EAGLE 3, DFlash). */
const ID_TABLES: readonly IdTable[] = [
  { name: /(^|\.)ffn_gate_tid2eid(\.|$)/, type: 'I32', below: (metadata) => ofArchitecture(metadata, 'expert_count') },
  { name: /^d2t$/, type: 'I64', below: vocabularySize },
];

/** Undefined where a tensor of that name holds no ids. */
export function idTableOf(name: string): IdTable | undefined {
  return ID_TABLES.find((table) => table.name.test(name));
}

function vocabularySize(metadata: Metadata): number | undefined {
  return getArray(metadata, 'tokenizer.ggml.tokens')?.length ?? ofArchitecture(metadata, 'vocab_size');
}

function ofArchitecture(metadata: Metadata, key: string): number | undefined {
  return getUint(metadata, `${getString(metadata, 'general.architecture') ?? ''}.${key}`);
}
