import type { Finding } from '../core/finding.ts';
import { quoted } from '../core/printable.ts';
import { getArray, getBool, getString, type Metadata } from '../gguf/metadata.ts';
import type { GgufStringArray } from '../gguf/types.ts';
import { checkBytes, checkTypedBytes } from './byteChecks.ts';
import { openCharsmap, type Charsmap } from './charsmap.ts';
import { checkControlTokens, checkTerminalTokens, spellingOf } from './controlTokens.ts';
import { checkMerges } from './mergeChecks.ts';
import { PRE_TOKENIZERS, type PreTokenizer } from './preTokenizerTable.ts';
import {
  checkEnds,
  checkNeeded,
  checkSpecialKeys,
  namedId,
  NO_IDS,
  checkType,
  specialIds,
  type TokenKinds,
} from './specialIds.ts';
import { correctTypes } from './specialTexts.ts';
import { checkFamily, stripping, type Stripping } from './stripping.ts';
import { checkSuppressed } from './suppressedTokens.ts';
import { checkTemplateMarkers } from './templateMarkers.ts';
import { checkScores, checkTokens, numbersOfTokens } from './tokenChecks.ts';
import {
  NO_VOCABULARY,
  TOKENIZER_MODELS,
  UNDESCRIBED_MODELS,
  type Algorithm,
  type TokenizerModel,
} from './tokenizerModels.ts';
import { TextFindings } from './textFindings.ts';
import { TokenTable } from './tokenTable.ts';
import { TOKEN_TYPE } from './tokenType.ts';

/** A list of byte strings, read where it lies. */
type ByteStrings = Pick<GgufStringArray, 'length' | 'bytesAt'>;

const NO_STRINGS: ByteStrings = { length: 0, bytesAt: () => new Uint8Array(0) };

/** What a file says of its vocabulary, checked for everything that the tokenizers rely on. */
export interface Vocabulary extends Stripping {
  /** `gpt2`, `llama`, `bert`, `t5`, … */
  readonly model: string;
  readonly algorithm: Algorithm;
  /** Null when the file names none. */
  readonly pre: string | null;
  readonly preTokenizer: PreTokenizer;
  /** Decoded when first asked for. */
  readonly tokens: readonly string[];
  readonly table: TokenTable;
  /** One of {@link TOKEN_TYPE} for each token; where the text of a token says otherwise than the file, what the text says. */
  readonly types: ArrayLike<number>;
  /** The types as they are in the file. */
  readonly fileTypes: ArrayLike<number>;
  /** 0 for each token where the file has none. */
  readonly scores: ArrayLike<number>;
  /** In order of rank. */
  readonly merges: ByteStrings;
  readonly charsmap: Charsmap | null;
  readonly bos: number | null;
  readonly eos: number | null;
  readonly unknown: number | null;
  readonly separator: number | null;
  readonly addBos: boolean;
  readonly addEos: boolean;
  /** Text begins with a space, after a special token too. */
  readonly addSpacePrefix: boolean;
  /** Runs of spaces become one (UGM). */
  readonly removeExtraSpaces: boolean;
  /** BERT's normaliser (WPM). */
  readonly lowerCase: boolean;
  readonly stripAccents: boolean;
  /** Tokens that end a generation: `eos`, `eot`, and those known by their text. */
  readonly endOfGeneration: ReadonlySet<number>;
}

export interface VocabularyResult {
  /** Null when the file has none, when a finding is an error, and when the model is not described. */
  readonly vocabulary: Vocabulary | null;
  readonly findings: readonly Finding[];
  /** What the vocabulary needs and nothing here has. */
  readonly unsupported: readonly string[];
}

const PREFIX = 'tokenizer.ggml.';
const KEYS = {
  model: `${PREFIX}model`,
  pre: `${PREFIX}pre`,
  tokens: `${PREFIX}tokens`,
  types: `${PREFIX}token_type`,
  scores: `${PREFIX}scores`,
  merges: `${PREFIX}merges`,
  charsmap: `${PREFIX}precompiled_charsmap`,
} as const;

export function readVocabulary(metadata: Metadata): VocabularyResult {
  const findings = new TextFindings();
  checkType(metadata, KEYS.model, 'string', findings);
  const model = getString(metadata, KEYS.model);
  if (model === undefined || NO_VOCABULARY.has(model))
    return { vocabulary: null, findings: findings.findings(), unsupported: ['a file without a tokenizer'] };
  const vocabulary = read(metadata, model, findings);
  const isUndescribed = !findings.hasError && vocabulary === null;
  return {
    vocabulary: findings.hasError ? null : vocabulary,
    findings: findings.findings(),
    unsupported: isUndescribed ? [`tokenizer model ${quoted(model)}`] : [],
  };
}

