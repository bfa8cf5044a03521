import { typeError } from './errors.ts';
import { each } from './iterate.ts';
import { typeNameOf } from './typeNames.ts';
import { charactersOf, isText, type Value } from './values.ts';
import { workOver } from './work.ts';

/** `separator.join(items)`. Throws where one is no text. */
export function joined(separator: string, items: Value): string {
  const texts: string[] = [];
  for (const item of each(items)) {
    if (!isText(item))
      throw typeError(`sequence item ${String(texts.length)}: expected str instance, ${typeNameOf(item)} found`);
    workOver(charactersOf(item).length + separator.length);
    texts.push(charactersOf(item));
  }
  return texts.join(separator);
}
