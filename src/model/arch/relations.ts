/**
 * What llama.cpp asserts of hyper-parameters when it loads a file or builds its graph, for every architecture that it reads, described
 * here or not: it aborts the process that loads the file, or hangs, where one of these does not hold. `npm run readers` asks the library
 * itself about each. Sizes are taken as it takes them: a key that says 0 is 0, not the default.
 */
import type { StandardKey, StandardValues } from './standardKeys.ts';

export type Broken = readonly [key: StandardKey, message: string];

/** Positions turn whole heads: `rope.dimension_count` is the head's width. */
const WHOLE_HEADS = new Set([
  'apertus',
  'arcee',
  'arctic',
  'baichuan',
  'bailingmoe',
  'chameleon',
  'codeshell',
  'cogvlm',
  'cohere2moe',
  'dbrx',
  'deci',
  'deepseek',
  'dots1',
  'dream',
  'ernie4_5',
  'ernie4_5-moe',
  'exaone',
  'exaone-moe',
  'exaone4',
  'falcon',
  'gpt-oss',
  'granite',
  'granitemoe',
  'granite_swa',
  'grok',
  'grovemoe',
  'hunyuan-dense',
  'hunyuan-moe',
  'hunyuan_vl',
  'hy_v3',
  'internlm2',
  'jais2',
  'llada',
  'llada-moe',
  'llama',
  'llama4',
  'llama-embed',
  'maincoder',
  'mellum',
  'minicpm',
  'mistral3',
  'olmo',
  'olmo2',
  'olmoe',
  'orion',
  'paddleocr',
  'pangu-embedded',
  'plamo',
  'pockettts',
  'qwen2',
  'qwen2moe',
  'qwen2vl',
  'qwen3',
  'qwen3moe',
  'qwen3tts',
  'qwen3vl',
  'qwen3vlmoe',
  'rnd1',
  'seed_oss',
  'smallthinker',
  'smollm3',
  'starcoder2',
  'talkie',
  'xverse',
]);

/** Nothing in them turns by position. */
const NO_ROTATION = new Set([
  'gpt2',
  'gptj',
  'mpt',
  'refact',
  'bloom',
  'mamba',
  'mamba2',
  'jamba',
  'jina-bert-v2',
  't5',
  't5encoder',
  'jais',
  'rwkv6',
  'rwkv6qwen2',
  'rwkv7',
  'arwkv7',
  'wavtokenizer-dec',
  'nemotron_h',
  'nemotron_h_moe',
  'kimi-linear',
  'kimi-k3',
  'glm5-next',
  'starcoder',
  'bert',
]);

/** Heads of layers with a window may have widths of their own. */
const OWN_WINDOW_WIDTHS = new Set(['dots3note', 'gemma4', 'gemma4-assistant', 'step35']);

/** Keys of one window pattern for all layers, and the period that stands where there is none; `first`: a period begins with a layer that sees all. */
const PATTERNS: Readonly<Record<string, { readonly period: number; readonly first?: true; readonly always?: true }>> = {
  afmoe: { period: 4 },
  cohere2: { period: 4, always: true },
  cohere2moe: { period: 4, first: true, always: true },
  'exaone-moe': { period: 4, always: true },
  'gemma-embedding': { period: 6, always: true },
  gemma2: { period: 2, always: true },
  gemma3: { period: 6 },
  gemma3n: { period: 5, always: true },
  'gpt-oss': { period: 2, always: true },
  laguna: { period: 4, first: true },
  llama4: { period: 4, always: true },
  mellum: { period: 4 },
  'modern-bert': { period: 3, first: true },
  'muse-glimmer': { period: 4, always: true },
  olmo2: { period: 4 },
  plamo3: { period: 8 },
  smallthinker: { period: 4, first: true },
};

/** Two masks are filled in wherever there are windows: one layer has to take the one, and another the other. */
const TWO_MASKS = new Set(['gemma-embedding', 'modern-bert']);

