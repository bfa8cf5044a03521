/**
 * How the output of a template grows with the conversation: the degree of a polynomial, by how deep loops over messages, or over what grows
 * with them, are nested. A list of a message's own, its parts or its calls, adds nothing: all of them together are the conversation.
 */
import { pathOf, STEP } from '../flow/facts.ts';
import type { Body, Expression, If, Macro, Span, Statement, Target } from '../syntax/nodes.ts';

export interface Growth {
  /** Of what is printed. Infinity where a text is made of itself twice over, again and again. */
  readonly output: Degree;
  /** Of what is gone through. */
  readonly time: Degree;
}

export interface Degree extends Span {
  readonly degree: number;
}

/** The deepest places; degree 0 where nothing is looped over. */
export function growthOf(body: Body): Growth {
  const { output, time } = new Measure(body);
  return { output, time };
}

const NOTHING: Degree = { degree: 0, start: 0, end: 0 };

/** Where a statement stands: how deep in what grows, and whether in a loop at all. */
interface Depth {
  readonly degree: number;
  readonly loops: boolean;
}

/** Macros that call macros that call macros; public templates have 5. */
const DEEPEST = 200;
const ENDLESS: Growth = { output: { ...NOTHING, degree: Infinity }, time: { ...NOTHING, degree: Infinity } };

class Measure {
  output: Degree = NOTHING;
  time: Degree = NOTHING;
  /** Paths of what grows with the conversation. */
  readonly #growing = new Set(['messages']);
  /** What is set to other than true in a loop. */
  readonly #reset = new Set<string>();
  readonly #macros = new Map<string, Macro>();
  readonly #growths = new Map<string, Growth>();
  #depth = 0;
  #doublings = 0;

  constructor(body: Body) {
    this.#learnMacros(body);
    for (let size = -1; size < this.#growing.size;) {
      size = this.#growing.size;
      this.#learn(body, false);
    }
    this.#visit(body, { degree: 0, loops: false });
  }

  #learnMacros(body: Body): void {
    for (const s of body) {
      if (s.kind === 'macro') this.#macros.set(s.name, s);
      for (const inner of bodiesOf(s)) this.#learnMacros(inner);
    }
  }

  /** A name grows that is made of one that grows, or added to in a loop over one. */
  #learn(body: Body, inLoop: boolean): void {
    for (const s of body) {
      if (s.kind === 'set') this.#learnSet(s.target, s.value, inLoop);
      const loops = inLoop || (s.kind === 'for' && this.#grows(s.items));
      for (const inner of bodiesOf(s)) this.#learn(inner, loops);
    }
  }

  #learnSet(target: Target, value: Expression, inLoop: boolean): void {
    const path = target.kind === 'targets' ? null : pathOf(target);
    if (path === null) return;
    for (const [name, given] of namespaceFields(value))
      if (this.#grows(given)) this.#growing.add(`${path}${STEP}${name}`);
    if (inLoop && !isTrue(value)) this.#reset.add(path);
    const isAdded = inLoop && timesIn(value, path) > 0 && isSum(value);
    if (isAdded || this.#grows(value)) this.#growing.add(path);
  }

  /** Whether what is looped over is as long as the conversation; `messages[0].content` is not. */
  #grows(e: Expression): boolean {
    switch (e.kind) {
      case 'name':
      case 'member':
        return this.#growing.has(pathOf(e) ?? '');
      case 'slice':
        return this.#grows(e.object);
      case 'filter':
        return e.operand !== null && this.#grows(e.operand) && !/^(?:first|last|tojson)$/.test(e.name);
      case 'ternary':
        return this.#grows(e.then) || (e.otherwise !== null && this.#grows(e.otherwise));
      case 'binary':
        return this.#grows(e.left) || this.#grows(e.right);
      case 'call':
        return e.callee.kind === 'name' && e.callee.name === 'range' && e.args.some((arg) => this.#grows(arg));
      case 'list':
      case 'tuple':
      case 'dict':
      case 'index':
      case 'test':
      case 'unary':
      case 'compare':
      case 'literal':
        return false;
    }
  }

  #visit(body: Body, { degree, loops }: Depth): void {
    for (const s of body) {
      const inside =
        s.kind === 'for'
          ? { degree: degree + this.#degreeOf(s.items), loops: loops || !isShort(s.items) }
          : { degree, loops };
      if (s.kind === 'for') this.#note('time', inside.degree, s.items);
      if (s.kind === 'output' || (s.kind === 'text' && s.text.trim() !== '')) this.#note('output', degree, s);
      if (s.kind === 'set' && doubles(s.value) && ++this.#doublings > MOST_DOUBLINGS)
        this.#note('output', Infinity, s.value);
      if (s.kind === 'set' && loops) this.#visitSet(s.target, s.value, degree);
      for (const name of callsIn(s)) this.#call(name, degree, s);
      if (s.kind === 'if') this.#visitBranches(s, inside);
      else if (s.kind !== 'macro') for (const inner of bodiesOf(s)) this.#visit(inner, inside);
    }
  }

  /** Hundreds of times as many as there are messages is a power more. */
  #degreeOf(items: Expression): number {
    if (!this.#grows(items)) return 0;
    return items.kind === 'call' && items.args.some(isMultiplied) ? 2 : 1;
  }

  /** What happens once happens once in all loops around it. */
  #visitBranches({ branches, otherwise }: If, depth: Depth): void {
    for (const [test, body] of branches) {
      const flag = onceBy(test, body);
      this.#visit(body, flag !== null && !this.#reset.has(flag) ? { ...depth, degree: 0 } : depth);
    }
    this.#visit(otherwise, depth);
  }

  /** A text that is added to is printed later. */
  #visitSet(target: Target, value: Expression, degree: number): void {
    const path = target.kind === 'targets' ? null : pathOf(target);
    if (path === null || !isSum(value)) return;
    const times = timesIn(value, path);
    if (times > 1) this.#note('output', Infinity, value);
    else if (times === 1 && !isCount(value)) this.#note('output', degree, value);
  }

  #note(of: 'output' | 'time', degree: number, { start, end }: Span): void {
    if (degree > this[of].degree) this[of] = { degree, start, end };
  }

  #call(name: string, degree: number, at: Span): void {
    if (!this.#macros.has(name)) return;
    const { output, time } = this.#growthOfMacro(name);
    this.#note('output', degree + output.degree, at);
    this.#note('time', degree + time.degree, at);
  }

  /** Of one call; a macro that calls itself is another rule's. */
  #growthOfMacro(name: string): Growth {
    const nothing = { output: NOTHING, time: NOTHING };
    const known = this.#growths.get(name);
    const macro = this.#macros.get(name);
    if (known || !macro) return known ?? nothing;
    if (this.#depth >= DEEPEST) return ENDLESS;
    this.#depth++;
    this.#growths.set(name, nothing);
    const outside = { output: this.output, time: this.time };
    [this.output, this.time] = [NOTHING, NOTHING];
    this.#visit(macro.body, { degree: 0, loops: false });
    const growth = { output: this.output, time: this.time };
    [this.output, this.time] = [outside.output, outside.time];
    this.#depth--;
    this.#growths.set(name, growth);
    return growth;
  }
}

