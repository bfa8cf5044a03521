/** Models in shards: each set with a fault, and sound ones. */
import type { Severity } from '../src/core/finding.ts';
import type { GgufModel, ModelValue } from '../src/gguf/model.ts';
import { writeGguf } from '../src/gguf/write.ts';
import { ARCHITECTURE, ggufBytes, tensor, text } from './ggufBytes.ts';
import { gated } from './smokeCases.ts';

type Pair = readonly [key: string, value: ModelValue];

const u16 = (value: number): ModelValue => ({ type: 'u16', value });
const u32 = (value: number): ModelValue => ({ type: 'u32', value });
const i32 = (value: number): ModelValue => ({ type: 'i32', value });

export interface ShardSet {
  readonly rule: string;
  readonly name: string;
  readonly comment: string;
  /** Of the folder, with the rule that fires on each file and how; `rule`, an error, unless it says otherwise. */
  readonly files: readonly { readonly name: string; readonly bytes: Uint8Array; readonly rule?: string; readonly severity?: Severity }[];
}

interface ShardNumbers {
  readonly no: number;
  readonly count?: ModelValue;
  readonly tensorCount?: number;
  readonly tensors?: GgufModel['tensors'];
  readonly architecture?: readonly Pair[];
}

function shard({ no, count = u16(2), tensorCount = 2, tensors = [tensor(no === 0 ? 'a' : 'b')], architecture = [ARCHITECTURE as Pair] }: ShardNumbers): Uint8Array {
  const metadata: readonly Pair[] = [
    ['split.no', u16(no)],
    ['split.count', count],
    ['split.tensors.count', i32(tensorCount)],
  ];
  return ggufBytes({ metadata: [...architecture, ...metadata], tensors });
}

const FIRST = 'model-00001-of-00002.gguf';
const SECOND = 'model-00002-of-00002.gguf';
const two = (first: Uint8Array, second: Uint8Array): ShardSet['files'] => [
  { name: FIRST, bytes: first },
  { name: SECOND, bytes: second },
];

/** A whole model in two shards. */
function inShards({ metadata, tensors }: GgufModel): ShardSet['files'] {
  const numbers = (no: number): readonly Pair[] => [
    ['split.no', u16(no)],
    ['split.count', u16(2)],
    ['split.tensors.count', i32(tensors.length)],
  ];
  const middle = tensors.length >> 1;
  return two(
    writeGguf({ metadata: [...metadata, ...numbers(0)], tensors: tensors.slice(0, middle) }),
    writeGguf({ metadata: numbers(1), tensors: tensors.slice(middle) }),
  );
}

const contextOf = (n: number): readonly Pair[] => [ARCHITECTURE as Pair, ['llama.context_length', u32(n)]];

/** By folder. A later shard needs no architecture: splitters write it to the first. */
export const SOUND_SHARDS: Readonly<Record<string, ShardSet['files']>> = {
  shards: two(shard({ no: 0 }), shard({ no: 1, architecture: [] })),
  'shards-whole': inShards(gated(5)),
};

export const SHARD_SETS: readonly ShardSet[] = [
  { rule: 'shard/missing', name: 'second', comment: 'the first of two, alone', files: [{ name: FIRST, bytes: shard({ no: 0 }) }] },
  { rule: 'shard/file-name', name: 'no numbers', comment: 'one of two by its keys, and not by its name', files: [{ name: 'model.gguf', bytes: shard({ no: 0 }) }] },
  { rule: 'shard/file-name', name: 'beyond the count', comment: 'the third of two', files: [{ name: 'model-00003-of-00002.gguf', bytes: shard({ no: 0 }) }] },
  { rule: 'shard/inconsistent', name: 'number', comment: 'both say that they are the first', files: two(shard({ no: 0 }), shard({ no: 0, tensors: [tensor('b')] })) },
  { rule: 'shard/inconsistent', name: 'count', comment: 'one of two that says three', files: two(shard({ no: 0, count: u16(3) }), shard({ no: 1 })) },
  { rule: 'shard/inconsistent', name: 'type', comment: 'a u32 where readers take a u16', files: two(shard({ no: 0, count: u32(2) }), shard({ no: 1 })) },
  { rule: 'shard/inconsistent', name: 'architecture', comment: 'a later shard of another model', files: two(shard({ no: 0 }), shard({ no: 1, architecture: [['general.architecture', text('other')]] })) },
  { rule: 'shard/tensor-count', name: 'more', comment: 'a tensor that is in no shard', files: two(shard({ no: 0, tensorCount: 3 }), shard({ no: 1, tensorCount: 3 })) },
  { rule: 'shard/duplicate-tensor', name: 'twice', comment: 'a tensor in both', files: two(shard({ no: 0 }), shard({ no: 1, tensors: [tensor('a')] })) },
  {
    rule: 'shard/unreadable',
    name: 'cut short',
    comment: 'a sound first shard beside one that ends in its tensor data',
    files: [
      { name: FIRST, bytes: shard({ no: 0 }) },
      { name: SECOND, bytes: shard({ no: 1 }).slice(0, -8), rule: 'gguf/tensor-data-truncated' },
    ],
  },
  {
    rule: 'shard/key-ignored',
    name: 'context',
    comment: 'a later shard with another context length than the first',
    files: two(shard({ no: 0, architecture: contextOf(64) }), shard({ no: 1, architecture: contextOf(128) })).map((file) => ({ ...file, severity: 'warning' })),
  },
  {
    rule: 'numbers/smoke-non-finite',
    name: 'shards',
    comment: 'a model in shards that does not answer in numbers',
    files: inShards(gated(5e4)).map((file, no) => (no === 0 ? file : { ...file, rule: 'shard/not-judged', severity: 'warning' })),
  },
];
