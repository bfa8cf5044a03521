import type { Finding } from '../core/finding.ts';
import { quoted } from '../core/printable.ts';
import { getBool, getNumbers, getString, getStrings, getUint, type Metadata } from '../gguf/metadata.ts';

/** Token types of GGUF (`tokenizer.ggml.token_type`). */
export const TOKEN_TYPE = { normal: 1, unknown: 2, control: 3, userDefined: 4, unused: 5, byte: 6 } as const;

/** What a file says of its vocabulary, checked for the consistency that the tokenizers rely on. */
export interface Vocabulary {
  /** `gpt2`, `llama`, `bert`, `t5`, … */
  readonly model: string;
  /** Null when the file names none. */
  readonly pre: string | null;
  readonly tokens: readonly string[];
  /** One of {@link TOKEN_TYPE} for each token. */
  readonly types: ArrayLike<number>;
  readonly merges: readonly string[];
  readonly bos: number | null;
  readonly eos: number | null;
  readonly addBos: boolean;
  readonly addEos: boolean;
  /** Tokens that end a generation: `eos`, `eot`, and those known by their text. */
  readonly endOfGeneration: ReadonlySet<number>;
}

export interface VocabularyResult {
  /** Null when the file has none or when a finding is an error. */
  readonly vocabulary: Vocabulary | null;
  readonly findings: readonly Finding[];
}

/** Texts that end a turn in the chat formats in use; a file does not always name them by key. */
const END_TEXTS: ReadonlySet<string> = new Set([
  '<|endoftext|>',
  '<|im_end|>',
  '<|eot_id|>',
  '<|end|>',
  '<end_of_turn>',
  '<|endofturn|>',
  '<EOT>',
  '_<EOT>',
]);

const PREFIX = 'tokenizer.ggml.';

/** What a file says that has no vocabulary on purpose: token ids come from elsewhere. */
const NO_VOCABULARY: ReadonlySet<string> = new Set(['no_vocab', 'none']);

export function readVocabulary(metadata: Metadata): VocabularyResult {
  const model = getString(metadata, `${PREFIX}model`);
  if (model === undefined || NO_VOCABULARY.has(model)) return { vocabulary: null, findings: [] };
  const tokens = getStrings(metadata, `${PREFIX}tokens`) ?? [];
  const types = getNumbers(metadata, `${PREFIX}token_type`) ?? Float64Array.from(tokens, () => TOKEN_TYPE.normal);
  const findings = [...checkLengths(tokens, types), ...checkSpecialIds(metadata, tokens.length)];
  if (findings.length > 0) return { vocabulary: null, findings };
  const id = (name: string): number | null => getUint(metadata, `${PREFIX}${name}_token_id`) ?? null;
  const vocabulary: Vocabulary = {
    model,
    pre: getString(metadata, `${PREFIX}pre`) ?? null,
    tokens,
    types,
    merges: getStrings(metadata, `${PREFIX}merges`) ?? [],
    bos: id('bos'),
    eos: id('eos'),
    addBos: getBool(metadata, `${PREFIX}add_bos_token`) ?? false,
    addEos: getBool(metadata, `${PREFIX}add_eos_token`) ?? false,
    endOfGeneration: endOfGeneration(tokens, types, [id('eos'), id('eot'), id('eom')]),
  };
  return { vocabulary, findings };
}

function endOfGeneration(
  tokens: readonly string[],
  types: ArrayLike<number>,
  named: readonly (number | null)[],
): ReadonlySet<number> {
  const ids = new Set(named.filter((id) => id !== null));
  tokens.forEach((token, id) => {
    if (types[id] === TOKEN_TYPE.control && END_TEXTS.has(token)) ids.add(id);
  });
  return ids;
}

function checkLengths(tokens: readonly string[], types: ArrayLike<number>): readonly Finding[] {
  const path = `metadata["${PREFIX}tokens"]`;
  if (tokens.length === 0) {
    const message = 'expected a list of tokens beside tokenizer.ggml.model, found none';
    return [{ rule: 'text/no-tokens', severity: 'error', message, path }];
  }
  if (types.length === tokens.length) return [];
  const message = `expected a type for each of ${String(tokens.length)} tokens, found ${String(types.length)}`;
  return [{ rule: 'text/token-types-length', severity: 'error', message, path, cwe: 'CWE-125' }];
}

const SPECIAL_IDS = ['bos', 'eos', 'eot', 'eom', 'unknown', 'separator', 'padding', 'mask'];

function checkSpecialIds(metadata: Metadata, nTokens: number): readonly Finding[] {
  return SPECIAL_IDS.flatMap((name) => {
    const key = `${PREFIX}${name}_token_id`;
    if (!metadata.has(key)) return [];
    const id = getUint(metadata, key);
    if (id !== undefined && id < nTokens) return [];
    const found = id === undefined ? `a value of type ${metadata.get(key)?.type ?? '?'}` : String(id);
    const message = `${key}: expected a token id below ${String(nTokens)}, found ${found}`;
    return [{ rule: 'text/special-id', severity: 'error', message, path: `metadata[${quoted(key)}]`, cwe: 'CWE-129' }];
  });
}
