/**
 * Pre-tokenizers by the name that files give in `tokenizer.ggml.pre`: the patterns that cut a text before it is encoded. They are
 * what the vocabularies were made with, as llama.cpp has them, so that the ids are the same.
 */

export interface PreTokenizer {
  /** Patterns, or names of {@link SPLITTERS}. Applied one after another, each to every piece that the one before left. */
  readonly cuts: readonly string[];
  /** A piece that is a token as it stands is taken whole, without merging. */
  readonly ignoreMerges?: true;
  /** Whether texts begin with the beginning-of-text token where the file does not say. */
  readonly addBos?: true;
  /** No beginning-of-text token where the file names none. */
  readonly noDefaultBos?: true;
  /** `utf-8`: tokens are spelled as they are, with U+2581 for a space. Otherwise in GPT-2's byte alphabet. */
  readonly spelling?: 'utf-8';
  /** A piece of newlines alone that is a token is taken whole. */
  readonly newlineTokens?: true;
}

const CONTRACTION = "(?:'[sS]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD])";
const SPACES = '\\s+(?!\\S)|\\s+';
const LINES = `\\s*[\\r\\n]+|${SPACES}`;
const WORD = '[^\\r\\n\\p{L}\\p{N}]?\\p{L}+';
const OTHERS = ' ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*';
const OTHERS_SLASH = ' ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*';

const GPT2 = "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)";
const LLAMA3 = `${CONTRACTION}|${WORD}|\\p{N}{1,3}|${OTHERS}|${LINES}`;
const QWEN2 = `${CONTRACTION}|${WORD}|\\p{N}|${OTHERS}|${LINES}`;

/** Letters that are not ASCII lower case, then letters that are not ASCII upper case: at least one of the second, or of the first. */
function cased(letter: string): readonly [string, string] {
  const notLower = `(?:(?![a-z])${letter})`;
  const notUpper = `(?:(?![A-Z])${letter})`;
  const lead = '[^\\r\\n\\p{L}\\p{N}]?';
  return [`${lead}${notLower}*${notUpper}+`, `${lead}${notLower}+${notUpper}*`];
}

const [LOWER_END, UPPER_START] = cased('\\p{L}');
const [MARKED_LOWER_END, MARKED_UPPER_START] = cased('[\\p{L}\\p{M}]');
const WORD_AND_MARKS = '[^\\r\\n\\p{L}\\p{N}]?[\\p{L}\\p{M}]+';

const ASCII_PUNCTUATED =
  '[!"#$%&\'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+|[^\\r\\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+';
const CJK_AND_KANA = '[\u4e00-\u9fa5\u3040-\u309f\u30a0-\u30ff]+';

/** The alphabets with case, as DeepSeek's first tokenizers list them. */
const ALPHABETS =
  'A-Za-z\u00b5\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u01ba\u01bc-\u01bf\u01c4-\u0293\u0295-\u02af\u0370-\u0373\u0376\u0377\u037b-\u037d\u037f\u0386\u0388-\u038a\u038c\u038e-\u03a1\u03a3-\u03f5\u03f7-\u0481\u048a-\u052f\u0531-\u0556\u10a0-\u10c5\u13a0-\u13f5\u13f8-\u13fd\u1c90-\u1cba\u1cbd-\u1cbf\u1d00-\u1d2b\u1d6b-\u1d77\u1d79-\u1d9a\u1e00-\u1f15\u1f18-\u1f1d\u1f20-\u1f45\u1f48-\u1f4d\u1f50-\u1f57\u1f59\u1f5b\u1f5d\u1f5f-\u1f7d\u1f80-\u1fb4\u1fb6-\u1fbc\u1fbe\u1fc2-\u1fc4\u1fc6-\u1fcc\u1fd0-\u1fd3\u1fd6-\u1fdb\u1fe0-\u1fec\u1ff2-\u1ff4\u1ff6-\u1ffc\u2102\u2107\u210a-\u2113\u2115\u2119-\u211d\u2124\u2126\u2128\u212a-\u212d\u212f-\u2134\u2139\u213c-\u213f\u2145-\u2149\u214e\u2183\u2184\u2c00-\u2c7b\u2c7e-\u2ce4\u2ceb-\u2cee\u2cf2\u2cf3\ua640-\ua66d\ua680-\ua69b\ua722-\ua76f\ua771-\ua787\ua78b-\ua78e\uab70-\uabbf\ufb00-\ufb06\ufb13-\ufb17\uff21-\uff3a\uff41-\uff5a\u{10400}-\u{1044f}\u{104b0}-\u{104d3}\u{104d8}-\u{104fb}\u{10c80}-\u{10cb2}\u{10cc0}-\u{10cf2}\u{118a0}-\u{118df}\u{1e900}-\u{1e943}';
