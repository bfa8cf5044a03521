import { getArray, getInts, type Metadata } from '../gguf/metadata.ts';
import type { TextFindings } from './textFindings.ts';

const KEY = 'tokenizer.ggml.suppress_tokens';

/** Tokens that a model is never to say: their list, their ids, and whether an answer can still end. */
export function checkSuppressed(
  metadata: Metadata,
  nTokens: number,
  endOfGeneration: ReadonlySet<number>,
  findings: TextFindings,
): void {
  if (!metadata.has(KEY)) return;
  const array = getArray(metadata, KEY);
  if (array?.elementType !== 'i32') {
    const found = array ? `a list of ${array.elementType}` : `a value of type ${metadata.get(KEY)?.type ?? '?'}`;
    findings.reportKey('text/suppress-type', KEY, () => `expected a list of i32, found ${found}`);
    return;
  }
  const ids = getInts(metadata, KEY) ?? new Float64Array(0);
  checkRange(ids, nTokens, findings);
  const suppressed = new Set(ids);
  if (endOfGeneration.size > 0 && [...endOfGeneration].every((id) => suppressed.has(id)))
    findings.reportKey(
      'text/suppress-end',
      KEY,
      () => 'expected a token that may end an answer, found all of them here',
    );
}

function checkRange(ids: Float64Array, nTokens: number, findings: TextFindings): void {
  const outside = ids.filter((id) => id < 0 || id >= nTokens);
  if (outside.length === 0) return;
  const message = (): string =>
    `expected token ids below ${String(nTokens)}, found ${String(outside.length)} others, first ${String(outside[0])}`;
  findings.reportKey('text/suppress-range', KEY, message, ids.indexOf(outside[0] as number));
}
