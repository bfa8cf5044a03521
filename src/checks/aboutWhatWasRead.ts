import type { Finding } from '../core/finding.ts';
import { quoted } from '../core/printable.ts';
import type { GgufContent } from '../gguf/types.ts';

/** How findings name a key or a tensor: `metadata["llama.block_count"]`, `tensors["output.weight"]`. */
const NAMED = /^(metadata|tensors)\[(".*")\]/su;

/** Rules about where each tensor's data lies among all others: without every row they say nothing. */
const OF_ALL_ROWS: ReadonlySet<string> = new Set(['model/tensor-place']);

/**
 * Findings without those that say a key or a tensor is missing where it may stand in the part of the file that was not read, or in a row
 * that was left out: one cause is told once.
 */
export function aboutWhatWasRead(findings: readonly Finding[], content: GgufContent): readonly Finding[] {
  const { keys, tensors, omitted } = content.unread;
  if (!keys && !tensors && omitted.size === 0) return findings;
  const known = keys ? new Set(Array.from(content.metadata.keys(), (key) => quoted(key))) : null;
  const rows = new Set(Array.from(content.tensorsByName.keys(), (name) => quoted(name)));
  const gone = new Set(Array.from(omitted, (name) => quoted(name)));
  return findings.filter(({ rule, path = '' }) => {
    if (OF_ALL_ROWS.has(rule) && (tensors || omitted.size > 0)) return false;
    const [, where, name = ''] = NAMED.exec(path) ?? [];
    if (where === 'metadata') return known === null || known.has(name);
    return where !== 'tensors' || rows.has(name) || !(tensors || gone.has(name));
  });
}
