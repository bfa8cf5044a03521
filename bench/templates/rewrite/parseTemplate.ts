/** Reads a template into a tree. What it does not know but jinja2 does (`include`, `with`) is kept as source. */
import { name } from './build.ts';
import { pieces, type Piece } from './lexer.ts';
import { BODY, type Expression, type Parameter, type Program, type Statement } from './nodes.ts';
import { TagReader } from './parseExpression.ts';

/** Throws a SyntaxError where the template is none. */
export function parseTemplate(source: string): Program {
  return new TemplateReader(pieces(source)).program();
}

const REGIONS: ReadonlySet<string> = new Set(['with', 'generation', 'block', 'autoescape', 'trans']);
const LONE: ReadonlySet<string> = new Set(['break', 'continue', 'include', 'import', 'from', 'extends', 'do', 'debug']);

class TemplateReader {
  readonly #pieces: readonly Piece[];
  #at = 0;

  constructor(all: readonly Piece[]) {
    this.#pieces = all;
  }

  program(): Program {
    const [body, ended] = this.#until([]);
    if (ended) throw new SyntaxError('expected the end of the template, found a tag that ends nothing');
    return body;
  }

  /** Statements up to a tag that is one of `ends`, and the rest of that tag. */
  #until(ends: readonly string[]): readonly [readonly Statement[], TagReader | null, end: string] {
    const body: Statement[] = [];
    for (let piece = this.#pieces[this.#at++]; piece; piece = this.#pieces[this.#at++]) {
      if (!('tokens' in piece)) body.push({ kind: piece.type, text: piece.text });
      else if (piece.type === 'print') body.push({ kind: 'print', value: whole(piece.tokens) });
      else {
        const reader = new TagReader(piece.tokens);
        const word = reader.identifier();
        if (ends.includes(word)) return [body, reader, word];
        body.push(this.#statement(word, reader, piece.source));
      }
    }
    if (ends.length > 0) throw new SyntaxError(`expected ${ends.join(' or ')}, found the end of the template`);
    return [body, null, ''];
  }

  #body(end: string): readonly Statement[] {
    return this.#until([end])[0];
  }

  #statement(word: string, reader: TagReader, source: string): Statement {
    if (word === 'if') return this.#if(reader);
    if (word === 'for') return this.#for(reader);
    if (word === 'set') return this.#set(reader);
    if (word === 'macro')
      return { kind: 'macro', name: reader.identifier(), parameters: parameters(reader), body: this.#body('endmacro') };
    if (word === 'call') return this.#call(reader);
    if (word === 'filter')
      return { kind: 'filterBlock', filters: reader.filters(reader.filterOf(BODY)), body: this.#body('endfilter') };
    if (REGIONS.has(word)) return { kind: 'region', tag: word, source, body: this.#body(`end${word}`) };
    if (LONE.has(word)) return { kind: 'tag', source };
    throw new SyntaxError(`expected a statement, found ${word}`);
  }

  #if(reader: TagReader): Statement {
    const condition = reader.tuple(() => reader.or());
    reader.end();
    const [body, next, word] = this.#until(['elif', 'else', 'endif']);
    let otherwise: readonly Statement[] = [];
    if (word === 'elif' && next) otherwise = [this.#if(next)];
    else if (word === 'else') otherwise = this.#body('endif');
    return { kind: 'if', test: condition, body, otherwise };
  }

  #for(reader: TagReader): Statement {
    const target = reader.tuple(() => reader.postfix(reader.primary()));
    reader.expect('in');
    const iterable = reader.tuple(() => reader.or());
    const condition = reader.takes('if') ? reader.expression() : null;
    const recursive = reader.takes('recursive');
    reader.end();
    const [body, , word] = this.#until(['else', 'endfor']);
    const otherwise = word === 'else' ? this.#body('endfor') : [];
    return { kind: 'for', target, iterable, condition, recursive, body, otherwise };
  }

  #set(reader: TagReader): Statement {
    const target = reader.tuple(() => reader.postfix(reader.primary()));
    if (reader.takes('=')) {
      const value = reader.tuple();
      reader.end();
      return { kind: 'set', target, value };
    }
    const filters = reader.done ? null : reader.filters(BODY);
    return { kind: 'setBlock', target, filters, body: this.#body('endset') };
  }

  #call(reader: TagReader): Statement {
    const params = reader.sees('(') ? parameters(reader) : [];
    const called = reader.expression();
    return { kind: 'callBlock', parameters: params, call: called, body: this.#body('endcall') };
  }
}

function whole(tokens: ConstructorParameters<typeof TagReader>[0]): Expression {
  const reader = new TagReader(tokens);
  const value = reader.done ? name('none') : reader.tuple();
  reader.end();
  return value;
}

/** `(a, b=1)`: what is read as arguments, with the names the other way round. */
function parameters(reader: TagReader): readonly Parameter[] {
  return reader.args().map(({ name: keyword, value }) => {
    if (keyword !== null) return { parameter: keyword, preset: value };
    if (value.kind !== 'name') throw new SyntaxError(`expected a parameter, found ${value.kind}`);
    return { parameter: value.name, preset: null };
  });
}
