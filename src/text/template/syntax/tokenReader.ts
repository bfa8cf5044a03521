/** A Jinja template as a tree: Jinja 2's grammar, whatever a renderer of chat templates can do with it. Runs nothing. */
import type { Expression, Span } from './nodes.ts';
import { TemplateSyntaxError } from './syntaxError.ts';
import { tokensOf, type Token } from './lexer.ts';

/** Deeper trees would take the stack of whoever walks them; public templates stay below 40. */
const MAX_DEPTH = 200;

/** The tokens, read one after another. */
export class TokenReader {
  readonly #tokens: readonly Token[];
  #next = 0;
  #depth = 0;

  constructor(source: string) {
    this.#tokens = tokensOf(source);
  }

  get token(): Token {
    return this.#tokens[this.#next] as Token;
  }

  /** The token behind {@link token}. */
  get following(): Token {
    return this.#tokens[Math.min(this.#next + 1, this.#tokens.length - 1)] as Token;
  }

  /** Where the token that was read last ends. */
  get readTo(): number {
    return this.#next === 0 ? 0 : (this.#tokens[this.#next - 1] as Token).end;
  }

  take(): Token {
    const { token } = this;
    if (token.kind !== 'end') this.#next++;
    return token;
  }

  is(kind: Token['kind'], text?: string): boolean {
    return this.token.kind === kind && (text === undefined || this.token.text === text);
  }

  isOperator(...texts: readonly string[]): boolean {
    return this.token.kind === 'operator' && texts.includes(this.token.text);
  }

  isName(...names: readonly string[]): boolean {
    return this.token.kind === 'name' && names.includes(this.token.text);
  }

  /** Takes the token if it is this one. */
  skip(kind: 'operator' | 'name' | 'open' | 'close', text: string): boolean {
    if (!this.is(kind, text)) return false;
    this.take();
    return true;
  }

  /** Throws TemplateSyntaxError where the next token is another. */
  expect(kind: Token['kind'], text?: string): Token {
    if (this.is(kind, text)) return this.take();
    throw this.unexpected(text === undefined ? `a ${kind}` : JSON.stringify(text));
  }

  unexpected(expected: string): TemplateSyntaxError {
    const { kind, text, start } = this.token;
    const found = kind === 'end' ? 'the end of the template' : JSON.stringify(text.slice(0, 40));
    return new TemplateSyntaxError(`expected ${expected}, found ${found}`, start);
  }

  /** Calls `parse` one level further down. Throws TemplateSyntaxError where that is too deep. */
  deeper<T>(parse: () => T): T {
    if (++this.#depth > MAX_DEPTH)
      throw new TemplateSyntaxError(`expected at most ${String(MAX_DEPTH)} levels, found more`, this.token.start);
    const parsed = parse();
    this.#depth--;
    return parsed;
  }
}

/** A span from where `first` begins to the last token that was read. */
export function spanFrom(reader: TokenReader, { start }: Pick<Span, 'start'>): Span {
  return { start, end: reader.readTo };
}

/** Repeats that make a tree deeper: `a + b + c`, `a.b.c`, `a | b | c`. */
export class Chain {
  readonly #reader: TokenReader;
  #links = 0;

  constructor(reader: TokenReader) {
    this.#reader = reader;
  }

  /** Throws TemplateSyntaxError where the chain is too long. */
  link(node: Expression): Expression {
    if (++this.#links <= MAX_DEPTH) return node;
    throw new TemplateSyntaxError(
      `expected at most ${String(MAX_DEPTH)} parts in a row, found more`,
      this.#reader.token.start,
    );
  }
}
