import type { Finding } from '../core/finding.ts';
import type { Metadata } from '../gguf/metadata.ts';
import { Bpe } from './bpe.ts';
import { bytesOfPiece } from './byteLevel.ts';
import type { Encoder } from './encoder.ts';
import { Rwkv } from './rwkv.ts';
import { unescapeToken } from './rwkvEscapes.ts';
import { unescapeSpaces } from './spaces.ts';
import { SpecialTokens } from './specialTokens.ts';
import { Spm } from './spm.ts';
import { byteOfToken } from './tokenChecks.ts';
import type { Algorithm } from './tokenizerModels.ts';
import { TOKEN_TYPE } from './tokenType.ts';
import { Ugm } from './ugm.ts';
import { readVocabulary, type Vocabulary } from './vocabulary.ts';
import { Wpm } from './wpm.ts';

interface EncodeOptions {
  /** Adds the tokens that the file wants at the beginning and at the end. */
  readonly addSpecial: boolean;
  /** Reads `<|im_start|>` and the like in the text as tokens. False for text that is not trusted. */
  readonly parseSpecial: boolean;
}

export interface Tokenizer {
  readonly vocabulary: Vocabulary;
  /** Lone surrogates count as U+FFFD. Linear in the text, but for a logarithm in the length of its longest piece. */
  encode(text: string, options: EncodeOptions): number[];
  /** The bytes of one token; control tokens have none unless `special`. Any 8-bit bytes: decode streams with StreamDecoder. */
  bytesOf(id: number, special?: boolean): Uint8Array;
  /** A whole text of ids, without its control tokens and without the space that {@link encode} put before it. */
  decode(ids: Iterable<number>): string;
}

export interface TokenizerResult {
  readonly tokenizer: Tokenizer | null;
  readonly findings: readonly Finding[];
  /** What the vocabulary needs and nothing here has: `tokenizer model "plamo2"`. */
  readonly unsupported: readonly string[];
}

/**
 * The tokenizer that a file describes. Never throws on what a file says. Its tables are built when the first text is encoded:
 * a file that is only checked does not pay for them.
 */
export function openTokenizer(metadata: Metadata): TokenizerResult {
  const { vocabulary, findings, unsupported } = readVocabulary(metadata);
  return { tokenizer: vocabulary && new VocabularyTokenizer(vocabulary), findings, unsupported };
}

const ENCODERS: Readonly<Record<Algorithm, (vocabulary: Vocabulary) => Encoder>> = {
  bpe: (vocabulary) => new Bpe(vocabulary),
  spm: (vocabulary) => new Spm(vocabulary),
  wpm: (vocabulary) => new Wpm(vocabulary),
  ugm: (vocabulary) => new Ugm(vocabulary),
  rwkv: (vocabulary) => new Rwkv(vocabulary),
};

const NOTHING = new Uint8Array(0);
const SPACE = 0x20;

class VocabularyTokenizer implements Tokenizer {
  readonly vocabulary: Vocabulary;
  #encoder: Encoder | undefined;
  #specials: SpecialTokens | undefined;

  constructor(vocabulary: Vocabulary) {
    this.vocabulary = vocabulary;
  }

  encode(text: string, { addSpecial, parseSpecial }: EncodeOptions): number[] {
    this.#encoder ??= ENCODERS[this.vocabulary.algorithm](this.vocabulary);
    this.#specials ??= new SpecialTokens(this.vocabulary);
    const { before, after } = addSpecial ? endsOf(this.vocabulary) : { before: null, after: null };
    const ids = before === null ? [] : [before];
    let afterSpecial = true;
    for (const fragment of this.#specials.cut(Buffer.from(text), parseSpecial)) {
      if (typeof fragment === 'number') ids.push(fragment);
      else this.#encoder.encode(fragment, afterSpecial, ids);
      afterSpecial = typeof fragment === 'number';
    }
    if (after !== null) ids.push(after);
    return ids;
  }

  bytesOf(id: number, special = false): Uint8Array {
    const bytes = this.vocabulary.table.bytesOf(id);
    switch (this.vocabulary.types[id]) {
      case TOKEN_TYPE.control:
      case TOKEN_TYPE.unknown:
        return special ? bytes : NOTHING;
      case TOKEN_TYPE.userDefined:
        return bytes;
      case TOKEN_TYPE.byte:
        return Uint8Array.of(byteOfToken(bytes) ?? 0);
      case TOKEN_TYPE.normal:
        return textOf(bytes, this.vocabulary);
      case undefined:
      default:
        return NOTHING;
    }
  }

  decode(ids: Iterable<number>): string {
    const bytes = Buffer.concat(Array.from(ids, (id) => this.bytesOf(id)));
    const isPrefixed = this.vocabulary.addSpacePrefix && bytes[0] === SPACE;
    return bytes.toString('utf8', isPrefixed ? 1 : 0);
  }
}

/** BERT's tokens stand around every text, whatever the file says; RWKV has none. */
function endsOf({ algorithm, bos, eos, separator, addBos, addEos }: Vocabulary): {
  readonly before: number | null;
  readonly after: number | null;
} {
  if (algorithm === 'wpm') return { before: bos, after: separator };
  if (algorithm === 'rwkv') return { before: null, after: null };
  return { before: addBos ? bos : null, after: addEos ? eos : null };
}

/** What a normal token stands for. */
function textOf(bytes: Uint8Array, { algorithm, preTokenizer }: Vocabulary): Uint8Array {
  if (algorithm === 'rwkv') return unescapeToken(bytes);
  if (algorithm !== 'bpe' || preTokenizer.spelling === 'utf-8') return unescapeSpaces(bytes);
  return bytesOfPiece(Buffer.from(bytes).toString('utf8'));
}
