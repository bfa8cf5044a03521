/** The tensor table of an architecture whose forward pass is not described: names and shapes as its keys give them. */
import { getArray, getString, type Metadata } from '../../gguf/metadata.ts';
import { idTableOf } from './idTables.ts';
import type { KeyTable } from './keys.ts';

/** What must hold of its keys. `key` is without the architecture's prefix; one of the vocabulary begins with `tokenizer.`. */
export interface OutlineFault {
  readonly key: string;
  readonly message: string;
}

/** Keys that begin with another word than the architecture's name; no reader of it can be without one. */
export interface BareKeys {
  readonly prefix: string;
  readonly keys: KeyTable;
}

export interface Outline {
  /** Keys that no reader of it can be without. */
  readonly requires: readonly string[];
  readonly bare?: BareKeys;
  /** `has` says which tensors there are. */
  readonly faults?: (s: OutlineSizes, has: (name: string) => boolean) => readonly OutlineFault[];
  readonly tensors: (t: OutlineTable, s: OutlineSizes) => void;
  /** Layers that predict further tokens are in the table, or no reader knows any. */
  readonly describesNext?: true;
}

/** One tensor, its dimensions in the order of the file. */
export interface OutlineRow {
  readonly name: string;
  readonly dims: readonly number[];
  readonly optional: boolean;
  /** As many elements, whatever the dimensions; or rows from the last dimension on. */
  readonly loose?: 'elements' | 'rows';
  /** The type of ids, which are no weights. */
  readonly ids?: 'I32' | 'I64';
}

/** That no file is without it, or that some are. */
export type Ask = 'need' | 'may';

/** Names and shapes, as they are asked for; `has` chooses between two forms of a file. */
export class OutlineTable {
  readonly table = new Map<string, OutlineRow>();
  readonly has: (name: string) => boolean;
  /** Of a tensor of the file; none of one that it lacks. */
  readonly dims: (name: string) => readonly number[];
  #allOptional = false;

  constructor(has: (name: string) => boolean, dims: (name: string) => readonly number[] = () => []) {
    this.has = has;
    this.dims = dims;
  }

  /** The first dimension of a tensor whose size no key gives; `otherwise` where there is no such tensor. */
  columns(name: string, otherwise: number): number {
    return this.dims(name)[0] ?? otherwise;
  }

  need(name: string, ...dims: readonly number[]): void {
    this.table.set(name, { name, dims, optional: this.#allOptional });
  }

  /** Whatever `body` needs may be absent. */
  optionally(body: () => void): void {
    this.#allOptional = true;
    body();
    this.#allOptional = false;
  }

  may(name: string, ...dims: readonly number[]): void {
    this.table.set(name, { name, dims, optional: true });
  }

  /** Ids of tokens or experts. `name` is that of an {@link idTableOf}. */
  ids(name: string, ...dims: readonly number[]): void {
    const table = idTableOf(name);
    if (!table) throw new RangeError(`expected a table of ids, found ${name}`);
    this.table.set(name, { name, dims, optional: false, ids: table.type });
  }

  /** In any dimensions of as many elements. */
  reshaped(name: string, ...dims: readonly number[]): void {
    this.table.set(name, { name, dims, optional: false, loose: 'elements' });
  }

  /** Of at least so many rows. */
  rows(name: string, nCols: number, atLeast: number): void {
    this.table.set(name, { name, dims: [nCols, atLeast], optional: false, loose: 'rows' });
  }

  /** Queries, keys and values in one matrix or in three, with biases or without. */
  queryKeyValue(at: string, nIn: number, q: number, k: number, v: number): void {
    if (!this.has(`${at}attn_qkv.weight`)) {
      this.apart(at, nIn, q, k, v);
      return;
    }
    this.need(`${at}attn_qkv.weight`, nIn, q + k + v);
    this.may(`${at}attn_qkv.bias`, q + k + v);
    if (!this.has(`${at}attn_qkv.bias`)) this.#biases(at, q, k, v);
  }

  /** In three. */
  apart(at: string, nIn: number, q: number, k: number, v: number): void {
    this.need(`${at}attn_q.weight`, nIn, q);
    this.need(`${at}attn_k.weight`, nIn, k);
    this.need(`${at}attn_v.weight`, nIn, v);
    this.#biases(at, q, k, v);
  }

  #biases(at: string, q: number, k: number, v: number): void {
    this.may(`${at}attn_q.bias`, q);
    this.may(`${at}attn_k.bias`, k);
    this.may(`${at}attn_v.bias`, v);
  }

  /** Token embedding, the last norm, and the output matrix where it is not the embedding. */
  ends({ nEmbd, nVocab }: OutlineSizes, output: 'tied' | 'own' = 'tied'): void {
    this.need('token_embd.weight', nEmbd, nVocab);
    this.need('output_norm.weight', nEmbd);
    this[output === 'own' ? 'need' : 'may']('output.weight', nEmbd, nVocab);
  }

  /** The same, where the embedding is the output and no matrix may be beside it. */
  tiedEnds({ nEmbd, nVocab }: OutlineSizes): void {
    this.need('token_embd.weight', nEmbd, nVocab);
    this.need('output_norm.weight', nEmbd);
  }

  feedForward(at: string, nEmbd: number, nFf: number): void {
    this.need(`${at}ffn_gate.weight`, nEmbd, nFf);
    this.need(`${at}ffn_up.weight`, nEmbd, nFf);
    this.need(`${at}ffn_down.weight`, nFf, nEmbd);
  }

  /** Experts, gate and up in one tensor or in two; `gate` may be left out by some readers. */
  experts(
    at: string,
    nEmbd: number,
    nFf: number,
    nExpert: number,
    form: 'fusable' | 'split' | 'gateless' = 'split',
  ): void {
    this.need(`${at}ffn_down_exps.weight`, nFf, nEmbd, nExpert);
    if (form === 'fusable' && this.has(`${at}ffn_gate_up_exps.weight`)) {
      this.need(`${at}ffn_gate_up_exps.weight`, nEmbd, 2 * nFf, nExpert);
      return;
    }
    this[form === 'gateless' ? 'may' : 'need'](`${at}ffn_gate_exps.weight`, nEmbd, nFf, nExpert);
    this.need(`${at}ffn_up_exps.weight`, nEmbd, nFf, nExpert);
  }

  sharedExpert(at: string, nEmbd: number, nFf: number): void {
    this.need(`${at}ffn_gate_shexp.weight`, nEmbd, nFf);
    this.need(`${at}ffn_up_shexp.weight`, nEmbd, nFf);
    this.need(`${at}ffn_down_shexp.weight`, nFf, nEmbd);
  }
}

/** The whole name of a key of an outline. */
export const fullKey = (architecture: string, key: string): string =>
  key.startsWith('tokenizer.') ? key : `${architecture}.${key}`;

/** The keys of one file, as llama.cpp takes them: 0 where there is none. */
export class OutlineSizes {
  readonly #metadata: Metadata;
  readonly #architecture: string;
  readonly nVocab: number;

