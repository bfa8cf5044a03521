/** A template laid out for a reader: one statement a line, indented by nesting, texts as literals. What it does is the same however its source is set. */
import type { Body, Filter, For, If, Span, Statement } from '../syntax/nodes.ts';
import type { Lines } from '../syntax/lines.ts';
import { printExpression, printParameters, printTarget } from './printExpression.ts';
import { literalText, visible } from './visible.ts';

export interface LaidOutLine {
  /** Of the source, from 1; null of an `else`, whose place the tree does not keep. */
  readonly line: number | null;
  readonly depth: number;
  /** Safe to print. */
  readonly text: string;
}

export function layOut(body: Body, source: string, lines: Lines): readonly LaidOutLine[] {
  const layout = new Layout(source, lines);
  layout.body(body, 0);
  return layout.laidOut;
}

class Layout {
  readonly laidOut: LaidOutLine[] = [];
  readonly #source: string;
  readonly #lines: Lines;

  constructor(source: string, lines: Lines) {
    this.#source = source;
    this.#lines = lines;
  }

  body(body: Body, depth: number): void {
    for (const statement of body) this.#statement(statement, depth);
  }

  #statement(s: Statement, depth: number): void {
    switch (s.kind) {
      case 'text':
        this.#text(s, depth);
        return;
      case 'output':
        this.#push(this.#lineOf(s.start), depth, `{{ ${printExpression(s.value)} }}`);
        return;
      case 'set':
        this.#tag(s.start, depth, `set ${printTarget(s.target)} = ${printExpression(s.value)}`);
        return;
      case 'do':
        this.#tag(s.start, depth, `do ${printExpression(s.value)}`);
        return;
      case 'break':
      case 'continue':
        this.#tag(s.start, depth, s.kind);
        return;
      case 'foreign':
        this.#foreign(s, depth);
        return;
      case 'if':
        this.#if(s, depth);
        return;
      case 'for':
        this.#for(s, depth);
        return;
      case 'set-block':
      case 'filter-block':
      case 'macro':
      case 'call-block':
      case 'with':
      case 'generation':
        this.#block(s, headOf(s), depth);
    }
  }

  /** A line of text a line, so that long texts can be read. */
  #text({ text, start, end }: Statement & { readonly kind: 'text' }, depth: number): void {
    const raw = this.#source.slice(start, end).replace(/\r\n?/g, '\n');
    let line = this.#lineOf(start) + endsIn(raw.slice(0, blanksBefore(raw) - blanksBefore(text)));
    for (const piece of text.match(/[^\n]*\n|[^\n]+$/g) ?? []) {
      this.#push(line, depth, literalText(piece));
      line++;
    }
  }

  #foreign({ start, end }: Span, depth: number): void {
    this.#push(this.#lineOf(start), depth, visible(this.#source.slice(start, end).replace(/\s+/g, ' ')));
  }

  #if({ branches, otherwise, start, end }: If, depth: number): void {
    branches.forEach(([test, body], i) => {
      this.#tag(i === 0 ? start : test.start, depth, `${i === 0 ? 'if' : 'elif'} ${printExpression(test)}`);
      this.body(body, depth + 1);
    });
    this.#else(otherwise, depth);
    this.#tag(end - 1, depth, 'endif');
  }

  #for(s: For, depth: number): void {
    const test = s.test ? ` if ${printExpression(s.test)}` : '';
    const head = `for ${printTarget(s.target)} in ${printExpression(s.items)}${test}${s.recursive ? ' recursive' : ''}`;
    this.#tag(s.start, depth, head);
    this.body(s.body, depth + 1);
    this.#else(s.otherwise, depth);
    this.#tag(s.end - 1, depth, 'endfor');
  }

  #else(body: Body, depth: number): void {
    if (body.length === 0) return;
    this.#push(null, depth, '{% else %}');
    this.body(body, depth + 1);
  }

  #block(s: Block, { keyword, rest }: Head, depth: number): void {
    this.#tag(s.start, depth, `${keyword}${rest === '' ? '' : ` ${rest}`}`);
    this.body(s.body, depth + 1);
    this.#tag(s.end - 1, depth, `end${keyword}`);
  }

  #tag(offset: number, depth: number, text: string): void {
    this.#push(this.#lineOf(offset), depth, `{% ${text} %}`);
  }

  #push(line: number | null, depth: number, text: string): void {
    // Names may hold what is not drawn; literals have been escaped.
    this.laidOut.push({ line, depth, text: visible(text) });
  }

  #lineOf(offset: number): number {
    return this.#lines.placeOf(offset).line;
  }
}

type Block = Extract<Statement, { readonly body: Body; readonly otherwise?: never }>;

interface Head {
  readonly keyword: string;
  readonly rest: string;
}

function headOf(s: Exclude<Block, For>): Head {
  switch (s.kind) {
    case 'set-block':
      return { keyword: 'set', rest: [printTarget(s.target), ...s.filters.map(printExpression)].join(' | ') };
    case 'filter-block':
      return { keyword: 'filter', rest: filters(s.filters) };
    case 'macro':
      return { keyword: 'macro', rest: `${s.name}(${printParameters(s.parameters)})` };
    case 'call-block':
      return { keyword: 'call', rest: `${callParameters(s)}${printExpression(s.call)}` };
    case 'with':
      return {
        keyword: 'with',
        rest: s.bindings.map(([target, value]) => `${printTarget(target)} = ${printExpression(value)}`).join(', '),
      };
    case 'generation':
      return { keyword: 'generation', rest: '' };
  }
}

function filters(all: readonly Filter[]): string {
  return all.map(printExpression).join(' | ');
}

function callParameters({ parameters }: Statement & { readonly kind: 'call-block' }): string {
  return parameters.length === 0 ? '' : `(${printParameters(parameters)}) `;
}

function blanksBefore(text: string): number {
  return text.length - text.trimStart().length;
}

function endsIn(text: string): number {
  return text.split('\n').length - 1;
}
