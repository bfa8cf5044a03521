import type { Finding } from '../core/finding.ts';
import { quoted } from '../core/printable.ts';
import type { Metadata } from '../gguf/metadata.ts';
import { Bpe } from './bpe.ts';
import { bytesOfPiece } from './byteLevel.ts';
import { PRE_TOKENIZERS, preTokenize, type PreTokenizer } from './preTokenizers.ts';
import { SpecialTokens } from './specialTokens.ts';
import { readVocabulary, TOKEN_TYPE, type Vocabulary } from './vocabulary.ts';

export interface EncodeOptions {
  /** Adds the beginning- and end-of-text tokens that the file asks for. */
  readonly addSpecial: boolean;
  /** Reads `<|im_start|>` and the like in the text as tokens. False for text that is not trusted. */
  readonly parseSpecial: boolean;
}

export interface Tokenizer {
  readonly vocabulary: Vocabulary;
  encode(text: string, options: EncodeOptions): number[];
  /** The bytes of one token; control tokens have none unless `special`. Any 8-bit bytes: decode streams with StreamDecoder. */
  bytesOf(id: number, special?: boolean): Uint8Array;
}

export interface TokenizerResult {
  readonly tokenizer: Tokenizer | null;
  readonly findings: readonly Finding[];
  /** What the vocabulary needs and nothing here has: `tokenizer model "t5"`. */
  readonly unsupported: readonly string[];
}

/** The tokenizer that a file describes. Never throws on what a file says. */
export function openTokenizer(metadata: Metadata): TokenizerResult {
  const { vocabulary, findings } = readVocabulary(metadata);
  if (!vocabulary)
    return { tokenizer: null, findings, unsupported: findings.length > 0 ? [] : ['a file without a tokenizer'] };
  if (vocabulary.model !== 'gpt2') {
    return { tokenizer: null, findings, unsupported: [`tokenizer model ${quoted(vocabulary.model)}`] };
  }
  const pre = PRE_TOKENIZERS.get(vocabulary.pre ?? 'gpt-2');
  if (!pre) return { tokenizer: null, findings, unsupported: [`pre-tokenizer ${quoted(vocabulary.pre ?? '')}`] };
  return { tokenizer: new BpeTokenizer(vocabulary, pre), findings, unsupported: [] };
}

class BpeTokenizer implements Tokenizer {
  readonly vocabulary: Vocabulary;
  readonly #pre: PreTokenizer;
  readonly #bpe: Bpe;
  readonly #specials: SpecialTokens;

  constructor(vocabulary: Vocabulary, pre: PreTokenizer) {
    this.vocabulary = vocabulary;
    this.#pre = pre;
    this.#bpe = new Bpe(vocabulary);
    this.#specials = new SpecialTokens(vocabulary);
  }

  encode(text: string, { addSpecial, parseSpecial }: EncodeOptions): number[] {
    const { bos, eos, addBos, addEos } = this.vocabulary;
    const ids: number[] = [];
    if (addSpecial && addBos && bos !== null) ids.push(bos);
    for (const fragment of this.#specials.cut(text, parseSpecial)) {
      if (typeof fragment === 'number') ids.push(fragment);
      else for (const piece of preTokenize(this.#pre, fragment)) this.#encodePiece(piece, ids);
    }
    if (addSpecial && addEos && eos !== null) ids.push(eos);
    return ids;
  }

  bytesOf(id: number, special = false): Uint8Array {
    const piece = this.vocabulary.tokens[id] ?? '';
    const type = this.vocabulary.types[id];
    if (type === TOKEN_TYPE.control || type === TOKEN_TYPE.unknown) {
      return special ? new TextEncoder().encode(piece) : new Uint8Array(0);
    }
    return type === TOKEN_TYPE.userDefined ? new TextEncoder().encode(piece) : bytesOfPiece(piece);
  }

  #encodePiece(piece: string, ids: number[]): void {
    const whole = this.#pre.ignoreMerges ? this.#bpe.tokenId(Bpe.spell(piece)) : undefined;
    if (whole === undefined) this.#bpe.encode(piece, ids);
    else ids.push(whole);
  }
}
