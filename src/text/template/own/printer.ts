/** Makes the tree of what a template may print: names are followed to what they hold, macros to what they print where they are called. */
import type { Body, Call, Expression, Index, Member, Span, Statement } from '../syntax/nodes.ts';
import { step } from '../steps.ts';
import type { Folder } from './foldedText.ts';
import { ADDED, CALLER, field, FIELDS, isBody, type Held, type HeldValues } from './heldValues.ts';
import { keyOf, mayHoldFields } from './mayHoldFields.ts';
import { NameScopes } from './nameScopes.ts';
import { eachInner, holding, inMacro, NOWHERE, under, type Place } from './places.ts';
import { piece } from './piece.ts';
import { altOf, NOTHING, seqOf, type Printed } from './printed.ts';
import { spokenParts } from './spokenParts.ts';
import { spokenFormat } from './spokenFormat.ts';
import type { TokensByName } from './tokensByName.ts';
import { argumentsOf, changed, type MacroCall, type Way } from './way.ts';

/** Names that hold names that hold names; public templates have 6. */
const DEEPEST = 200;
/** What is held is looked at wherever it is printed. */
const STEPS_OF_HELD = 24;

export class Printer {
  /** False where names hold one another too deep to be followed. */
  isComplete = true;
  readonly #tokens: TokensByName;
  readonly #held: HeldValues;
  readonly #folder: Folder;
  readonly #knownOf: (place: Place) => object;
  readonly #scopes: NameScopes;
  /** What is followed now. */
  readonly #open = new Set<string>();
  /** What holds itself, and is added to. */
  readonly #sums = new Set<string>([ADDED, FIELDS]);
  /** Words that one output has followed, and pieces, by what is known of the place: each is said once. */
  #followed = new Map<object, Set<string | number>>();

  /** `knownOf` gives the same for places of which the same is known. */
  constructor(held: HeldValues, folder: Folder, knownOf: (place: Place) => object, tokens: TokensByName) {
    this.#held = held;
    this.#scopes = new NameScopes(held);
    this.#folder = folder;
    this.#knownOf = knownOf;
    this.#tokens = tokens;
  }

  printed(body: Body): Printed {
    return this.#body(body, { place: NOWHERE, isChanged: false });
  }

