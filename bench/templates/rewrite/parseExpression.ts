/** Reads an expression with jinja2's precedence: `or`, `and`, `not`, comparison, `+`, `~`, `*`, `**`, sign, postfix, filter and test. */
import { binary, name, not, string } from './build.ts';
import type { Argument, Expression } from './nodes.ts';
import type { Token } from './lexer.ts';

const COMPARISONS: ReadonlySet<string> = new Set(['==', '!=', '<', '>', '<=', '>=', 'in']);

/** The tokens of one tag, read from left to right. */
export class TagReader {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  get done(): boolean {
    return this.#at >= this.#tokens.length;
  }

  peek(ahead = 0): Token | undefined {
    return this.#tokens[this.#at + ahead];
  }

  /** Whether the next token is this word or operator; a string is neither. */
  sees(text: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token?.text === text && (token.type === 'name' || token.type === 'operator');
  }

  takes(text: string): boolean {
    const seen = this.sees(text);
    if (seen) this.#at++;
    return seen;
  }

  expect(text: string): void {
    if (!this.takes(text)) throw this.#unexpected(text);
  }

  end(): void {
    if (!this.done) throw this.#unexpected('the end of the tag');
  }

  identifier(): string {
    const token = this.peek();
    if (token?.type !== 'name') throw this.#unexpected('a name');
    this.#at++;
    return token.text;
  }

  /** Expressions with commas between them are a tuple. `read` reads each. */
  tuple(read: () => Expression = () => this.expression()): Expression {
    const first = read();
    if (!this.sees(',')) return first;
    const items = [first];
    while (this.takes(',') && !this.done && !this.sees(')') && !this.sees('=') && !this.sees('in')) items.push(read());
    return { kind: 'tuple', items };
  }

  expression(): Expression {
    let value = this.or();
    while (this.takes('if')) {
      const condition = this.or();
      value = { kind: 'ternary', test: condition, yes: value, no: this.takes('else') ? this.expression() : null };
    }
    return value;
  }

  or(): Expression {
    return this.#leftToRight(['or'], () => this.#leftToRight(['and'], () => this.#not()));
  }

  primary(): Expression {
    const token = this.peek();
    if (!token) throw this.#unexpected('a value');
    this.#at++;
    if (token.type === 'name') return name(token.text);
    if (token.type === 'number') return { kind: 'number', text: token.text };
    if (token.type === 'string') return string(token.text + this.#adjacentStrings());
    if (token.text === '(') return this.#parenthesised();
    if (token.text === '[') return { kind: 'list', items: this.#items(']') };
    if (token.text === '{') return { kind: 'dict', entries: this.#entries() };
    this.#at--;
    throw this.#unexpected('a value');
  }

  postfix(value: Expression): Expression {
    for (let object = value; ;) {
      if (this.sees('(')) object = { kind: 'call', callee: object, args: this.args() };
      else if (this.takes('.')) object = this.#member(object);
      else if (this.takes('[')) object = { kind: 'index', object, index: this.#subscript() };
      else return object;
    }
  }

  args(): readonly Argument[] {
    const args: Argument[] = [];
    this.expect('(');
    while (!this.takes(')')) {
      const star = ['*', '**'].find((operator) => this.takes(operator));
      const keyword = star ?? (this.peek()?.type === 'name' && this.sees('=', 1) ? this.identifier() : null);
      if (star === undefined) this.takes('=');
      args.push({ name: keyword, value: this.expression() });
      if (!this.takes(',') && !this.sees(')')) throw this.#unexpected(')');
    }
    return args;
  }

  /** Filters, tests and calls behind a value. */
  filters(value: Expression): Expression {
    for (let operand = value; ;) {
      if (this.takes('|')) operand = this.filterOf(operand);
      else if (this.takes('is')) operand = this.#testOf(operand);
      else if (this.sees('(')) operand = { kind: 'call', callee: operand, args: this.args() };
      else return operand;
    }
  }

  filterOf(operand: Expression): Expression {
    const called = this.#dotted();
    return { kind: 'filter', operand, name: called, args: this.sees('(') ? this.args() : [] };
  }

  #testOf(operand: Expression): Expression {
    const negated = this.takes('not');
    const called = this.#dotted();
    const args = this.sees('(') ? this.args() : this.#looseArgument();
    return { kind: 'test', operand, negated, name: called, args };
  }

  /** `x is divisibleby 3`: an argument without parentheses. */
  #looseArgument(): readonly Argument[] {
    const next = this.peek();
    const begins = next !== undefined && (next.type !== 'operator' || next.text === '[' || next.text === '{');
    if (!begins || ['else', 'or', 'and', 'if', 'is', 'in', 'not', 'recursive'].some((word) => this.sees(word)))
      return [];
    return [{ name: null, value: this.postfix(this.primary()) }];
  }

  #dotted(): string {
    let text = this.identifier();
    while (this.takes('.')) text += `.${this.identifier()}`;
    return text;
  }

  #leftToRight(operators: readonly string[], next: () => Expression): Expression {
    let left = next();
    for (let found = this.#one(operators); found !== undefined; found = this.#one(operators))
      left = binary(found, left, next());
    return left;
  }

  #one(operators: readonly string[]): string | undefined {
    return operators.find((operator) => this.takes(operator));
  }

