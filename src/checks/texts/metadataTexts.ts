/** The texts that a file brings along for people and for tools: names, licences, descriptions, addresses, prompts. */
import type { Finding } from '../../core/finding.ts';
import { Findings } from '../../core/findings.ts';
import type { Metadata } from '../../gguf/metadata.ts';
import type { GgufValue } from '../../gguf/types.ts';
import { characterProblems, type TextProblem } from './characterProblems.ts';
import { addressProblems, contentProblems } from './contentProblems.ts';
import { samplingFindings } from './samplingDefaults.ts';
import { textDetail } from './textFinding.ts';
import { METADATA_TEXT_RULES } from './textRules.ts';

/** Findings of a rule that are kept; more are counted and told in one note. */
const MOST_OF_A_RULE = 20;

/** Templates and tokenizers of other programs have rules of their own, or none. */
const NOT_FOR_PEOPLE = /^tokenizer\.(?:chat_template|huggingface\.json$|rwkv\.world$)/;

/** Tokens and merges have rules of their own too. */
const OF_TOKENS = /^tokenizer\./;

/** Rooms whose values readers print. Elsewhere programs keep what they like in a string, such as another file. */
const PRINTED = /^(?:general|quantize|imatrix|adapter|split|training|clip|diffusion|audio|whisper)\./;

const ADDRESS = /(?:^|[._])(?:url|link|homepage|website|doi)$/;

export function metadataTextFindings(metadata: Metadata): readonly Finding[] {
  const findings = new Findings<TextProblem['rule']>(METADATA_TEXT_RULES, 'strict', MOST_OF_A_RULE);
  for (const [key, value] of metadata) {
    if (NOT_FOR_PEOPLE.test(key) || (value.type === 'array' && OF_TOKENS.test(key))) continue;
    const most = PRINTED.test(key) ? 'error' : 'warning';
    forEachText(value, (text, index) => {
      for (const problem of problemsOf(key, text))
        findings.report(problem.rule, () => textDetail(problem, key, index), most);
    });
  }
  return [...findings.findings(), ...samplingFindings(metadata)];
}

function problemsOf(key: string, text: string): readonly TextProblem[] {
  const problems = [...characterProblems(text), ...contentProblems(key, text)];
  return ADDRESS.test(key) ? [...problems, ...addressProblems(text)] : problems;
}

const DECODER = new TextDecoder();

function forEachText(value: GgufValue, visit: (text: string, index?: number) => void): void {
  if (value.type === 'string') visit(value.value);
  else if (value.type === 'array' && value.elementType === 'string')
    value.forEachRange((bytes, start, end, index) => {
      visit(DECODER.decode(bytes.subarray(start, end)), index);
    });
}
