/**
 * Tokens known by their text. Files do not always give them the type or the key that they should have, and engines make up for it
 * from these lists; so must whoever wants the same ids.
 */
import { TOKEN_TYPE } from './tokenType.ts';
import type { TokenTable } from './tokenTable.ts';

const ENCODER = new TextEncoder();

/** End a turn or a text. They count as control tokens whatever their type. */
const END_TEXTS: readonly string[] = [
  '<|eot_id|>',
  '<|im_end|>',
  '<|end|>',
  '<|return|>',
  '<|call|>',
  '<|flush|>',
  '<|calls|>',
  '<end_of_turn>',
  '<|endoftext|>',
  '</s>',
  '<|eom_id|>',
  '<EOT>',
  '_<EOT>',
  '[EOT]',
  '[EOS]',
  '<|end_of_text|>',
  '<end_of_utterance>',
  '<eos>',
  '<turn|>',
  '<|tool_response>',
  '<｜end▁of▁sentence｜>',
  '[e~[',
];

/** Fill-in-the-middle tokens by key: of each list the first token there is, unless the file names one. */
const FILL_TEXTS: readonly (readonly [keys: readonly string[], ends: boolean, texts: readonly string[]])[] = [
  [
    ['fim_pre', 'prefix'],
    false,
    [
      '<|fim_prefix|>',
      '<fim-prefix>',
      '<fim_prefix>',
      '<｜fim▁begin｜>',
      '<PRE>',
      '▁<PRE>',
      '<|code_prefix|>',
      '<|prefix|>',
    ],
  ],
  [
    ['fim_suf', 'suffix'],
    false,
    [
      '<|fim_suffix|>',
      '<fim-suffix>',
      '<fim_suffix>',
      '<｜fim▁hole｜>',
      '<SUF>',
      '▁<SUF>',
      '<|code_suffix|>',
      '<|suffix|>',
    ],
  ],
  [
    ['fim_mid', 'middle'],
    false,
    [
      '<|fim_middle|>',
      '<fim-middle>',
      '<fim_middle>',
      '<｜fim▁end｜>',
      '<MID>',
      '▁<MID>',
      '<|code_middle|>',
      '<|middle|>',
    ],
  ],
  [['fim_pad'], true, ['<|fim_pad|>', '<fim-pad>', '<fim_pad>', '<PAD>', '[PAD]']],
  [['fim_rep'], true, ['<|fim_repo|>', '<|repo_name|>', '<fim-repo>', '<REPO>', '<reponame>']],
  [['fim_sep'], true, ['<|file_sep|>']],
];

/** Shown to the reader, whatever their type. */
const SHOWN_TEXTS: readonly string[] = ['<|channel|>', '<|message|>', '<|start|>', '<|constrain|>'];

export interface SpecialTexts {
  /** Types with the corrections made. */
  readonly types: Int32Array;
  readonly endOfGeneration: ReadonlySet<number>;
}

/** `named` gives the id that the file has for a key such as `eos` or `fim_pre`. */
export function correctTypes(
  table: TokenTable,
  fileTypes: ArrayLike<number>,
  named: (key: string) => number | null,
): SpecialTexts {
  const types = new Int32Array(fileTypes);
  const ends = new Set<number>();
  const idsOf = (texts: readonly string[]): number[] =>
    texts.map((text) => table.find(ENCODER.encode(text))).filter((id) => id >= 0);
  for (const [keys, isEnd, texts] of FILL_TEXTS) {
    const given = keys.map(named).find((id) => id !== null);
    const found = given === undefined ? idsOf(texts).sort((a, b) => a - b)[0] : undefined;
    if (found !== undefined) types[found] = TOKEN_TYPE.control;
    const id = given ?? found;
    if (isEnd && id !== undefined) ends.add(id);
  }
  for (const id of idsOf(END_TEXTS)) {
    ends.add(id);
    types[id] = TOKEN_TYPE.control;
  }
  for (const id of idsOf(SHOWN_TEXTS)) types[id] = TOKEN_TYPE.userDefined;
  for (const id of ['eos', 'eot', 'eom'].map(named)) if (id !== null) ends.add(id);
  undoEnds(ends, types, (text) => idsOf([text])[0] ?? -1);
  return { types, endOfGeneration: ends };
}

/** Two families where a text that ends turns elsewhere does not. */
function undoEnds(ends: Set<number>, types: Int32Array, idOf: (text: string) => number): void {
  const has = (...texts: readonly string[]): boolean => texts.some((text) => ends.has(idOf(text)));
  if (has('<|end|>') && has('<|call|>', '<|calls|>') && has('<|return|>', '<|flush|>')) {
    ends.delete(idOf('<|end|>'));
    types[idOf('<|end|>')] = TOKEN_TYPE.userDefined;
  }
  if (has('<|tool_response>', '<|plamo:eos|>') && has('</s>')) {
    ends.delete(idOf('</s>'));
    types[idOf('</s>')] = TOKEN_TYPE.normal;
  }
}
