/** Prints a tree as a template that reads to the same tree. */
import { BODY, type Argument, type Expression, type Parameter, type Program, type Statement } from './nodes.ts';

export function printTemplate(program: Program): string {
  return program.map((statement, i) => printStatement(statement, program[i + 1])).join('');
}

function printStatement(statement: Statement, next: Statement | undefined): string {
  switch (statement.kind) {
    case 'text':
      return isPlain(statement.text, next) ? statement.text : `{{ ${quoted(statement.text)} }}`;
    case 'comment':
      return `{#${statement.text}#}`;
    case 'print':
      return `{{ ${open(statement.value)} }}`;
    case 'if':
      return printIf(statement, 'if');
    case 'for':
      return printFor(statement);
    case 'set':
      return tag(`set ${open(statement.target)} = ${open(statement.value)}`);
    case 'tag':
      return tag(statement.source);
    case 'setBlock':
    case 'macro':
    case 'callBlock':
    case 'filterBlock':
    case 'region':
      return `${tag(head(statement))}${printTemplate(statement.body)}${tag(`end${head(statement).split(/[ (]/)[0] ?? ''}`)}`;
  }
}

type Block = Extract<Statement, { readonly kind: 'setBlock' | 'macro' | 'callBlock' | 'filterBlock' | 'region' }>;

function head(block: Block): string {
  switch (block.kind) {
    case 'setBlock':
      return `set ${open(block.target)}${block.filters ? ` ${chain(block.filters)}` : ''}`;
    case 'macro':
      return `macro ${block.name}(${parameters(block.parameters)})`;
    case 'callBlock':
      return `call${block.parameters.length > 0 ? `(${parameters(block.parameters)})` : ''} ${open(block.call)}`;
    case 'filterBlock':
      return `filter ${chain(block.filters).slice(2)}`;
    case 'region':
      return block.source;
  }
}

function printIf({ test, body, otherwise }: Extract<Statement, { readonly kind: 'if' }>, word: string): string {
  const [only] = otherwise;
  const head = tag(`${word} ${test.kind === 'ternary' ? closed(test) : open(test)}`) + printTemplate(body);
  if (only?.kind === 'if' && otherwise.length === 1) return head + printIf(only, 'elif');
  const rest = otherwise.length > 0 ? tag('else') + printTemplate(otherwise) : '';
  return head + rest + tag('endif');
}

function printFor(loop: Extract<Statement, { readonly kind: 'for' }>): string {
  const { target, iterable, condition, recursive, body, otherwise } = loop;
  const only = condition ? ` if ${open(condition)}` : '';
  const what = iterable.kind === 'ternary' ? closed(iterable) : open(iterable);
  const head = tag(`for ${open(target)} in ${what}${only}${recursive ? ' recursive' : ''}`);
  const rest = otherwise.length > 0 ? tag('else') + printTemplate(otherwise) : '';
  return head + printTemplate(body) + rest + tag('endfor');
}

function tag(inside: string): string {
  return `{% ${inside} %}`;
}

/** Whether text stands as it is: tags eat newlines behind them and spaces before them, and the end eats one newline. */
function isPlain(text: string, next: Statement | undefined): boolean {
  if (/^\n|\{[{%#]|\{$|\r|(^|\n)[^\S\n]+$/.test(text)) return false;
  return text !== '' && next?.kind !== 'text' && !(next === undefined && text.endsWith('\n'));
}

function parameters(all: readonly Parameter[]): string {
  return all.map(({ parameter, preset }) => (preset ? `${parameter}=${open(preset)}` : parameter)).join(', ');
}

function args(all: readonly Argument[]): string {
  return all.map(({ name, value }) => `${prefix(name)}${open(value)}`).join(', ');
}

function prefix(name: string | null): string {
  return name === null || name.startsWith('*') ? (name ?? '') : `${name}=`;
}

/** `| upper | trim`, of filters whose operand is a body. */
function chain(filters: Expression): string {
  return filters === BODY || filters.kind !== 'filter'
    ? ''
    : [chain(filters.operand), `| ${filters.name}${bracketed(filters.args)}`].join(' ').trim();
}

function bracketed(all: readonly Argument[]): string {
  return all.length > 0 ? `(${args(all)})` : '';
}

/** An expression where nothing follows that could take a part of it. */
function open(expression: Expression): string {
  switch (expression.kind) {
    case 'name':
      return expression.name;
    case 'string':
      return expression.escaped ? `'${expression.value.replace(/[^]/g, escape)}'` : quoted(expression.value);
    case 'number':
      return expression.text;
    case 'list':
      return `[${expression.items.map(open).join(', ')}]`;
    case 'tuple':
      return tuple(expression.items);
    case 'dict':
      return `{${expression.entries.map(([key, value]) => `${open(key)}: ${open(value)}`).join(', ')}}`;
    case 'attribute':
      return `${closed(expression.object)}.${expression.name}`;
    case 'index':
      return `${closed(expression.object)}[${open(expression.index)}]`;
    case 'slice':
      return expression.parts.map((part) => (part ? open(part) : '')).join(':');
    case 'call':
      return `${closed(expression.callee)}(${args(expression.args)})`;
    case 'filter':
      return `${closed(expression.operand)} | ${expression.name}${bracketed(expression.args)}`;
    case 'test':
      return `${closed(expression.operand)} is ${expression.negated ? 'not ' : ''}${expression.name}${bracketed(expression.args)}`;
    case 'unary':
      return `${expression.operator}${expression.operator === 'not' ? ' ' : ''}${closed(expression.operand)}`;
    case 'binary':
      return `${closed(expression.left)} ${expression.operator} ${closed(expression.right)}`;
    case 'ternary':
      return `${closed(expression.yes)} if ${closed(expression.test)}${expression.no ? ` else ${closed(expression.no)}` : ''}`;
  }
}

function tuple(items: readonly Expression[]): string {
  return items.length === 1 ? `(${items.map(open).join('')},)` : `(${items.map(open).join(', ')})`;
}

const ATOMS: ReadonlySet<string> = new Set([
  'name',
  'string',
  'number',
  'list',
  'tuple',
  'dict',
  'attribute',
  'index',
  'call',
]);

/** An expression as part of another one. */
function closed(expression: Expression): string {
  return ATOMS.has(expression.kind) ? open(expression) : `(${open(expression)})`;
}

const ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\t': '\\t', '\r': '\\r', "'": "\\'", '\\': '\\\\' };

function quoted(text: string): string {
  return `'${text.replace(/[\n\t\r'\\]/g, (one) => ESCAPES[one] ?? one)}'`;
}

/** `\\u0061`: by UTF-16 units, and so only for characters of one unit. */
function escape(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
