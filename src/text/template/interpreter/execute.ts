/** What statements do. */
import type {
  Body,
  CallBlock,
  Filter,
  FilterBlock,
  For,
  Generation,
  Macro as MacroNode,
  Node,
  SetBlock,
  Statement,
  With,
} from '../syntax/nodes.ts';
import { assign, expectNamespaces } from './assign.ts';
import { NotTried } from './errors.ts';
import { argumentsIn, callValue, evaluate, filtered } from './evaluate.ts';
import { Frame } from './frame.ts';
import { chosenFrom, LoopContext } from './loopContext.ts';
import { Macro, type MacroArguments } from './macro.ts';
import { Output } from './output.ts';
import { str } from './print.ts';
import type { Scopes } from './scopes.ts';
import type { Symbols } from './symbols.ts';
import { isTrue } from './truth.ts';
import { Undefined } from './undefined.ts';
import type { Value } from './values.ts';
import { deeper, work } from './work.ts';

/** Why a body ended before its end. */
type Jump = 'break' | 'continue' | null;

/** What a loop goes through, and how far down it is. */
interface Rounds {
  readonly items: Value;
  readonly recurse: ((items: Value) => string) | null;
  readonly depth: number;
}

/** What goes through a template, statement by statement. */
export class Executor {
  readonly #scopes: Scopes;

  constructor(scopes: Scopes) {
    this.#scopes = scopes;
  }

  body(body: Body, frame: Frame, out: Output): Jump {
    for (const statement of body) {
      work();
      const jump = this.#statement(statement, frame, out);
      if (jump) return jump;
    }
    return null;
  }

