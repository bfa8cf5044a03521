/** Replacements that are put together at once. */
const AT_ONCE = 4096;

/** As `replace` of a global pattern, without a list of all that it finds: a literal of megabytes may be nothing but escapes. */
export function replaceEach(text: string, pattern: RegExp, by: (found: RegExpExecArray) => string): string {
  const done: string[] = [];
  let parts: string[] = [];
  let from = 0;
  pattern.lastIndex = 0;
  for (let found = pattern.exec(text); found; found = pattern.exec(text)) {
    parts.push(text.slice(from, found.index), by(found));
    from = pattern.lastIndex;
    if (parts.length < AT_ONCE) continue;
    done.push(parts.join(''));
    parts = [];
  }
  return [...done, ...parts, text.slice(from)].join('');
}
