/**
 * Files of about as many bytes as one asks for, made to cost as much as can be: for each surface, of every kind that some reader takes
 * more than linear time or memory for.
 */
import { ggufBytes, ggufWith, strings, tensor, text } from '../../corpus/ggufBytes.ts';
import { numbers, u32, vocabulary, type Pair } from '../../corpus/vocabularies.ts';
import type { Surface } from '../../src/core/coverage.ts';
import type { ModelValue } from '../../src/gguf/model.ts';
import { tensorType } from '../../src/gguf/tensorTypes.ts';
import { COST_SUBJECTS } from './costSubjects.ts';
import { COSTLY_TEMPLATES } from './costlyTemplates.ts';
import { filled, many } from './filled.ts';

type CostlyFile = (bytes: number) => Uint8Array;
type Kinds = Readonly<Record<string, CostlyFile>>;

/** The generators of the parser's own test, which count entries of `size` bytes. */
const entries =
  (name: string, size: number): CostlyFile =>
  (bytes) =>
    (COST_SUBJECTS[name] as CostlyFile)(Math.floor(bytes / size));

const CONTAINER: Kinds = {
  keys: entries('keys', 19),
  'nested arrays': entries('arrays in an array', 12),
  'depth of nesting': entries('the depth of nesting', 12),
  'numeric array': entries('elements of a numeric array', 4),
  'strings of an array': entries('elements of an array of strings', 14),
  'one string': entries('bytes of a string', 1),
  tensors: entries('tensors', 70),
  'tensors, each with padding': entries('tensors, each with padding', 70),
  'tensors in one place': (bytes) =>
    ggufBytes({ tensors: many(bytes / 50, (i) => tensor(`t${String(i)}`, { offset: 0 })) }),
  'tensors in reverse order': entries('tensors out of order', 70),
};

const odd = (i: number): string => `\u202ex\u200b\u0301${String(i)}ｋ`;

const KEYS: Kinds = {
  'names that nobody sees': (bytes) =>
    ggufWith(...many(bytes / 30, (i): Pair => [`general.${odd(i)}`, { type: 'u8', value: 1 }])),
  'names that look alike': (bytes) =>
    ggufWith(...many(bytes / 40, (i): Pair => [`generаl.${i.toString(2)}`, { type: 'u8', value: 1 }])),
  'a text of controls': (bytes) => ggufWith(['general.description', text('\u202e\u0007\u200b\n::'.repeat(bytes / 12))]),
  'a text of emoji joined': (bytes) => ggufWith(['general.description', text('👩\u200d'.repeat(bytes / 7))]),
  'a text of combining marks': (bytes) => ggufWith(['general.name', text(`a${'\u0301'.repeat(bytes / 2)}`)]),
  'tags of controls': (bytes) => ggufWith(['general.tags', strings(...many(bytes / 24, odd))]),
  'layers without tensors': (bytes) => model(bytes, { block_count: u32(4_294_967_295) }),
  'a number for each layer': (bytes) =>
    model(0, {
      block_count: u32(Math.floor(bytes / 4)),
      'attention.head_count': numbers(
        'i32',
        many(bytes / 4, (i) => i % 7),
      ),
    }),
  'sampling of numbers': (bytes) =>
    ggufWith(...many(bytes / 60, (i): Pair => [`general.sampling.${String(i)}`, { type: 'f32', value: NaN }])),
};

function model(bytes: number, more: Readonly<Record<string, ModelValue>>): Uint8Array {
  return ggufBytes({
    metadata: [
      ['general.architecture', text('llama')],
      ['llama.context_length', u32(4_294_967_295)],
      ['llama.embedding_length', u32(4_294_967_040)],
      ['llama.attention.head_count', u32(4_294_967_295)],
      ...Object.entries(more).map(([name, value]): Pair => [`llama.${name}`, value]),
    ].filter(([key], i, all) => all.findLastIndex(([other]) => other === key) === i) as Pair[],
    tensors: many(bytes / 80, (i) => tensor(`blk.${String(i)}.attn_q.weight`)),
  });
}