  #body(body: Body, way: Way): Printed {
    return seqOf(body.map((s) => this.#statement(s, way)));
  }

  #statement(s: Statement, way: Way): Printed {
    step();
    if (s.kind === 'text') return piece(s.text, s, way);
    if (s.kind === 'output') return this.#output(s.value, way);
    // What a name holds is printed where it is read, and what a macro prints where it is called.
    if (s.kind === 'set' || s.kind === 'set-block' || s.kind === 'do' || s.kind === 'macro') return NOTHING;
    if (s.kind === 'call-block' && this.#isMacro(s.call.callee)) return this.#output(s.call, way);
    const inner: Printed[] = [];
    eachInner(s, way.place, (body, place) => {
      inner.push(this.#body(body, { ...way, place }));
    });
    if (s.kind === 'if') return altOf(inner);
    if (s.kind === 'for') {
      const [body = NOTHING, otherwise = NOTHING] = inner;
      return { kind: 'loop', loop: s, body, otherwise };
    }
    if (s.kind === 'call-block') return seqOf([this.#output(s.call, way), ...inner]);
    if (s.kind === 'filter-block') return seqOf([...inner, ...s.filters.map((filter) => this.#output(filter, way))]);
    return seqOf(inner);
  }

  #isMacro(callee: Expression): boolean {
    return callee.kind === 'name' && this.#held.macros.has(callee.name);
  }

  #output(e: Expression, way: Way): Printed {
    // Texts alone are pieces as those beside them are.
    if (e.kind === 'literal') return typeof e.value === 'string' ? piece(e.value, e, way) : NOTHING;
    const outside = this.#followed;
    if (this.#open.size === 0) this.#followed = new Map();
    const of = this.#follow(e, way);
    this.#followed = outside;
    return of === NOTHING ? NOTHING : { kind: 'value', e, of };
  }

  /** Every literal that may be part of the value of `e`. */
  #follow(e: Expression, way: Way): Printed {
    if (!this.isComplete) return NOTHING;
    if (e.kind === 'literal') return typeof e.value === 'string' ? this.#once(e.value, e, way) : NOTHING;
    step();
    if (e.kind === 'name') return this.#name(e.name, e, way);
    const folded = this.#folder.value(e);
    if (typeof folded === 'string') return this.#once(folded, e, way, true);
    if (typeof folded === 'number') return NOTHING;
    if (typeof folded === 'object' && folded !== null && e.kind !== 'list')
      return seqOf(folded.map((item) => (typeof item === 'string' ? piece(item, e, way, true) : NOTHING)));
    if (e.kind === 'ternary') return this.#ternary(e, way);
    if (e.kind === 'binary' && (e.operator === 'and' || e.operator === 'or')) return this.#either(e, way);
    if (e.kind === 'member' || e.kind === 'index') return this.#member(e, way);
    if (e.kind === 'call') return this.#call(e, way);
    return this.#parts(e, changed(way, e));
  }

  #once(text: string, span: Span, way: Way, isMade = false): Printed {
    return this.#isNew(span.start, way) ? piece(text, span, way, isMade) : NOTHING;
  }

  #parts(e: Expression, way: Way): Printed {
    if (way.isOne && e.kind === 'dict') return this.#values(e, null, way);
    const { are, of } = spokenParts(e);
    const isOneItem = way.isOne === true && (e.kind === 'list' || e.kind === 'tuple');
    const inner = way.isOne === true && e.kind !== 'binary' && e.kind !== 'call' ? { ...way, isOne: false } : way;
    const printed = of.map((part) => this.#follow(part, inner));
    const all = are === 'alt' || isOneItem ? altOf(printed) : seqOf(printed);
    return e.kind === 'dict' || e.kind === 'list' ? seqOf([all, this.#word(ADDED, inner)]) : all;
  }

  #ternary({ test, then, otherwise }: Expression & { readonly kind: 'ternary' }, way: Way): Printed {
    const branch = (e: Expression | null, holds: boolean): Printed =>
      e ? this.#follow(e, { ...way, place: under(way.place, { test, holds }) }) : NOTHING;
    return altOf([branch(then, true), branch(otherwise, false)]);
  }

  /** What is false prints nothing. */
  #either({ operator, left, right }: Expression & { readonly kind: 'binary' }, way: Way): Printed {
    const holds = operator === 'and';
    const other = this.#follow(right, { ...way, place: under(way.place, { test: left, holds }) });
    return holds ? other : altOf([this.#follow(left, way), other]);
  }

  /** Of a namespace it is the field alone; a key that is computed chooses. */
  #member(e: Member | Index, way: Way): Printed {
    const name = keyOf(e);
    const isFields = mayHoldFields(e.object, this.#held);
    if (name !== null && isFields && e.object.kind === 'name') return this.#word(field(name), way);
    const one = { ...way, isOne: true };
    const chosen =
      name === null && e.kind === 'index'
        ? { ...one, place: under(way.place, { test: e.key, holds: true, isKey: true }) }
        : one;
    const of = e.object.kind === 'dict' ? this.#values(e.object, name, chosen) : this.#follow(e.object, chosen);
    return seqOf([isFields ? this.#word(name === null ? FIELDS : field(name), way) : NOTHING, of]);
  }

  /** The keys of a mapping that is asked for one are no values. */
  #values({ pairs }: Expression & { readonly kind: 'dict' }, key: string | null, way: Way): Printed {
    const some = pairs.filter(([name]) => key === null || name.kind !== 'literal' || String(name.value) === key);
    return altOf(some.map(([, value]) => this.#follow(value, way)));
  }

  #call(e: Call, way: Way): Printed {
    const { callee, args } = e;
    const added = this.#word(ADDED, way);
    if (callee.kind === 'member') return seqOf([this.#method(e, callee, way), added]);
    if (callee.kind !== 'name') return seqOf([this.#parts(e, way), this.#follow(callee, way), added]);
    if (callee.name === 'strftime_now') return seqOf(args.map((arg) => spokenFormat(this.#follow(arg, way))));
    if (callee.name === 'caller') return this.#word(CALLER, way);
    if (callee.name === 'namespace') return seqOf([this.#keys(e, way), this.#word(FIELDS, way)]);
    if (this.#held.macros.has(callee.name)) return this.#macro(e, callee.name, way);
    return seqOf([this.#keys(e, way), this.#parts(e, way), added]);
  }

  #method(e: Call, { object, name }: Member, way: Way): Printed {
    const [key] = e.args;
    const isLookedUp = name === 'get' && key !== undefined && object.kind === 'dict';
    if (!isLookedUp) return this.#parts(e, changed(way, e));
    const chosen = { ...way, place: under(way.place, { test: key, holds: true, isKey: true }) };
    return altOf([this.#values(object, null, chosen), ...e.args.slice(1).map((arg) => this.#follow(arg, way))]);
  }

  /** The names of arguments may be keys that are printed. */
  #keys({ named }: Call, way: Way): Printed {
    return seqOf(named.map(([name, value]) => piece(name, value, way)));
  }

  /** What it is called with may be printed, and is said once: where the body says it, if it does. */
  #macro(e: Call, name: string, way: Way): Printed {
    const word = `${name}()`;
    const given = (): Printed => this.#parts(e, { ...way, isOne: true, isArgument: true });
    if (!this.#isNew(word, way)) return given();
    const bodies = this.#opened(word, () =>
      (this.#held.macros.get(name) ?? []).map((macro) => {
        const call = { macro, args: argumentsOf(macro, e), isKnown: e.spread.length === 0, way };
        return this.#body(macro.body, { ...way, place: inMacro(way.place, macro), call });
      }),
    );
    return seqOf([altOf(bodies), given()]);
  }

  #name(name: string, span: Span, way: Way): Printed {
    const given = way.call?.args.get(name);
    if (given && way.call) return this.#argument(name, given, way.call, way);
    const token = Object.hasOwn(this.#tokens, name) ? this.#tokens[name] : undefined;
    const said = token === undefined ? NOTHING : piece(token, span, way);
    if (name === 'messages' && !way.isArgument)
      return seqOf([{ kind: 'message', place: way.place }, this.#word(name, way)]);
    return seqOf([said, this.#word(name, way), this.#held.isNamespace(name) ? this.#word(FIELDS, way) : NOTHING]);
  }

  /** A parameter is what this call gives, or what the macro sets it to. */
  #argument(name: string, given: Expression, { way: outer }: MacroCall, way: Way): Printed {
    const isNew = this.#isNew(`${name}= ${String(given.start)}`, way);
    const printed = isNew ? this.#follow(given, { ...way, call: outer.call }) : NOTHING;
    const isSet = this.#held.givenTo(name).length < this.#held.of(name).length;
    return isSet ? altOf([printed, this.#word(name, way)]) : printed;
  }

  #word(word: string, way: Way): Printed {
    if (this.#held.of(word).length === 0) return NOTHING;
    if (this.#open.has(word)) this.#sums.add(word);
    if (!this.#isNew(word, way)) return NOTHING;
    const printed = this.#opened(word, () =>
      this.#scopes.seen(word, way).map((held) => this.#heldValue(word, held, way)),
    );
    return this.#sums.has(word) ? seqOf(printed) : altOf(printed);
  }

  /** Whether one output has not followed it yet where as much is known. */
  #isNew(what: string | number, { place }: Way): boolean {
    const known = this.#knownOf(place);
    const followed = this.#followed.get(known) ?? new Set();
    this.#followed.set(known, followed);
    return !followed.has(what) && followed.add(what).has(what);
  }

  #opened(word: string, follow: () => readonly Printed[]): readonly Printed[] {
    if (this.#open.has(word)) return [];
    if (this.#open.size >= DEEPEST) this.isComplete = false;
    this.#open.add(word);
    const printed = follow();
    this.#open.delete(word);
    return printed;
  }

  #heldValue(word: string, { value, place, isArgument = false }: Held, way: Way): Printed {
    step(STEPS_OF_HELD);
    const isName = !word.startsWith('.');
    const call = way.call && place.macroAround === way.call.macro ? way.call : undefined;
    const inner = {
      ...way,
      place: holding(way.place, place, isName),
      isArgument: way.isArgument === true || isArgument,
      call,
    };
    return isBody(value) ? this.#body(value, inner) : this.#follow(value, inner);
  }
}
