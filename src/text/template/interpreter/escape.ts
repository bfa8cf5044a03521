import { str } from './print.ts';
import { Markup, type Value } from './values.ts';
import { workOver } from './work.ts';

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&#34;'],
  ["'", '&#39;'],
]);

/** What `| e` makes of a value: what is escaped already stays as it is. */
export function escaped(value: Value): Markup {
  if (value instanceof Markup) return value;
  const text = str(value);
  workOver(6 * text.length);
  return new Markup(text.replace(/[&<>"']/g, (one) => ENTITIES.get(one) ?? one));
}