const TENSORS: Kinds = {
  'of layers that there are not': (bytes) => model(bytes, { block_count: u32(1) }),
  'of as many layers as there are': (bytes) => model(bytes, { block_count: u32(Math.floor(bytes / 80)) }),
  'of experts': (bytes) =>
    ggufBytes({
      metadata: [
        ['general.architecture', text('llama')],
        ['llama.block_count', u32(1)],
        ['llama.expert_count', u32(4_294_967_295)],
        ['llama.expert_used_count', u32(2)],
      ],
      tensors: many(bytes / 90, (i) => tensor(`blk.0.ffn_up.${String(i)}.weight`)),
    }),
  'of a projector': (bytes) =>
    ggufBytes({
      metadata: [
        ['general.architecture', text('clip')],
        ['clip.has_vision_encoder', { type: 'bool', value: true }],
        ['clip.vision.block_count', u32(4_294_967_295)],
        ['clip.vision.image_size', u32(4_294_967_295)],
        ['clip.vision.patch_size', u32(1)],
        ['clip.projector_type', text('mlp')],
      ],
      tensors: many(bytes / 90, (i) => tensor(`v.blk.${String(i)}.attn_q.weight`)),
    }),
  'of an adapter': (bytes) =>
    ggufBytes({
      metadata: [
        ['general.architecture', text('llama')],
        ['general.type', text('adapter')],
        ['adapter.type', text('lora')],
      ],
      tensors: many(bytes / 180, (i) => ['a', 'b'].map((part) => tensor(`blk.${String(i)}.w.lora_${part}`))).flat(),
    }),
  'of a control vector': (bytes) =>
    ggufBytes({
      metadata: [['general.architecture', text('controlvector')]],
      tensors: many(bytes / 80, (i) => tensor(`direction.${String(i + 1)}`)),
    }),
};

const TOKENIZER: Kinds = {
  ...Object.fromEntries(
    ['llama', 'gpt2', 't5', 'bert', 'rwkv'].flatMap((kind): [string, CostlyFile][] => [
      [
        `${kind}: tokens`,
        (bytes) =>
          words(
            kind,
            many(bytes / 24, (i) => `token${i.toString(36)}`),
          ),
      ],
      [
        `${kind}: one token again and again`,
        (bytes) =>
          words(
            kind,
            many(bytes / 20, () => 'same'),
          ),
      ],
      [
        `${kind}: tokens that begin alike`,
        (bytes) =>
          words(
            kind,
            many(bytes / 220, (i) => `${'a'.repeat(200)}${String(i)}`),
          ),
      ],
      [
        `${kind}: ever longer tokens`,
        (bytes) =>
          words(
            kind,
            many(Math.sqrt(2 * bytes), (i) => 'a'.repeat(i + 1)),
          ),
      ],
      [`${kind}: one long token`, (bytes) => words(kind, ['a'.repeat(bytes)])],
      [
        `${kind}: control tokens`,
        (bytes) =>
          words(
            kind,
            many(bytes / 28, (i) => `<|${String(i)}|>`),
            3,
          ),
      ],
      [
        `${kind}: tokens of users`,
        (bytes) =>
          words(
            kind,
            many(bytes / 28, (i) => `<|${String(i)}|>`),
            4,
          ),
      ],
      [
        `${kind}: byte tokens`,
        (bytes) =>
          words(
            kind,
            many(bytes / 22, (i) => `<0x${(i % 256).toString(16)}>`),
            6,
          ),
      ],
      [
        `${kind}: tokens that nobody sees`,
        (bytes) =>
          words(
            kind,
            many(bytes / 34, (i) => `\u200b\u202e${String(i)}`),
            3,
          ),
      ],
      [
        `${kind}: tokens that are no text`,
        (bytes) =>
          words(
            kind,
            many(bytes / 24, (i) => Uint8Array.of(255, i, i >> 8, i >> 16)),
          ),
      ],
    ]),
  ),
  'gpt2: merges of tokens that there are not': (bytes) => merges(bytes / 16, (i) => `x${String(i)} y`),
  'gpt2: one merge again and again': (bytes) => merges(bytes / 12, () => 'a a'),
  'gpt2: merges that lead to each other': (bytes) => merges(bytes / 16, (i) => `t${String(i)} t${String(i + 1)}`),
  'gpt2: long merges': (bytes) => merges(bytes / 4100, (i) => `${'a'.repeat(4000)}${String(i)} a`),
  'gpt2: a merge of spaces': (bytes) => merges(1, () => ' '.repeat(bytes)),
  't5: a character map of zeros': (bytes) => charsmap(new Uint8Array(bytes)),
  't5: a character map of ones': (bytes) => charsmap(new Uint8Array(bytes).fill(255)),
  't5: a character map that leads to itself': (bytes) => charsmap(new Uint8Array(bytes).map((_, i) => (i * 37) & 255)),
  'suppressed tokens': (bytes) =>
    ggufWith(
      ...vocabulary('gpt2', [['a']], {
        suppress_tokens: numbers(
          'i32',
          many(bytes / 4, (i) => -i),
        ),
      }),
    ),
};

