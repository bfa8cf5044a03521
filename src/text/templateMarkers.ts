/** Markers that a chat template writes and that are no tokens of the vocabulary: to the model they are text like a user's. */
import { quoted } from '../core/printable.ts';
import { getString, type Metadata } from '../gguf/metadata.ts';
import type { TextFindings } from './textFindings.ts';
import type { TokenTable } from './tokenTable.ts';
import { TOKEN_TYPE } from './tokenType.ts';

const KEY = 'tokenizer.chat_template';

/**
 * Markers of turns, as published templates have them: `<|im_start|>`, `<｜User｜>`, `<start_of_turn>`, `<|turn>`, `[INST]`, `[|user|]`,
 * `<s>`. Tags of a tool's call or of a thought are text in many models, and are left out.
 */
const MARKERS =
  /<[|｜][^<>|｜\s{}'"]{1,64}[|｜]?>|<[^<>|｜\s{}'"/]{1,64}[|｜]>|\[\|[^[\]|\s]{1,64}\|\]|<\/?s>|<\/?(?:bos|eos|BOS|EOS)>|<(?:start|end)_of_(?:turn|message|utterance)>|\[\/?(?:INST|SYSTEM_PROMPT|SYS|AVAILABLE_TOOLS|TOOL_RESULTS|BOS|EOS|EOT|USER|ASSISTANT|SYSTEM)\]/g;

/** The part of a message that lists markers. */
const SHOWN = 5;

export function checkTemplateMarkers(
  metadata: Metadata,
  table: TokenTable,
  types: ArrayLike<number>,
  findings: TextFindings,
): void {
  const template = getString(metadata, KEY);
  if (template === undefined) return;
  const markers = new Set(withoutComments(template).match(MARKERS) ?? []);
  const absent = [...markers].filter((marker) => !isSpecial(marker, table, types));
  if (absent.length === 0) return;
  const shown = absent.slice(0, SHOWN).map((marker) => quoted(marker, 40));
  const rest = absent.length > SHOWN ? ` and ${String(absent.length - SHOWN)} more` : '';
  const message = (): string => `expected markers that are special tokens, found ${shown.join(', ')}${rest}`;
  findings.report('text/marker-not-a-token', KEY, message);
}

function withoutComments(template: string): string {
  return template.replace(/\{#[^#]*#\}/g, '');
}

function isSpecial(marker: string, table: TokenTable, types: ArrayLike<number>): boolean {
  const id = table.find(Buffer.from(marker));
  return id >= 0 && types[id] !== TOKEN_TYPE.normal;
}
