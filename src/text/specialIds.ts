/** The tokens that a file names by their ids: what the ids are, and what stands there. */
import { quoted } from '../core/printable.ts';
import { getUint, type Metadata } from '../gguf/metadata.ts';
import type { GgufValue } from '../gguf/types.ts';
import { isMarker } from './markerText.ts';
import type { TextFindings } from './textFindings.ts';
import type { TokenTable } from './tokenTable.ts';
import type { TokenizerModel } from './tokenizerModels.ts';
import { TOKEN_TYPE } from './tokenType.ts';

const PREFIX = 'tokenizer.ggml.';

/** Every key that names a token by its id; `seperator` is how files spell it. */
const SPECIAL_IDS =
  'bos eos eot eom unknown seperator separator padding cls mask fim_pre fim_suf fim_mid fim_pad fim_rep fim_sep prefix suffix middle'.split(
    ' ',
  );

/** Keys that readers take a truth value from. */
const FLAGS =
  'add_bos_token add_eos_token add_sep_token add_space_prefix remove_extra_whitespaces normalizer.lowercase normalizer.strip_accents'.split(
    ' ',
  );

/** Ids that end a generation: those of a hole in a text do too. */
const END_IDS = ['eos', 'eot', 'eom', 'fim_pad', 'fim_rep', 'fim_sep'];

/** Types and ranges of the keys that name special tokens, and of those that say where they are added. */
export function checkSpecialKeys(metadata: Metadata, nTokens: number, findings: TextFindings): void {
  for (const name of FLAGS) checkType(metadata, `${PREFIX}${name}`, 'bool', findings);
  checkType(metadata, `${PREFIX}pre`, 'string', findings);
  checkType(metadata, `${PREFIX}token_type_count`, 'u32', findings);
  for (const name of SPECIAL_IDS) {
    const key = keyOf(name);
    if (!checkType(metadata, key, 'u32', findings)) continue;
    const id = getUint(metadata, key) ?? 0;
    const message = (): string => `${key}: expected a token id below ${String(nTokens)}, found ${String(id)}`;
    if (id >= nTokens) findings.reportKey('text/special-id', key, message);
  }
}

/** True where the key is there and of that type. */
export function checkType(metadata: Metadata, key: string, type: GgufValue['type'], findings: TextFindings): boolean {
  const found = metadata.get(key)?.type;
  if (found === undefined || found === type) return found !== undefined;
  findings.reportKey(
    'text/key-type',
    key,
    () => `${key}: expected a value of type ${type}, found one of type ${found}`,
  );
  return false;
}

export interface SpecialIds {
  readonly bos: number | null;
  readonly eos: number | null;
  readonly unknown: number | null;
  readonly separator: number | null;
}

/** The ids in force: what the file says where that is a token, else the default where that is one, else none. */
export function specialIds(
  metadata: Metadata,
  spec: TokenizerModel,
  noDefaultBos: boolean,
  nTokens: number,
): SpecialIds {
  const id = (name: string, byDefault: number | null): number | null =>
    [namedId(metadata, name), byDefault].find((n) => n !== null && n < nTokens) ?? null;
  return {
    bos: id('bos', noDefaultBos ? null : spec.bos),
    eos: id('eos', spec.eos),
    unknown: id('unknown', spec.unknown),
    separator: id('seperator', spec.separator),
  };
}

/** The id that the file has for a name such as `eos` or `fim_pre`, whatever it is. */
export function namedId(metadata: Metadata, name: string): number | null {
  return getUint(metadata, keyOf(name)) ?? null;
}

function keyOf(name: string): string {
  return `${PREFIX}${name}_token_id`;
}

/** Tokens that every text needs, and which there are not. */
export function checkNeeded(
  { algorithm }: Pick<TokenizerModel, 'algorithm'>,
  { bos, eos, unknown, separator }: SpecialIds,
  { addBos, addEos }: { readonly addBos: boolean; readonly addEos: boolean },
  findings: TextFindings,
): void {
  const need = (id: number | null, name: string, what: string): void => {
    if (id !== null) return;
    const message = (): string => `expected the id of the token that ${what}, found none in the vocabulary`;
    findings.reportKey('text/added-token-missing', keyOf(name), message);
  };
  const isWpm = algorithm === 'wpm';
  if (algorithm !== 'rwkv') {
    if (addBos || isWpm) need(bos, 'bos', 'begins every text');
    if (addEos && !isWpm) need(eos, 'eos', 'ends every text');
  }
  if (isWpm) need(separator, 'seperator', 'ends every text');
  if (isWpm || algorithm === 'ugm') need(unknown, 'unknown', 'stands for what is no token');
}

/** No ids by default. */
export const NO_IDS: SpecialIds = { bos: null, eos: null, unknown: null, separator: null };

/** Ordinary text where a generation begins or ends. */
export function checkEnds(
  metadata: Metadata,
  { bos, eos }: SpecialIds,
  tokens: TokenKinds,
  { findings, isRwkv }: { readonly findings: TextFindings; readonly isRwkv: boolean },
): void {
  for (const name of END_IDS) {
    const id = namedId(metadata, name);
    // RWKV models end their turns with an empty line.
    if (id === null || (isRwkv && isSpace(textOf(id, tokens)))) continue;
    if (isOrdinary(id, tokens)) findings.reportKey('text/end-is-text', keyOf(name), () => ordinary(id, tokens));
    else if (tokens.types[id] === TOKEN_TYPE.normal)
      findings.reportKey('text/end-typed-as-text', keyOf(name), () => ordinary(id, tokens));
  }
  for (const name of ['bos', 'seperator']) {
    const id = namedId(metadata, name);
    if (id !== null && isOrdinary(id, tokens))
      findings.reportKey('text/begin-is-text', keyOf(name), () => ordinary(id, tokens));
  }
  for (const [name, id] of Object.entries({ bos, eos })) {
    if (id === null || metadata.has(keyOf(name)) || !isOrdinary(id, tokens)) continue;
    const message = (): string => `${ordinary(id, tokens)}, the default where the file has no ${keyOf(name)}`;
    findings.reportKey('text/default-is-text', keyOf(name), message);
  }
}

export interface TokenKinds {
  readonly table: TokenTable;
  readonly types: ArrayLike<number>;
}

const TEXT_TYPES: ReadonlySet<number> = new Set([
  TOKEN_TYPE.normal,
  TOKEN_TYPE.userDefined,
  TOKEN_TYPE.unused,
  TOKEN_TYPE.byte,
]);
const DECODER = new TextDecoder();

function textOf(id: number, { table }: TokenKinds): string {
  return DECODER.decode(table.bytesOf(id));
}

/** Text that a model writes and a user types, not a marker. */
function isOrdinary(id: number, tokens: TokenKinds): boolean {
  if (id >= tokens.table.size || !TEXT_TYPES.has(tokens.types[id] as number)) return false;
  const text = textOf(id, tokens);
  return text !== '' && (tokens.types[id] === TOKEN_TYPE.byte || !isMarker(text));
}

function isSpace(text: string): boolean {
  return /^(?:\\[nrt]|\s|Ċ|Ġ)+$/.test(text);
}

function ordinary(id: number, tokens: TokenKinds): string {
  return `expected a control token, found ordinary text, token ${String(id)} ${quoted(textOf(id, tokens))}`;
}