  #statement(s: Statement, frame: Frame, out: Output): Jump {
    // The others no jump leaves.
    // eslint-disable-next-line @typescript-eslint/switch-exhaustiveness-check
    switch (s.kind) {
      case 'break':
      case 'continue':
        return s.kind;
      case 'if':
        return this.#if(s, frame, out);
      case 'for':
        return this.#for(s, frame, out);
      case 'with':
        return this.#with(s, frame, out);
      case 'set-block':
        return this.#setBlock(s, frame);
      case 'filter-block':
        return this.#filterBlock(s, frame, out);
      default:
        this.#plain(s, frame, out);
        return null;
    }
  }

  /** Statements that no jump leaves. */
  #plain(
    s: Exclude<
      Statement,
      { readonly kind: 'break' | 'continue' | 'if' | 'for' | 'with' | 'set-block' | 'filter-block' }
    >,
    frame: Frame,
    out: Output,
  ): void {
    if (s.kind === 'text') out.write(s.text);
    else if (s.kind === 'output') out.write(str(evaluate(s.value, frame)));
    else if (s.kind === 'do') evaluate(s.value, frame);
    else if (s.kind === 'macro') frame.set(s.name, this.#macro(s, s.name, frame));
    else if (s.kind === 'call-block') out.write(str(this.#callBlock(s, frame)));
    else if (s.kind === 'generation') this.#generation(s, frame, out);
    else if (s.kind === 'foreign') throw new NotTried(`the tag ${s.keyword}`);
    else {
      expectNamespaces(s.target, frame);
      assign(s.target, evaluate(s.value, frame), frame);
    }
  }

  #if({ branches, otherwise }: Statement & { readonly kind: 'if' }, frame: Frame, out: Output): Jump {
    for (const [test, body] of branches) if (isTrue(evaluate(test, frame))) return this.body(body, frame, out);
    return this.body(otherwise, frame, out);
  }

  #with(node: With, frame: Frame, out: Output): Jump {
    const inner = this.#inner(this.#scopes.with(node, frame.symbols), frame);
    inner.enter();
    for (const [target, value] of node.bindings) assign(target, evaluate(value, frame), inner);
    return this.body(node.body, inner, out);
  }

  #setBlock(node: SetBlock, frame: Frame): Jump {
    const { inner, text, jump } = this.#kept(node, frame);
    if (!jump) assign(node.target, this.#filtered(node.filters, text, inner), frame);
    return jump;
  }

  #filterBlock(node: FilterBlock, frame: Frame, out: Output): Jump {
    const { inner, text, jump } = this.#kept(node, frame);
    if (!jump) out.write(str(this.#filtered(node.filters, text, inner)));
    return jump;
  }

  /** What a block prints, kept for what is made of it. */
  #kept(node: Node & { readonly body: Body }, frame: Frame): { inner: Frame; text: string; jump: Jump } {
    const inner = this.#inner(this.#scopes.block(node, frame.symbols), frame);
    inner.enter();
    const kept = new Output();
    const jump = this.body(node.body, inner, kept);
    return { inner, text: kept.text, jump };
  }

  #filtered(filters: readonly Filter[], text: string, frame: Frame): Value {
    return filters.reduce<Value>((value, filter) => filtered(filter, value, frame), text);
  }

  #generation(node: Generation, frame: Frame, out: Output): void {
    const inner = this.#inner(this.#scopes.block(node, frame.symbols), frame);
    inner.enter();
    this.body(node.body, inner, out);
  }

  #callBlock(node: CallBlock, frame: Frame): Value {
    const caller = this.#macro(node, null, frame);
    const callee = evaluate(node.call.callee, frame);
    const { args, named } = argumentsIn(node.call, frame);
    return callValue(callee, { args, named: new Map([...named, ['caller', caller]]) });
  }

  #macro(node: MacroNode | CallBlock, name: string | null, frame: Frame): Macro {
    const symbols = this.#scopes.macro(node, frame.symbols);
    const names = node.parameters.map((parameter) => parameter.name);
    return new Macro(name, names, this.#scopes.takes(node), (given) =>
      this.#callMacro(node, this.#inner(symbols, frame), given),
    );
  }

  #callMacro({ parameters, body }: MacroNode | CallBlock, frame: Frame, given: MacroArguments): string {
    for (const [name, value] of given) frame.set(name, value);
    frame.enter();
    for (const { name, otherwise } of parameters) {
      if (frame.get(name) !== undefined) continue;
      frame.set(name, otherwise ? evaluate(otherwise, frame) : new Undefined(`parameter '${name}' was not provided`));
    }
    const out = new Output();
    this.body(body, frame, out);
    return out.text;
  }

  #for(node: For, frame: Frame, out: Output): Jump {
    const items = evaluate(node.items, frame);
    if (node.recursive) {
      out.write(deeper(() => this.#recursive(node, items, frame, 0)));
      return null;
    }
    return deeper(() => this.#loop(node, { items, recurse: null, depth: 0 }, frame, out));
  }

  #recursive(node: For, items: Value, frame: Frame, depth: number): string {
    const out = new Output();
    const recurse = (inner: Value): string => deeper(() => this.#recursive(node, inner, frame, depth + 1));
    this.#loop(node, { items, recurse, depth }, frame, out);
    return out.text;
  }

  /** A jump out of `else` leaves the loop around. */
  #loop(node: For, { items, recurse, depth }: Rounds, frame: Frame, out: Output): Jump {
    const symbols = this.#scopes.loop(node, 'body', frame.symbols);
    const inner = this.#inner(symbols, frame);
    const loop = new LoopContext(this.#chosen(node, items, frame), recurse, depth);
    const hasLoop = symbols.loads.get('loop') === 'parameter';
    let isEmpty = true;
    for (let item = loop.next(); item !== undefined; item = loop.next()) {
      assign(node.target, item, inner);
      if (hasLoop) inner.set('loop', loop);
      inner.enter();
      const jump = this.body(node.body, inner, out);
      if (jump === 'break') break;
      // A round that is cut short does not count, as jinja2 has it.
      if (!jump) isEmpty = false;
    }
    inner.leave();
    return isEmpty && node.otherwise.length > 0 ? this.#otherwise(node, frame, out) : null;
  }

  #otherwise(node: For, frame: Frame, out: Output): Jump {
    const inner = this.#inner(this.#scopes.loop(node, 'otherwise', frame.symbols), frame);
    inner.enter();
    return this.body(node.otherwise, inner, out);
  }

  /** The elements that the loop's own test lets in. */
  #chosen(node: For, items: Value, frame: Frame): Value {
    const { test } = node;
    if (!test) return items;
    const inner = this.#inner(this.#scopes.loop(node, 'test', frame.symbols), frame);
    let isEntered = false;
    return chosenFrom(items, (item) => {
      if (!isEntered) inner.enter();
      isEntered = true;
      assign(node.target, item, inner);
      return isTrue(evaluate(test, inner));
    });
  }

  #inner(symbols: Symbols, frame: Frame): Frame {
    return new Frame(symbols, frame.rendering, frame);
  }
}