/** The pattern is an array of all layers, and not a period. */
const LISTED_PATTERNS = new Set([
  'gemma4',
  'gemma4-assistant',
  'granite_swa',
  'maple',
  'mimo2',
  'spark2_5',
  'step35',
  'dots3note',
]);

/** Layers with a window take it, whether the file says one or not. */
const NEEDS_WINDOW = new Set(['afmoe']);

/** A window of 0 leaves out the temperature of queries, which is computed all the same. */
const NO_ZERO_WINDOW = new Set(['llama4']);

/** Heads share out the embedding: as many columns as they are wide together, whatever a key says. */
// prettier-ignore
const WHOLE_EMBEDDING = new Set([
  'arctic', 'baichuan', 'codeshell', 'cohere2', 'command-r', 'deepseek', 'dream', 'grok', 'internlm2', 'llada',
  'nemotron', 'olmo', 'olmo2', 'olmoe', 'orion', 'phi2', 'phi3', 'phimoe', 'plamo', 'pockettts', 'qwen2', 'qwen2moe',
  'qwen2vl', 'stablelm', 'starcoder2', 'xverse', 'bailingmoe2', 'bloom', 'cogvlm', 'dbrx', 'falcon', 'gpt2',
  'gptneox', 'jais', 'mpt', 'qwen', 'starcoder', 'chatglm', 'exaone4',
  'lfm2', 'lfm2moe', 'llada-moe',
]);

/** As many heads of keys and values as of queries; minicpm3 makes them of one latent row, for each head its own. */
const UNGROUPED = new Set(['cogvlm', 'dots1', 'minicpm3', 'olmoe', 'qwen']);

/** Scores are capped whatever the file says: 0 is no “none”. */
const ALWAYS_CAPPED = new Set(['grok']);

/** Scores grow with the position, counted in steps of a length that the file has to say. */
const STEPPED_TEMPERATURE = new Set(['deepseek2', 'mistral4']);

/** Logits are divided by their scale: 0 is no “none”. */
const DIVIDED_LOGITS = new Set(['granite', 'granite_swa', 'granitemoe', 'minicpm']);

/** Mixtures whose gate the file has to name: without it, no graph is built. */
const NAMED_GATES = new Set([
  'bailingmoe2',
  'bailingmoe3',
  'deepseek32',
  'dots1',
  'dots3note',
  'exaone-moe',
  'hy_v4',
  'kimi-k3',
  'kimi-linear',
  'lfm2moe',
  'minimax-m2',
  'minimax-m3',
  'smallthinker',
]);

/** Positions of pictures: four numbers of pairs have to be there. */
const SECTIONED = new Set([
  'qwen2vl',
  'paddleocr',
  'qwen35',
  'qwen35moe',
  'qwen3vl',
  'qwen3vlmoe',
  'qwen3tts',
  'qwen4exp',
]);

type Rule = (v: StandardValues, architecture: string) => readonly Broken[];

/** Sizes of the heads that the first layer says there are; null where there are none. */
interface Heads {
  readonly width: number;
  readonly valueWidth: number;
  readonly nRot: number;
}

function headsOf(v: StandardValues): Heads | null {
  const n = firstOf(v.nHead);
  if (n === 0 || v.nEmbd === null) return null;
  const perHead = Math.floor(v.nEmbd / n);
  const width = v.headDim ?? perHead;
  return { width, valueWidth: v.valueDim ?? perHead, nRot: v.nRot ?? width };
}