const WIDE_PUNCTUATION = '!-/:-~\uff01-\uff0f\uff1a-\uff5e\u2018-\u201f\u3000-\u3002';
const CJK_WIDE = '[\u4e00-\u9fa5\u0800-\u4e00\uac00-\ud7ff]+';

const SPECS: readonly (readonly [names: string, spec: PreTokenizer])[] = [
  ['default', { cuts: ['[\\p{P}$+<=>\\^~|]+', GPT2, '\\p{N}+', '[0-9][0-9][0-9]'] }],
  [
    'gpt-2 phi-2 jina-es jina-de gigachat jina-v2-es jina-v2-de a.x-4.0 mellum modern-bert mpt olmo jais trillion granite-docling exaone4 jina-v1-en jina-v2-code roberta-bpe',
    { cuts: [GPT2] },
  ],
  ['smollm starcoder refact command-r codeshell exaone minerva-7b mellum2', { cuts: ['\\p{N}', GPT2] }],
  [
    'llama3 llama-v3 llama-bpe falcon3 falcon-h1 pixtral midm-2.0 lfm2 jina-v5-nano',
    { cuts: [LLAMA3], ignoreMerges: true, addBos: true },
  ],
  ['dbrx smaug-bpe', { cuts: [LLAMA3] }],
  ['chatglm-bpe', { cuts: [LLAMA3], noDefaultBos: true }],
  ['glm4 glm5', { cuts: [LLAMA3], noDefaultBos: true, ignoreMerges: true }],
  ['qwen2 deepseek-r1-qwen kormo f2llmv2 megrez stablelm2 hunyuan solar-open grok-2', { cuts: [QWEN2] }],
  ['qwen35', { cuts: [`${CONTRACTION}|${WORD_AND_MARKS}|\\p{N}| ?[^\\s\\p{L}\\p{M}\\p{N}]+[\\r\\n]*|${LINES}`] }],
  ['ufakzeka', { cuts: [`${WORD}|\\p{N}|${OTHERS}|${LINES}`] }],
  ['laguna', { cuts: ['[^\\n]+|[\\n]+', QWEN2] }],
  ['minicpm5', { cuts: ['\\p{N}{1,3}', `${CONTRACTION}|${WORD}|\\p{N}+|${OTHERS}|${LINES}`], ignoreMerges: true }],
  [
    'jais-2',
    {
      cuts: [
        `${CONTRACTION}|${WORD}|\\p{N}{1,3}|${OTHERS}|\\s*[\\r\\n]+|${[512, 256, 128, 64, 32, 16, 8, 4].map((n) => `\\s{${String(n)}}(?!\\S)`).join('|')}|\\s{1,2}(?!\\S)|\\s{1}`,
      ],
    },
  ],
  [
    'deepseek-llm',
    { cuts: ['[\\r\\n]', `\\s?[${ALPHABETS}]+`, `\\s?[${WIDE_PUNCTUATION}]+`, 'trailing-space', CJK_WIDE, '\\p{N}+'] },
  ],
  ['deepseek-coder', { cuts: ['[\\r\\n]', '\\s?\\p{L}+', '\\s?\\p{P}+', CJK_WIDE, '\\p{N}'] }],
  [
    'deepseek-v3 hunyuan-dense joyai-llm hy_v4',
    { cuts: ['\\p{N}{1,3}', CJK_AND_KANA, `${ASCII_PUNCTUATED}| ?[\\p{P}\\p{S}]+[\\r\\n]*|${LINES}`] },
  ],
  [
    'spark2_5',
    { cuts: ['\\p{N}{1,3}', CJK_AND_KANA, `${ASCII_PUNCTUATED}| ?[\\p{P}\\p{S}]+|[\\r\\n]|${SPACES}`, '\\p{N}'] },
  ],
  [
    'afmoe',
    {
      cuts: [
        'digits-in-threes',
        '[\u4e00-\u9fff\u3400-\u4dbf\u8c48-\ufaff\u3040-\u309f\u30a0-\u30ff\uff65-\uff9f\u2f00-\u2fdf\u0e40-\u0e7f\u0e80-\u0eff\u1780-\u17ff\u1000-\u109f\uaa60-\uaa7f\ua9e0-\ua9ff\uac00-\ud7af\u1100-\u11ff]+',
        `${ASCII_PUNCTUATED}| ?[\\p{P}\\p{S}]+[\\r\\n]*|${LINES}`,
      ],
    },
  ],
  [
    'youtu',
    {
      cuts: [
        '[\uac00-\ud7a3\u3131-\u318e]+|[\uff01\u2026\u201c\u201d\u2018\u2019\u2014\uff1a\uff1b\uff0c\u3001-\u303f\ufe30-\ufe4f]+|[\u3105-\u312f]+|[\u4e00-\u9fa5\u3040-\u309f\u30a0-\u30ff]+',
        `${WORD_AND_MARKS}${CONTRACTION}?|\\p{N}|${OTHERS_SLASH}|${LINES}`,
      ],
      ignoreMerges: true,
    },
  ],
  [
    'tiny_aya cohere2moe',
    { cuts: ['digits-in-threes', `${WORD_AND_MARKS}${CONTRACTION}?|\\p{N}{1,3}|${OTHERS_SLASH}|${LINES}`] },
  ],
  ['falcon', { cuts: ['[\\p{P}$+<=>\\^~|`]+', GPT2, '[0-9][0-9][0-9]'] }],
  ['poro-chat bloom gpt3-finnish', { cuts: [' ?[^(\\s|.,!?\u2026\u3002\uff0c\u3001\u0964\u06d4\u060c)]+'] }],
  ['viking', { cuts: [' ?[^(\\s|.,!?\u2026\u3002\uff0c\u3001\u0964\u06d4\u060c)]+', '\\p{N}'] }],
  [
    'tekken',
    { cuts: [`${LOWER_END}|${UPPER_START}|\\p{N}|${OTHERS_SLASH}|${LINES}`], ignoreMerges: true, addBos: true },
  ],
  [
    'gpt-4o llama4 kanana2 talkie minimax-m2',
    { cuts: [`${LOWER_END}${CONTRACTION}?|${UPPER_START}${CONTRACTION}?|\\p{N}{1,3}|${OTHERS_SLASH}|${LINES}`] },
  ],
  [
    'granite-embed-multi-97m',
    {
      cuts: [
        `${MARKED_LOWER_END}${CONTRACTION}?|${MARKED_UPPER_START}${CONTRACTION}?|\\p{N}{1,3}|${OTHERS_SLASH}|${LINES}`,
      ],
      ignoreMerges: true,
    },
  ],
  [
    'chameleon',
    {
      cuts: ['<sentinel:[0-9]+>', 'IMGIMG[A-I]{1,4}Z', '[\\t\\n]|    |  ', '\\p{N}', '[\\p{P}!-\\/:-@\\[-`{-~]', GPT2],
      addBos: true,
    },
  ],
  ['superbpe', { cuts: ['\\p{N}+', 'ascii-digits-in-threes'] }],
  [
    'bailingmoe bailingmoe2 llada-moe',
    {
      cuts: [`'(?:[sSdDmMtT]|[lL][lL]|[vV][eE]|[rR][eE])|${WORD}|\\p{N}|${OTHERS}|\\s*[\\r\\n]|${SPACES}`],
    },
  ],
  ['seed-coder', { cuts: [`${CONTRACTION}|${WORD}|\\p{N}{1}| ?[^\\s\\p{L}\\p{N}\\r\\n]+|${LINES}`] }],
  [
    'exaone-moe',
    {
      cuts: [
        `${CONTRACTION}|[^\\r\\n\\p{L}\\p{N}]?(?:\\p{L}\\p{M}*(?: \\p{L}\\p{M}*)*)+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]?|\\s*[\\r\\n]|${SPACES}`,
      ],
    },
  ],
  ['kimi-k2', { cuts: [`\\p{Han}+|[^\\r\\n\\p{L}\\p{N}]?\\p{NotHan}+${CONTRACTION}?|\\p{N}{1,3}|${OTHERS}|${LINES}`] }],
  ['gemma4 granite-embed-multi-311m', { cuts: ['[^\\n]+|[\\n]+'], spelling: 'utf-8', newlineTokens: true }],
  ['sarvam-moe', { cuts: ['[^\\n]+|[\\n]+'], spelling: 'utf-8' }],
];

export const PRE_TOKENIZERS: ReadonlyMap<string, PreTokenizer> = new Map(
  SPECS.flatMap(([names, spec]) => names.split(' ').map((name) => [name, spec] as const)),
);
