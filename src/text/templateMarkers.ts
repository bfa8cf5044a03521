/** Markers that a chat template writes and that are no tokens of the vocabulary: to the model they are text like a user's. */
import { quoted } from '../core/printable.ts';
import type { Metadata } from '../gguf/metadata.ts';
import { readTemplates } from './template/templates.ts';
import type { TextFindings } from './textFindings.ts';
import type { TokenTable } from './tokenTable.ts';
import { TOKEN_TYPE } from './tokenType.ts';

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
  const { main, variants } = readTemplates(metadata);
  for (const { key, text } of [...(main ? [main] : []), ...variants]) {
    const markers = new Set(withoutComments(text).match(MARKERS) ?? []);
    const absent = [...markers].filter((marker) => !isSpecial(marker, table, types));
    if (absent.length > 0) reportAbsent(absent, findings, key);
  }
}

function reportAbsent(absent: readonly string[], findings: TextFindings, key: string): void {
  const shown = absent.slice(0, SHOWN).map((marker) => quoted(marker, 40));
  const rest = absent.length > SHOWN ? ` and ${String(absent.length - SHOWN)} more` : '';
  const message = (): string => `expected markers that are special tokens, found ${shown.join(', ')}${rest}`;
  findings.reportKey('text/marker-not-a-token', key, message);
}

function withoutComments(template: string): string {
  return template.replace(/\{#[^#]*#\}/g, '');
}

function isSpecial(marker: string, table: TokenTable, types: ArrayLike<number>): boolean {
  const id = table.find(Buffer.from(marker));
  return id >= 0 && types[id] !== TOKEN_TYPE.normal;
}
