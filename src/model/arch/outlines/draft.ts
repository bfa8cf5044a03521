/** What models that draft for another have at their ends; where one is missing, the other model's stands in. */
import type { OutlineSizes, OutlineTable } from '../outline.ts';

/** The features of the other model come in through `fc`, logits go out of a vocabulary that may be part of its own. */
export function draftEnds(t: OutlineTable, s: OutlineSizes, nIn: number): void {
  const nDraft = t.columns('d2t', s.nVocab);
  const isPart = t.has('d2t');
  if (isPart) t.ids('d2t', nDraft);
  t.need('fc.weight', nIn, s.nEmbd);
  t.need('output_norm.weight', s.nEmbd);
  t[isPart ? 'need' : 'may']('output.weight', s.nEmbd, nDraft);
  t.may('token_embd.weight', s.nEmbd, s.nVocab);
}