const RULES: readonly Rule[] = [
  // A width of 0 is no "unset" to llama.cpp.
  (v) => (headsOf(v) === null ? [] : zeroWidths(v)),
  (v, architecture) => {
    const heads = headsOf(v);
    if (heads === null || NO_ROTATION.has(architecture)) return [];
    if (v.noRotation === true) return [['nRot', 'expected an even number over 0, found 0']];
    // Without the key whole heads turn, in pairs.
    if (v.nRot === null && heads.nRot % 2 !== 0)
      return [['nRot', `expected an even number, found the head's ${String(heads.nRot)}`]];
    return WHOLE_HEADS.has(architecture) ? rotatedWhole(heads) : [];
  },
  (v, architecture) => (NO_ROTATION.has(architecture) ? [] : rotatedInWindow(v, architecture)),
  (v, architecture) => {
    const heads = headsOf(v);
    if (heads === null || OWN_WINDOW_WIDTHS.has(architecture)) return [];
    return [
      ...same('headDimSwa', v.headDimSwa, heads.width, 'attention.key_length'),
      ...same('valueDimSwa', v.valueDimSwa, heads.valueWidth, 'attention.value_length'),
    ];
  },
  (v, architecture) => {
    if (LISTED_PATTERNS.has(architecture) && v.windowPattern !== null) return listedPattern(v.windowPattern);
    return anyWindow(v, architecture) ? [] : [['windowPattern', 'expected a layer with a window, found none']];
  },
  (v, architecture) =>
    TWO_MASKS.has(architecture) && !anyWithoutWindow(v, architecture)
      ? [['windowPattern', 'expected a layer without a window, found none']]
      : [],
  ({ window }, architecture) =>
    NEEDS_WINDOW.has(architecture) && window === null
      ? [['window', 'expected a window in this architecture, found none']]
      : [],
  ({ noWindow }, architecture) =>
    NO_ZERO_WINDOW.has(architecture) && noWindow === true
      ? [['window', 'expected over 0 in this architecture, found 0']]
      : [],
  (v, architecture) => {
    const heads = headsOf(v);
    const wide = heads === null ? 0 : firstOf(v.nHead) * heads.width;
    if (heads === null || !WHOLE_EMBEDDING.has(architecture) || wide === v.nEmbd) return [];
    return [['headDim', `expected heads as wide together as the embedding ${String(v.nEmbd)}, found ${String(wide)}`]];
  },
  ({ nHead, nHeadKv }, architecture) =>
    UNGROUPED.has(architecture) && nHeadKv !== null && firstOf(nHeadKv) !== firstOf(nHead)
      ? [['nHeadKv', `expected the head count ${String(firstOf(nHead))}, found ${String(firstOf(nHeadKv))}`]]
      : [],
  ({ nExpertUsed: used }) => {
    const odd = used instanceof Float64Array ? used.find((n) => n === 0 || n > (used[0] ?? 0)) : undefined;
    if (odd === undefined) return [];
    return [
      [
        'nExpertUsed',
        `expected from 1 to the first layer's ${String(firstOf(used))} in every layer, found ${String(odd)}`,
      ],
    ];
  },
  ({ noAttentionSoftcap }, architecture) =>
    ALWAYS_CAPPED.has(architecture) && noAttentionSoftcap === true
      ? [['attentionSoftcap', 'expected over 0 in this architecture, found 0']]
      : [],
  ({ temperatureScale, temperatureLength }, architecture) =>
    STEPPED_TEMPERATURE.has(architecture) && temperatureScale !== null && temperatureLength === null
      ? [['temperatureLength', 'expected over 0 beside attention.temperature_scale, found none']]
      : [],
  ({ noLoops }, architecture) =>
    architecture === 'nanbeige' && noLoops === true ? [['nLoops', 'expected at least 1, found 0']] : [],
  ({ noLogitScale }, architecture) =>
    DIVIDED_LOGITS.has(architecture) && noLogitScale === true
      ? [['logitScale', 'expected a number to divide logits by, found 0']]
      : [],
  ({ expertGating, nExpert }, architecture) =>
    NAMED_GATES.has(architecture) && (nExpert ?? 0) > 0 && expertGating === null
      ? [['expertGating', 'expected from 1 to 4 in this architecture, found none']]
      : [],
  ({ ropeSections }, architecture) =>
    SECTIONED.has(architecture) && !ropeSections?.subarray(0, 3).some((n) => n > 0)
      ? [['ropeSections', 'expected the pairs of each section in this architecture, found none']]
      : [],
  (v) => {
    const heads = headsOf(v);
    const sum = v.ropeSections?.reduce((a, b) => a + b, 0) ?? 0;
    if (heads === null || sum <= heads.width) return [];
    return [['ropeSections', `expected pairs up to the head's ${String(heads.width)}, found ${String(sum)}`]];
  },
  ({ nExpert, nExpertGroups }) =>
    nExpertGroups !== null && nExpert === null
      ? [['nExpertGroups', `expected none without experts, found ${String(nExpertGroups)}`]]
      : [],
];

