/** Makes a template smaller while it still shows what it shows: statements are left out, expressions give way to a part of them. */
import type { Body } from '../../../src/text/template/syntax/nodes.ts';
import { parseTemplate } from '../../../src/text/template/syntax/parseTemplate.ts';

interface Cut {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

const MOST_TRIES = 600;

export async function shrunk(source: string, shows: (source: string) => Promise<boolean>): Promise<string> {
  let smallest = source;
  let tries = 0;
  for (let isSmaller = true; isSmaller && tries < MOST_TRIES;) {
    isSmaller = false;
    for (const { start, end, text } of cutsOf(smallest)) {
      const smaller = smallest.slice(0, start) + text + smallest.slice(end);
      if (smaller.length >= smallest.length || ++tries > MOST_TRIES || !(await shows(smaller))) continue;
      smallest = smaller;
      isSmaller = true;
      break;
    }
  }
  return smallest;
}

/** The largest first. */
function cutsOf(source: string): readonly Cut[] {
  const nodes = spansIn(parsed(source));
  const cuts = nodes.flatMap((node) => [
    { ...node, text: '' },
    ...nodes
      .filter((inner) => inner.start >= node.start && inner.end <= node.end)
      .map((inner) => ({ ...node, text: source.slice(inner.start, inner.end) })),
  ]);
  return cuts.sort((a, b) => b.end - b.start - b.text.length - (a.end - a.start - a.text.length));
}

function parsed(source: string): Body {
  return parseTemplate(source);
}

interface Place {
  readonly start: number;
  readonly end: number;
}

function spansIn(value: unknown): readonly Place[] {
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.values(value).flatMap((one) => spansIn(one));
  return 'start' in value && 'end' in value
    ? [{ start: Number(value.start), end: Number(value.end) }, ...inner]
    : inner;
}