  #not(): Expression {
    return this.takes('not') ? not(this.#not()) : this.#comparison();
  }

  /** `a < b < c` is `a < b and b < c`. */
  #comparison(): Expression {
    let left = this.#sum();
    let whole: Expression | null = null;
    for (let found = this.#comparator(); found !== null; found = this.#comparator()) {
      const right = this.#sum();
      const one = binary(found, left, right);
      whole = whole ? binary('and', whole, one) : one;
      left = right;
    }
    return whole ?? left;
  }

  #comparator(): string | null {
    if (this.sees('not') && this.sees('in', 1)) {
      this.#at += 2;
      return 'not in';
    }
    const text = this.peek()?.text ?? '';
    return COMPARISONS.has(text) && this.takes(text) ? text : null;
  }

  #sum(): Expression {
    const product = (): Expression => this.#leftToRight(['*', '/', '//', '%'], () => this.#power());
    return this.#leftToRight(['+', '-'], () => this.#leftToRight(['~'], product));
  }

  #power(): Expression {
    return this.#leftToRight(['**'], () => this.#signed(true));
  }

  #signed(withFilters: boolean): Expression {
    const sign = this.#one(['-', '+']);
    const value: Expression =
      sign === undefined ? this.primary() : { kind: 'unary', operator: sign, operand: this.#signed(false) };
    const whole = this.postfix(value);
    return withFilters ? this.filters(whole) : whole;
  }

  #adjacentStrings(): string {
    let text = '';
    for (let token = this.peek(); token?.type === 'string'; token = this.peek()) {
      text += token.text;
      this.#at++;
    }
    return text;
  }

  #parenthesised(): Expression {
    if (this.takes(')')) return { kind: 'tuple', items: [] };
    const value = this.tuple();
    this.expect(')');
    return value;
  }

  #items(closing: string): readonly Expression[] {
    const items: Expression[] = [];
    while (!this.takes(closing)) {
      items.push(this.expression());
      if (!this.takes(',') && !this.sees(closing)) throw this.#unexpected(closing);
    }
    return items;
  }

  #entries(): readonly (readonly [Expression, Expression])[] {
    const entries: (readonly [Expression, Expression])[] = [];
    while (!this.takes('}')) {
      const key = this.expression();
      this.expect(':');
      entries.push([key, this.expression()]);
      if (!this.takes(',') && !this.sees('}')) throw this.#unexpected('}');
    }
    return entries;
  }

  #member(object: Expression): Expression {
    const token = this.peek();
    if (token?.type !== 'number') return { kind: 'attribute', object, name: this.identifier() };
    this.#at++;
    return { kind: 'index', object, index: { kind: 'number', text: token.text } };
  }

  #subscript(): Expression {
    const parts: (Expression | null)[] = [null];
    let isSlice = false;
    while (!this.takes(']')) {
      if (this.takes(':')) {
        isSlice = true;
        parts.push(null);
      } else parts[parts.length - 1] = this.tuple();
    }
    const [only] = parts;
    if (isSlice) return { kind: 'slice', parts };
    if (!only) throw this.#unexpected('an index');
    return only;
  }

  #unexpected(expected: string): SyntaxError {
    return new SyntaxError(`expected ${expected}, found ${this.peek()?.text ?? 'the end of the tag'}`);
  }
}