/** `count + 1` */
function isCount(e: Expression): boolean {
  return (
    e.kind === 'binary' && [e.left, e.right].some((part) => part.kind === 'literal' && typeof part.value === 'number')
  );
}

/** The flag of `{% if not seen %}…{% set seen = true %}{% endif %}`. */
function onceBy(test: Expression, body: Body): string | null {
  if (test.kind === 'binary' && test.operator === 'and') return onceBy(test.left, body) ?? onceBy(test.right, body);
  const flag = test.kind === 'unary' && test.operator === 'not' ? pathOf(test.operand) : null;
  const isSet = body.some((s) => s.kind === 'set' && isTrue(s.value) && pathOf(s.target as Expression) === flag);
  return isSet ? flag : null;
}

function isTrue(e: Expression): boolean {
  return e.kind === 'literal' && e.value === true;
}

/** Few rounds double what is short to what is no longer than a page. */
const FEW = 8;

/** `namespace(a=x)` */
function namespaceFields(e: Expression): readonly (readonly [string, Expression])[] {
  return e.kind === 'call' && e.callee.kind === 'name' && e.callee.name === 'namespace' ? e.named : [];
}

const MANY = 16;

/** `n * 1000` */
function isMultiplied(e: Expression): boolean {
  if (e.kind !== 'binary') return false;
  const isMany = (part: Expression): boolean =>
    part.kind === 'literal' && typeof part.value === 'number' && part.value > MANY;
  if ((e.operator === '*' || e.operator === '**') && (isMany(e.left) || isMany(e.right) || e.operator === '**'))
    return true;
  return isMultiplied(e.left) || isMultiplied(e.right);
}

/** `range(4)` */
function isShort(e: Expression): boolean {
  if (e.kind !== 'call' || e.callee.kind !== 'name' || e.callee.name !== 'range') return false;
  return e.args.every((arg) => arg.kind === 'literal' && typeof arg.value === 'number' && arg.value <= FEW);
}

/** Texts that are made of another twice, one after another. */
const MOST_DOUBLINGS = 16;

/** `x ~ x` */
function doubles(e: Expression): boolean {
  if (e.kind !== 'binary' || !isSum(e)) return false;
  const path = pathOf(e.left);
  return path !== null && path === pathOf(e.right);
}

function isSum(e: Expression): boolean {
  return e.kind === 'binary' && (e.operator === '+' || e.operator === '~' || e.operator === '*');
}

/** How often what `path` names is part of a value. */
function timesIn(node: unknown, path: string): number {
  if (typeof node !== 'object' || node === null) return 0;
  if ('kind' in node && pathOf(node as Expression) === path) return 1;
  return Object.values(node).reduce<number>((sum, part) => sum + timesIn(part, path), 0);
}

function callsIn(s: Statement): readonly string[] {
  if (s.kind === 'output' || s.kind === 'set' || s.kind === 'do') return callees(s.value);
  return s.kind === 'call-block' ? callees(s.call) : [];
}

function callees(node: unknown): readonly string[] {
  if (typeof node !== 'object' || node === null) return [];
  const e = node as Expression;
  const own = e.kind === 'call' && e.callee.kind === 'name' ? [e.callee.name] : [];
  return [...own, ...Object.values(node).flatMap(callees)];
}

function bodiesOf(s: Statement): readonly Body[] {
  if (s.kind === 'if') return [...s.branches.map(([, body]) => body), s.otherwise];
  if (s.kind === 'for') return [s.body, s.otherwise];
  return 'body' in s ? [s.body] : [];
}