function read(metadata: Metadata, model: string, findings: TextFindings): Vocabulary | null {
  const strings = stringsOf(metadata, KEYS.tokens);
  if (!strings || strings.length === 0) {
    findings.reportKey(
      'text/no-tokens',
      KEYS.tokens,
      () => 'expected a list of tokens beside tokenizer.ggml.model, found none',
    );
    return null;
  }
  const table = tableOf(strings);
  const fileTypes = typesOf(metadata, table.size, findings);
  const spec = TOKENIZER_MODELS.get(model);
  const lists = { table, types: fileTypes, key: KEYS.tokens, typesKey: KEYS.types, algorithm: spec?.algorithm };
  checkTokens(lists, findings);
  checkFamily(metadata, table, findings);
  const scores = scoresOf(metadata, table.size, findings);
  checkSpecialKeys(metadata, table.size, findings);
  const charsmap = charsmapOf(metadata, findings);
  if (!spec) {
    checkUndescribed(metadata, model, table, { types: fileTypes, findings });
    return null;
  }
  const pre = spec.pre ?? getString(metadata, KEYS.pre) ?? null;
  const preTokenizer = preTokenizerOf(spec, pre, findings);
  checkBytes(table, spec.algorithm, preTokenizer, findings, KEYS.tokens);
  const merges = spec.algorithm === 'bpe' ? mergesOf(metadata, pre, { table, types: fileTypes }, findings) : NO_STRINGS;
  const flags = flagsOf(metadata, spec, preTokenizer);
  const ids = specialIds(metadata, spec, preTokenizer.noDefaultBos === true, table.size);
  const special = correctTypes(table, fileTypes, (name) =>
    name === 'eos' ? ids.eos : tokenNamed(metadata, name, table),
  );
  checkNeeded(spec, ids, flags, findings);
  checkEnds(metadata, ids, { table, types: special.types }, { findings, isRwkv: spec.algorithm === 'rwkv' });
  checkControlTokens(table, special.types, findings, KEYS.tokens);
  const spelling = spellingOf(spec.algorithm, preTokenizer.spelling !== 'utf-8');
  checkTerminalTokens({ table, types: special.types }, spelling, findings, KEYS.tokens);
  checkSuppressed(metadata, table.size, special.endOfGeneration, findings);
  checkTemplateMarkers(metadata, table, special.types, findings);
  if (findings.hasError) return null;
  const tokens = lazily(() => strings.toStrings());
  return {
    model,
    pre,
    table,
    fileTypes,
    scores,
    merges,
    charsmap,
    preTokenizer,
    algorithm: spec.algorithm,
    get tokens(): readonly string[] {
      return tokens();
    },
    ...flags,
    ...ids,
    ...special,
    ...stripping(metadata, table, special.types),
  };
}

function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

function stringsOf(metadata: Metadata, key: string): GgufStringArray | undefined {
  const array = getArray(metadata, key);
  return array?.elementType === 'string' ? array : undefined;
}

function tableOf(strings: GgufStringArray): TokenTable {
  const table = new TokenTable();
  table.appendAll(strings);
  return table;
}

function typesOf(metadata: Metadata, nTokens: number, findings: TextFindings): ArrayLike<number> {
  const rules = { type: 'text/token-types-type', length: 'text/token-types-length' } as const;
  const spec = { key: KEYS.types, nTokens, types: ['i32'], rules };
  return numbersOfTokens(metadata, spec, findings) ?? new Uint8Array(nTokens).fill(TOKEN_TYPE.normal);
}

function scoresOf(metadata: Metadata, nTokens: number, findings: TextFindings): ArrayLike<number> {
  const rules = { type: 'text/scores-type', length: 'text/scores-length' } as const;
  const scores = numbersOfTokens(metadata, { key: KEYS.scores, nTokens, types: ['f32', 'i32'], rules }, findings);
  if (scores) checkScores(scores, findings, KEYS.scores);
  return scores ?? new Uint8Array(nTokens);
}

function charsmapOf(metadata: Metadata, findings: TextFindings): Charsmap | null {
  if (!metadata.has(KEYS.charsmap)) return null;
  const array = getArray(metadata, KEYS.charsmap);
  if ((array?.elementType === 'u8' || array?.elementType === 'i8') && 'toNumbers' in array)
    return openCharsmap(Uint8Array.from(array.toNumbers()), findings, KEYS.charsmap);
  const found = array
    ? `a list of ${array.elementType}`
    : `a value of type ${metadata.get(KEYS.charsmap)?.type ?? '?'}`;
  findings.reportKey('text/charsmap-type', KEYS.charsmap, () => `expected a list of bytes, found ${found}`);
  return null;
}