function words(kind: string, tokens: readonly (string | Uint8Array)[], type = 1): Uint8Array {
  return ggufWith(
    ...vocabulary(
      kind,
      tokens.map((token) => [token, type]),
    ),
  );
}

function merges(count: number, of: (i: number) => string): Uint8Array {
  return ggufWith(...vocabulary('gpt2', [['a'], ['aa']], { pre: text('gpt-2'), merges: strings(...many(count, of)) }));
}

function charsmap(bytes: Uint8Array): Uint8Array {
  const sized = Buffer.from(bytes);
  if (sized.length > 8) sized.writeUInt32LE((sized.length - 8) & ~1023, 0);
  return ggufWith(...vocabulary('t5', [['a']], { precompiled_charsmap: numbers('u8', sized) }));
}

const bad =
  (type: string, blockBytes: number): CostlyFile =>
  (bytes) => {
    const blocks = Math.max(1, Math.floor(bytes / blockBytes));
    const { blockSize } = tensorType(type);
    const data = new Uint8Array(blocks * blockBytes).fill(255);
    return ggufBytes({ tensors: [{ name: 't', dims: [blocks * blockSize], type: tensorType(type), data }] });
  };

const NUMBERS: Kinds = {
  'F32 that are no numbers': bad('F32', 4),
  'F16 that are no numbers': bad('F16', 2),
  'Q8_0 of absurd scales': bad('Q8_0', 34),
  'Q4_K of absurd scales': bad('Q4_K', 144),
  'IQ1_M of absurd scales': bad('IQ1_M', 56),
  'many small tensors of no numbers': (bytes) =>
    ggufBytes({ tensors: many(bytes / 90, (i) => tensor(`t${String(i)}`, { data: new Uint8Array(32).fill(255) })) }),
};

const HEADERS = [
  'PK\u0003\u0004',
  '\u007fELF',
  'MZ',
  '\u0080\u0002}q',
  '\u0080\u0004\u0095',
  'GGUF',
  '\u001f\u008b\u0008',
  '7z\u00bc\u00af',
];
const headers = (bytes: number, gap: number): Uint8Array =>
  Buffer.from(
    filled(bytes, (i) => `${'\0'.repeat(gap)}${HEADERS[i % HEADERS.length] ?? ''}`),
    'latin1',
  );

const HIDDEN: Kinds = {
  'headers behind the last tensor': (bytes) => Buffer.concat([ggufBytes(), headers(bytes, 8)]),
  'headers without a gap': (bytes) => Buffer.concat([ggufBytes(), headers(bytes, 0)]),
  'headers in a list': (bytes) => ggufWith(['x', numbers('u8', headers(bytes, 8))]),
  'headers in strings': (bytes) =>
    ggufWith(['x', strings(...many(bytes / 16, (i) => HEADERS[i % HEADERS.length] ?? ''))]),
  'pickles that go on': (bytes) =>
    Buffer.concat([ggufBytes(), Buffer.from('\0\u0080\u0002('.repeat(bytes / 4), 'latin1')]),
  'a pickle of marks': (bytes) =>
    Buffer.concat([ggufBytes(), Buffer.from(`\0\u0080\u0002${'('.repeat(bytes)}`, 'latin1')]),
};

const SHARDS: Kinds = {
  'a count of shards': (bytes) =>
    ggufBytes({
      metadata: [
        ['general.architecture', text('llama')],
        ['split.count', { type: 'u16', value: 65_535 }],
        ['split.no', { type: 'u16', value: 0 }],
      ],
      tensors: many(bytes / 80, (i) => tensor(`blk.${String(i)}.w`)),
    }),
};

export const COSTLY: Partial<Readonly<Record<Surface, Kinds>>> = {
  container: CONTAINER,
  keys: KEYS,
  tensors: TENSORS,
  numbers: NUMBERS,
  tokenizer: TOKENIZER,
  template: COSTLY_TEMPLATES,
  hidden: HIDDEN,
  shards: SHARDS,
};