/** What does not hold in a file of `architecture`. */
export function brokenRelations(values: StandardValues, architecture: string): readonly Broken[] {
  return RULES.flatMap((rule) => rule(values, architecture));
}

function zeroWidths(v: StandardValues): readonly Broken[] {
  const zeros: readonly (readonly [StandardKey, boolean | null])[] = [
    ['headDim', v.noKeys],
    ['valueDim', v.noValues],
    ['headDimSwa', v.noKeysSwa],
    ['valueDimSwa', v.noValuesSwa],
  ];
  return zeros
    .filter(([, zero]) => zero === true)
    .map(([key]) => [key, 'expected over 0 where there are heads, found 0'] as const);
}

function rotatedWhole({ nRot, width }: Heads): readonly Broken[] {
  return nRot === width ? [] : [['nRot', `expected the head's ${String(width)}, found ${String(nRot)}`]];
}

function rotatedInWindow(v: StandardValues, architecture: string): readonly Broken[] {
  const heads = headsOf(v);
  if (heads === null) return [];
  if (v.noRotationSwa === true) return [['nRotSwa', 'expected an even number over 0, found 0']];
  const width = v.headDimSwa ?? heads.width;
  const nRotSwa = v.nRotSwa ?? (OWN_WINDOW_WIDTHS.has(architecture) ? heads.nRot : null);
  if (
    nRotSwa === null ||
    (nRotSwa % 2 === 0 && nRotSwa <= width && (!WHOLE_HEADS.has(architecture) || nRotSwa === width))
  )
    return [];
  return [['nRotSwa', `expected an even number up to the head's ${String(width)}, found ${String(nRotSwa)}`]];
}

function same(key: StandardKey, found: number | null, expected: number, name: string): readonly Broken[] {
  return found === null || found === expected
    ? []
    : [[key, `expected ${name} ${String(expected)}, found ${String(found)}`]];
}

function listedPattern(pattern: number | Float64Array): readonly Broken[] {
  if (!(pattern instanceof Float64Array))
    return [['windowPattern', 'expected an array of one value for each layer, found a number']];
  return pattern.some((flag) => flag !== 0) ? [] : [['windowPattern', 'expected a layer with a window, found none']];
}

/** A cache for windows is made where the architecture has them, and asserts that there is a layer for it. */
function anyWindow(v: StandardValues, architecture: string): boolean {
  const pattern = PATTERNS[architecture];
  if (pattern === undefined || v.nLayer === null || !hasWindows(v, architecture)) return true;
  if (v.windowPattern instanceof Float64Array) return v.windowPattern.some((flag) => flag !== 0);
  const period = v.windowPattern ?? pattern.period;
  return period > 1 && v.nLayer - (v.nextn ?? 0) > (pattern.first ? 1 : 0);
}

/** A period of 0 says that all layers have windows. */
function anyWithoutWindow(v: StandardValues, architecture: string): boolean {
  const pattern = PATTERNS[architecture];
  if (pattern === undefined || v.nLayer === null || !hasWindows(v, architecture)) return true;
  if (v.windowPattern instanceof Float64Array) return v.windowPattern.includes(0);
  if (v.noWindowPeriod === true) return false;
  return pattern.first === true || v.nLayer - (v.nextn ?? 0) >= (v.windowPattern ?? pattern.period);
}

function hasWindows({ window }: StandardValues, architecture: string): boolean {
  return PATTERNS[architecture]?.always ?? window !== null;
}

function firstOf(value: number | Float64Array | null): number {
  return value instanceof Float64Array ? (value[0] ?? 0) : (value ?? 0);
}