const NO_CUTS: PreTokenizer = { cuts: [] };

function preTokenizerOf({ algorithm }: TokenizerModel, pre: string | null, findings: TextFindings): PreTokenizer {
  if (algorithm !== 'bpe') return NO_CUTS;
  if (pre === null || pre === '') {
    const message = (): string => `expected the name of a pre-tokenizer, found none: taken for "default"`;
    findings.reportKey('text/pre-tokenizer-missing', KEYS.pre, message);
  }
  const known = PRE_TOKENIZERS.get(pre === null || pre === '' ? 'default' : pre);
  if (!known)
    findings.reportKey(
      'text/pre-tokenizer-unknown',
      KEYS.pre,
      () => `expected a pre-tokenizer that is described, found ${quoted(pre ?? '')}`,
    );
  return known ?? NO_CUTS;
}

/** Kimi's vocabularies have no merges: a piece is a token or falls to bytes. */
const WITHOUT_MERGES: ReadonlySet<string | null> = new Set(['kimi-k2']);

function mergesOf(metadata: Metadata, pre: string | null, tokens: TokenKinds, findings: TextFindings): ByteStrings {
  const merges = stringsOf(metadata, KEYS.merges);
  if (merges) checkMerges(merges, tokens, { findings, key: KEYS.merges, tokensKey: KEYS.tokens });
  else if (metadata.has(KEYS.merges) || !WITHOUT_MERGES.has(pre))
    findings.reportKey('text/no-merges', KEYS.merges, () => 'expected a list of merges, found none');
  return merges ?? NO_STRINGS;
}

/** What holds for every vocabulary of a reader that knows the name, and that nobody knows another one. */
function checkUndescribed(
  metadata: Metadata,
  model: string,
  table: TokenTable,
  { types, findings }: { readonly types: ArrayLike<number>; readonly findings: TextFindings },
): void {
  const spec = UNDESCRIBED_MODELS.get(model);
  const rule = spec === undefined ? 'text/tokenizer-unknown' : 'text/tokenizer-undescribed';
  findings.reportKey(rule, KEYS.model, () => `expected a tokenizer that is described, found ${quoted(model)}`);
  checkSuppressed(metadata, table.size, new Set(), findings);
  checkControlTokens(table, types, findings, KEYS.tokens);
  checkTerminalTokens({ table, types }, spellingOf('spm', false), findings, KEYS.tokens);
  checkTemplateMarkers(metadata, table, types, findings);
  if (model === 'plamo2') checkTypedBytes(table, types, findings, KEYS.tokens);
  if (!spec) {
    checkEnds(metadata, NO_IDS, { table, types }, { findings, isRwkv: false });
    return;
  }
  const pre = getString(metadata, KEYS.pre) ?? null;
  // The name of the model is one of a pre-tokenizer too, and both cut at spaces before anything else does.
  const preTokenizer = pre === model ? NO_CUTS : preTokenizerOf(spec, pre, findings);
  if (!stringsOf(metadata, KEYS.merges))
    findings.reportKey('text/no-merges', KEYS.merges, () => 'expected a list of merges, found none');
  const ids = specialIds(metadata, spec, preTokenizer.noDefaultBos === true, table.size);
  checkNeeded(spec, ids, flagsOf(metadata, spec, preTokenizer), findings);
  checkEnds(metadata, ids, { table, types }, { findings, isRwkv: false });
}

/** The id that a key names, where it is one. */
function tokenNamed(metadata: Metadata, name: string, table: TokenTable): number | null {
  const id = namedId(metadata, name);
  return id !== null && id < table.size ? id : null;
}

function flagsOf(
  metadata: Metadata,
  spec: TokenizerModel,
  { addBos, newlineTokens }: PreTokenizer,
): Pick<Vocabulary, 'addBos' | 'addEos' | 'addSpacePrefix' | 'removeExtraSpaces' | 'lowerCase' | 'stripAccents'> {
  const flag = (name: string, byDefault: boolean): boolean => getBool(metadata, `${PREFIX}${name}`) ?? byDefault;
  const lowerCase = flag('normalizer.lowercase', true);
  return {
    // Vocabularies of this family are useless without it, and some files say otherwise.
    addBos: newlineTokens ?? flag('add_bos_token', addBos ?? spec.addBos),
    addEos: flag('add_eos_token', spec.addEos),
    addSpacePrefix: flag('add_space_prefix', spec.addSpacePrefix),
    removeExtraSpaces: flag('remove_extra_whitespaces', false),
    lowerCase,
    stripAccents: flag('normalizer.strip_accents', lowerCase),
  };
}