  constructor(metadata: Metadata, architecture: string, nVocab: number) {
    this.#metadata = metadata;
    this.#architecture = architecture;
    this.nVocab = nVocab;
  }

  /** A number, of the first layer where there is one for each. */
  n(key: string, otherwise = 0): number {
    return this.each(key, 0, otherwise);
  }

  /** The number of layer `i`. */
  each(key: string, i: number, otherwise = 0): number {
    const name = fullKey(this.#architecture, key);
    const value = this.#metadata.get(name);
    if (value?.type === 'u32' || value?.type === 'f32') return value.value;
    if (value?.type === 'bool') return Number(value.value);
    const array = getArray(this.#metadata, name);
    return array && i < array.length ? Number(array.at(i)) : otherwise;
  }

  has(key: string): boolean {
    return this.#metadata.has(fullKey(this.#architecture, key));
  }

  /** A string; empty where there is none. */
  text(key: string): string {
    return getString(this.#metadata, fullKey(this.#architecture, key)) ?? '';
  }

  /** Elements of an array; 0 where there is none. */
  length(key: string): number {
    return getArray(this.#metadata, fullKey(this.#architecture, key))?.length ?? 0;
  }

  get nEmbd(): number {
    return this.n('embedding_length');
  }

  /** Without those that predict further tokens. */
  get nLayer(): number {
    return this.n('block_count') - this.nNext;
  }

  get nNext(): number {
    return this.n('nextn_predict_layers');
  }

  nHead(i = 0): number {
    return this.each('attention.head_count', i);
  }

  nHeadKv(i = 0): number {
    return this.each('attention.head_count_kv', i, this.nHead(i));
  }

  /** No heads, no widths. */
  get headDim(): number {
    return this.nHead() === 0 ? 0 : this.n('attention.key_length', Math.floor(this.nEmbd / this.nHead()));
  }

  get valueDim(): number {
    return this.nHead() === 0 ? 0 : this.n('attention.value_length', Math.floor(this.nEmbd / this.nHead()));
  }

  get nRot(): number {
    return this.nHead() === 0 ? 0 : this.n('rope.dimension_count', this.headDim);
  }

  /** Every `interval`-th layer attends, the others are recurrent; or as the file lists them. */
  isRecurrent(i: number, interval: number): boolean {
    if (this.has('attention.recurrent_layers')) return this.each('attention.recurrent_layers', i) !== 0;
    return (i + 1) % this.n('full_attention_interval', interval) !== 0;
  }
}
