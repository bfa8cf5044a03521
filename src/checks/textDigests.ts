import { createHash } from 'node:crypto';
import type { Finding } from '../core/finding.ts';
import type { Metadata } from '../gguf/metadata.ts';
import { readTemplates } from '../text/template/templates.ts';

/** Rules that judge a template by its text. */
const OF_TEMPLATES = 'template/';

const AMBIGUOUS = 'ambiguous';

/** Findings about a template with the SHA-256 of its text: the same template in another file is the same finding. */
export function withTextDigests(findings: readonly Finding[], metadata: Metadata): readonly Finding[] {
  if (!findings.some(({ rule }) => rule.startsWith(OF_TEMPLATES))) return findings;
  const texts = new Map<string, string>();
  const { main, variants } = readTemplates(metadata);
  for (const { path: place, text } of [...(main ? [main] : []), ...variants]) {
    const digest = createHash('sha256').update(text).digest('hex');
    // Keys are cut where they are shown: a place that two of them share is neither's.
    texts.set(place, (texts.get(place) ?? digest) === digest ? digest : AMBIGUOUS);
  }
  return findings.map((finding) => {
    const digest = finding.rule.startsWith(OF_TEMPLATES) ? texts.get(finding.path ?? '') : undefined;
    return digest === undefined || digest === AMBIGUOUS ? finding : { ...finding, digest };
  });
}
