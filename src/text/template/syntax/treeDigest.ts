/** A digest of what a template says, whatever its comments, quotes, places and the blanks at its very end. */
import { createHash } from 'node:crypto';
import type { Body, Node, Text } from './nodes.ts';
import { parseTemplate } from './parseTemplate.ts';
import { TemplateSyntaxError } from './syntaxError.ts';

/** Null where it does not parse, or where its tree does not tell all. Two texts of one digest print the same but for those blanks. */
export function treeDigest(source: string): string | null {
  try {
    const body = withoutLastBlanks(joined(parseTemplate(source)));
    return createHash('sha256')
      .update(JSON.stringify(body, (_, value: unknown) => canonical(value, source)))
      .digest('hex');
  } catch (error) {
    if (!(error instanceof TemplateSyntaxError) && !(error instanceof RangeError) && !(error instanceof NotTold))
      throw error;
    return null;
  }
}

/** Blanks and brackets between the stars of an argument and what they spread. */
const NEAR = 64;

/** Of a tag whose insides are in no tree. */
class NotTold extends Error {}

/** What `JSON.stringify` writes for a part of a tree: fields in the order of their names, without places. */
function canonical(value: unknown, source: string): unknown {
  if (Array.isArray(value)) return joined(value as readonly unknown[]);
  if (!isNode(value)) return value;
  if (value.kind === 'foreign') throw new NotTold(value.kind);
  const fields = Object.entries(value).filter(([name]) => name !== 'start' && name !== 'end');
  if ('spread' in value) fields.push(['stars', value.spread.map(({ start }) => starsBefore(source, start))]);
  const isNumber = value.kind === 'literal' && typeof value.value === 'number';
  // `1.0` and `1` are one number here, and print otherwise.
  if (isNumber) fields.push(['written', source.slice(value.start, value.end).replaceAll('_', '').toLowerCase()]);
  return Object.fromEntries(fields.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** `*` or `**`, which the tree does not tell apart. */
function starsBefore(source: string, at: number): string {
  const stars = /(\*\*?)[\s(]*$/.exec(source.slice(Math.max(0, at - NEAR), at))?.[1];
  if (stars === undefined) throw new NotTold('spread');
  return stars;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'kind' in value;
}

function isText(value: unknown): value is Text {
  return isNode(value) && value.kind === 'text';
}

/** A comment parts a text in two. */
function joined<T>(body: readonly T[]): readonly T[] {
  const parts: T[] = [];
  for (const part of body) {
    const last = parts.at(-1);
    if (isText(part) && isText(last)) parts[parts.length - 1] = { ...last, text: last.text + part.text };
    else parts.push(part);
  }
  return parts;
}

function withoutLastBlanks(body: Body): Body {
  const last = body.at(-1);
  if (last?.kind !== 'text') return body;
  const text = last.text.trimEnd();
  return [...body.slice(0, -1), ...(text === '' ? [] : [{ ...last, text }])];
}
