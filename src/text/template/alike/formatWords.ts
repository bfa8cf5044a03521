import { shapeOf } from './shapes.ts';

function wordsOf(text: string): readonly string[] {
  return text.trim().split(/\s+/);
}

/** What templates compare and print, and what their language is made of. */
const FORMAT_WORDS = wordsOf(`
  assistant user system human bot model tool tools function functions developer ipython environment observation
  role content name message messages text type image images video audio document documents think thinking thought
  reasoning reasoning_content ignore instruction instructions input output code query question answer
  bos eos pad unk sep cls eot bos_token eos_token pad_token unk_token sep_token eot_token add_generation_prompt
  enable_thinking begin_of_text end_of_text endoftext begin_of_sentence end_of_sentence start_header_id end_header_id
  eot_id eom_id im_start im_end im_sep start_of_turn end_of_turn inst sys tool_call tool_calls tool_response
  tool_responses tool_result tool_results tool_name tool_call_id arguments parameters description properties
  no_think nothink none null true false list loop items string number mapping iterable defined namespace range
  raise_exception strftime_now if elif else endif for endfor in is not and or set endset macro endmacro call filter`);

/**
 * Those that no other language writes with an accent or a stroke: “rôle” is French, “systém” is Czech, “vídeo” is Spanish, “låst” is Danish and
 * “tööl” Estonian.
 */
const NEVER_ACCENTED = wordsOf(`
  assistant user content developer message messages think thinking bos_token eos_token im_start im_end tool_call
  tool_calls tool_response functions instruction instructions ignore none null true false endif endfor`);

/** A word as long as this is told from a word of another language that happens to look like it. */
const LONG = 4;

const SHAPES: ReadonlySet<string> = new Set(FORMAT_WORDS.map(shapeOf));
const ACCENTED: ReadonlySet<string> = new Set(NEVER_ACCENTED.map(shapeOf));
const WORDS: ReadonlySet<string> = new Set(FORMAT_WORDS);

/** Whether it is one, whatever its case. */
export function isFormatWord(word: string): boolean {
  return WORDS.has(word.toLowerCase());
}

/** Whether a text of ASCII is easily read as one; short ones only where it stands by itself. */
export function readsAsFormatWord(drawn: string, isAlone: boolean): boolean {
  return (isAlone || drawn.length >= LONG) && SHAPES.has(shapeOf(drawn));
}

/** Whether a word whose accents are taken off is read as one that nobody writes with accents. */
export function readsAsUnaccented(bare: string): boolean {
  return ACCENTED.has(shapeOf(bare));
}
