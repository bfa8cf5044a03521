/** What `explain` and `docs/rules.md` add to a rule: an example, and where to read on. */
import type { RuleInfo } from '../core/finding.ts';
import { readCorpus, type CorpusEntry } from './corpus.ts';

/** For rules that no file on its own can break: what breaks them. */
const COMMANDS: Readonly<Record<string, string>> = {
  'check/baseline-expired': 'flea-flicker check FILE --baseline FILE.json, with an entry whose `expires` is past',
  'check/digest-mismatch': 'flea-flicker check FILE --sha256 followed by the digest of another file',
  'check/budget':
    'flea-flicker check FILE, of a file that takes more than 4.5 s or 384 MiB to judge, 2 s and 24 MiB more for each MiB of metadata beyond the first',
  'check/too-large': 'flea-flicker check FILE --max-model-size 1KB',
  'file/folder-world-writable': 'chmod 0777 on the folder of a model, and then flea-flicker check',
  'file/not-regular': 'mkfifo model.gguf && flea-flicker check model.gguf',
  'file/symbolic-link': 'ln -s model.gguf link.gguf && flea-flicker check link.gguf',
  'file/world-writable': 'chmod 0666 model.gguf && flea-flicker check model.gguf',
  'gguf/array-too-long': 'flea-flicker check FILE --limit array_elements=1',
  'gguf/file-too-large': 'flea-flicker check FILE --limit file_bytes=1KiB',
  'gguf/metadata-too-large': 'flea-flicker check FILE --limit metadata_bytes=1KiB',
  'gguf/padding-not-scanned': 'flea-flicker check FILE --limit padding_scan_bytes=0',
  'gguf/string-too-long': 'flea-flicker check FILE --limit string_bytes=1',
  'gguf/too-many-keys': 'flea-flicker check FILE --limit n_kv=1',
  'gguf/too-many-tensors': 'flea-flicker check FILE --limit n_tensors=1',
  'numbers/smoke-not-run': 'flea-flicker check --smoke on one shard of a model',
  'shard/not-judged': 'flea-flicker check model-00001-of-00002.gguf, and not the second shard',
  'manifest/bytes-changed': 'changing a byte of the metadata after flea-flicker manifest create',
  'manifest/digest-mismatch': 'changing a byte of a file of which there is a .sha256 and no .json',
  'manifest/inconsistent': 'changing a digest in the .json and not in the .sha256',
  'manifest/size': 'appending a byte to a file after flea-flicker manifest create',
  'manifest/tensor-changed': 'changing a byte of tensor data after flea-flicker manifest create',
  'manifest/unsafe-path': 'a manifest that names ../../etc/passwd',
};

/** One line each: the corpus's first hostile file for every rule that has one, else what a user does. */
export function ruleExamples(corpus: readonly CorpusEntry[] = readCorpus()): ReadonlyMap<string, string> {
  const examples = new Map(Object.entries(COMMANDS));
  for (const { result, rule, path, comment, flags } of corpus.toReversed()) {
    // The comment on a file of the container's says why the rule matters, which stands beside the example already.
    const about = flags.includes('container') ? '' : `: ${comment}`;
    if (result === 'invalid') examples.set(rule, `corpus/${path}${about}`);
  }
  return examples;
}

/** `error`, or `error, in the compat profile warning`, and at which keys alone. */
export function severities({ severity, compat = severity, compatKeys }: RuleInfo): string {
  if (compat === severity) return severity;
  const where = compatKeys ? ` at ${compatKeys.map((key) => `*${key}`).join(', ')}` : '';
  return `${severity}, in the compat profile ${compat === 'ok' ? 'none' : compat}${where}`;
}

/** Where a rule's weakness and its references are described, as a name and an address. */
export function ruleLinks({
  cwe,
  references = [],
}: RuleInfo): readonly (readonly [name: string, url: string | null])[] {
  const names = [...new Set([...(cwe === undefined ? [] : [cwe]), ...references])];
  return names.map((name) => [name, urlOf(name)] as const);
}

function urlOf(name: string): string | null {
  const cwe = /^CWE-(\d+)$/.exec(name)?.[1];
  if (cwe !== undefined) return `https://cwe.mitre.org/data/definitions/${cwe}.html`;
  if (name.startsWith('CVE-')) return `https://nvd.nist.gov/vuln/detail/${name}`;
  return name.startsWith('OWASP ML') ? 'https://owasp.org/www-project-machine-learning-security-top-10/' : null;
}

/** `docs/rules.md`. */
export function renderRulesPage(rules: readonly RuleInfo[], corpus: readonly CorpusEntry[]): string {
  const examples = ruleExamples(corpus);
  const rooms = [...new Set(rules.map(roomOf))];
  return [
    '# Rules',
    '',
    'Written by `npm run docs:rules` from the rules themselves. Severities are those of the strict profile, and of compat where it has another; `flea-flicker explain RULE` says the same.',
    '',
    `${String(rules.length)} rules in ${String(rooms.length)} rooms: ${rooms.map((room) => `[${room}](#${room})`).join(', ')}.`,
    '',
    ...rooms.flatMap((room) => [
      `## ${room}`,
      '',
      ...rules.filter((rule) => roomOf(rule) === room).flatMap((rule) => section(rule, examples)),
    ]),
  ].join('\n');
}

function section(rule: RuleInfo, examples: ReadonlyMap<string, string>): readonly string[] {
  const links = ruleLinks(rule).map(([name, url]) => (url === null ? name : `[${name}](${url})`));
  return [
    `### ${rule.id}`,
    '',
    `**${severities(rule).replaceAll('*', '\\*')}.** ${rule.title}.`,
    '',
    rule.why,
    '',
    `- Example: ${examples.get(rule.id) ?? ''}`,
    ...(links.length > 0 ? [`- See: ${links.join(', ')}`] : []),
    ...(rule.aliases ? [`- Earlier names: ${rule.aliases.join(', ')}`] : []),
    rule.leaves?.unread
      ? '- Suppress: in no file: what follows is not read, and a file that is not read does not pass'
      : `- Suppress: \`--suppress ${rule.id}\``,
    '',
  ];
}

function roomOf({ id }: RuleInfo): string {
  return id.split('/')[0] ?? id;
}
