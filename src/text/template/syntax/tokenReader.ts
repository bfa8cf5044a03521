/** A Jinja template as a tree: Jinja 2's grammar, whatever a renderer of chat templates can do with it. Runs nothing. */
import type { Expression } from './nodes.ts';
import { TemplateSyntaxError, TooManyNodes } from './syntaxError.ts';
import { Lexer, type Token } from './lexer.ts';

/** Deeper trees would take the stack of whoever walks them; public templates stay below 40. */
const MAX_DEPTH = 200;

/** The tokens, read one after another; and the nodes that are made of them, counted. */
export class TokenReader {
  readonly #lexer: Lexer;
  readonly #mostNodes: number;
  #token: Token;
  #following: Token;
  #readTo = 0;
  #depth = 0;
  #nodes = 0;

  constructor(source: string, mostNodes = Infinity) {
    this.#lexer = new Lexer(source);
    this.#mostNodes = mostNodes;
    this.#token = this.#lexer.next();
    this.#following = this.#lexer.next();
  }

  get token(): Token {
    return this.#token;
  }

  /** The token behind {@link token}. */
  get following(): Token {
    return this.#following;
  }

  take(): Token {
    const token = this.#token;
    if (token.kind === 'end') return token;
    this.#readTo = token.end;
    this.#token = this.#following;
    this.#following = this.#lexer.next();
    return token;
  }

  /** Where a node ends whose last token has just been read. Throws TooManyNodes where there are more than may be. */
  end(): number {
    if (++this.#nodes > this.#mostNodes)
      throw new TooManyNodes(`expected at most ${String(this.#mostNodes)} nodes, found more`);
    return this.#readTo;
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
