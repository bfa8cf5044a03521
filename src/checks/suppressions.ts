import { UsageError } from '../core/errors.ts';
import type { RuleInfo } from '../core/finding.ts';
import { RULES, unknownRule } from './rules.ts';

/** The text of the row that takes a finding of `rule` about the file at `path` out of the count; null where none does. */
export type Suppressions = (rule: string, path: string) => string | null;

/**
 * `RULE` or `RULE@GLOB`, each: in a rule, `*` is any text (`gguf/*`); in a path, `*` and `?` stop at `/` and `**` does not. A glob
 * without `/` is matched against the last segment. Throws UsageError `usage/suppress` where a part is empty or no rule matches.
 */
export function suppressions(texts: readonly string[]): Suppressions {
  const rows = texts.map((text) => {
    const at = text.indexOf('@');
    const [rule, glob] = at < 0 ? [text, null] : [text.slice(0, at), text.slice(at + 1)];
    if (rule === '' || glob === '')
      throw new UsageError('usage/suppress', `--suppress: expected RULE or RULE@GLOB, found "${text}"`);
    return { text, rules: rulesLike(rule), path: glob === null ? null : pathPattern(glob) };
  });
  return (rule, path) => rows.find((row) => row.rules.has(rule) && (row.path === null || row.path(path)))?.text ?? null;
}

/**
 * The rules that a pattern stands for, by their names or by earlier ones. Throws UsageError `usage/suppress` where there are none.
 */
export function rulesLike(text: string, rules: Iterable<RuleInfo> = RULES.values()): ReadonlySet<string> {
  const named = pattern(text, '.*');
  const found = [...rules].filter(({ id, aliases = [] }) => [id, ...aliases].some((name) => named.test(name)));
  if (found.length === 0) throw new UsageError('usage/suppress', `--suppress: ${unknownRule(text)}`);
  return new Set(found.map(({ id }) => id));
}

function pathPattern(glob: string): (path: string) => boolean {
  const regExp = pattern(glob, '[^/]*');
  const whole = glob.includes('/');
  return (path) => {
    const normal = path.replaceAll('\\', '/').replace(/^\.\//, '');
    return regExp.test(whole ? normal : normal.slice(normal.lastIndexOf('/') + 1));
  };
}

/** Runs of stars are one: the expression has no nested repetition. */
function pattern(glob: string, star: string): RegExp {
  const source = glob
    .replace(/^\.\//, '')
    .split(/(\*\*\/?|\*|\?)/)
    .map((part, i) => (i % 2 === 0 ? part.replace(/[\\^$.|+()[\]{}]/g, '\\$&') : wildcard(part, star)))
    .join('');
  return new RegExp(`^${source}$`, 'su');
}

function wildcard(text: string, star: string): string {
  if (text === '**/') return '(?:.*/)?';
  if (text === '**') return '.*';
  return text === '*' ? star : '[^/]';
}
