/** What expressions come to. */
import type { Binary, Compare, CompareOperator, Expression, Filter, Slice, Test } from '../syntax/nodes.ts';
import { Callable } from './builtin.ts';
import { argumentsGiven } from './callArguments.ts';
import { areEqual, isIn, isOrdered } from './compare.ts';
import { Dict } from './dict.ts';
import { ENGINE } from './engine.ts';
import { PythonError, typeError } from './errors.ts';
import type { Frame } from './frame.ts';
import type { Given } from './given.ts';
import { literalValue } from './literals.ts';
import { attributeOf, itemOf } from './lookUp.ts';
import { operate, signed } from './operators.ts';
import { str } from './print.ts';
import { sliced } from './slices.ts';
import { isTrue } from './truth.ts';
import { typeNameOf } from './typeNames.ts';
import { Undefined, undefinedName } from './undefined.ts';
import { Tuple, type Value } from './values.ts';
import { work, workOver } from './work.ts';

export function evaluate(e: Expression, frame: Frame): Value {
  work();
  const value = valueOf(e, frame);
  if (typeof value === 'number' && !Number.isFinite(value) && frame.rendering.program.written.has(e))
    throw new PythonError('NameError', "name 'inf' is not defined");
  return value;
}

function valueOf(e: Expression, frame: Frame): Value {
  switch (e.kind) {
    case 'name':
      return nameOf(e.name, frame);
    case 'literal':
      return literalValue(e, frame.rendering.program.source);
    case 'list':
      return e.items.map((item) => evaluate(item, frame));
    case 'tuple':
      return new Tuple(e.items.map((item) => evaluate(item, frame)));
    case 'dict':
      return Dict.of(e.pairs.map(([key, value]) => [evaluate(key, frame), evaluate(value, frame)]));
    case 'member':
      return attributeOf(evaluate(e.object, frame), e.name);
    case 'index':
      return itemOf(evaluate(e.object, frame), evaluate(e.key, frame));
    case 'slice':
      return slice(e, frame);
    case 'call':
      return callValue(evaluate(e.callee, frame), argumentsIn(e, frame));
    case 'filter':
      return filtered(e, e.operand === null ? null : evaluate(e.operand, frame), frame);
    case 'test':
      return tested(e, frame);
    case 'unary':
      return e.operator === 'not'
        ? !isTrue(evaluate(e.operand, frame))
        : signed(e.operator, evaluate(e.operand, frame));
    case 'binary':
      return binary(e, frame);
    case 'compare':
      return compared(e, frame);
    case 'ternary':
      return isTrue(evaluate(e.test, frame)) ? evaluate(e.then, frame) : otherwise(e.otherwise, frame);
  }
}

/** None is a value; what is missing is undefined. */
function nameOf(name: string, frame: Frame): Value {
  const value = frame.get(name);
  return value === undefined ? undefinedName(name) : value;
}

function otherwise(e: Expression | null, frame: Frame): Value {
  if (e) return evaluate(e, frame);
  return new Undefined('the inline if-expression evaluated to false and no else section was defined.');
}

function slice(e: Slice, frame: Frame): Value {
  const value = evaluate(e.object, frame);
  const bound = (one: Expression | null): Value => (one ? evaluate(one, frame) : null);
  try {
    return sliced(value, { from: bound(e.from), to: bound(e.to), step: bound(e.step) });
  } catch (error) {
    if (error instanceof PythonError && error.type === 'TypeError' && frame.rendering.program.folded.has(e))
      return new Undefined('no slice');
    throw error;
  }
}

/** Arguments of a call, a filter or a test. */
export function argumentsIn(e: Parameters<typeof argumentsGiven>[0], frame: Frame): Given {
  return argumentsGiven(e, frame.rendering.program.source, (argument) => evaluate(argument, frame));
}

/** Throws where the value cannot be called. */
export function callValue(callee: Value, given: Given): Value {
  if (callee instanceof Callable) return callee.call(given);
  if (callee instanceof Undefined) throw callee.failure();
  throw typeError(`'${typeNameOf(callee)}' object is not callable`);
}

/** What a filter makes of a value, which stands before it or is a block. */
export function filtered(e: Filter, value: Value, frame: Frame): Value {
  return ENGINE.filter(e.name, value, argumentsIn(e, frame));
}

function tested(e: Test, frame: Frame): boolean {
  const value = evaluate(e.operand, frame);
  return ENGINE.test(e.name, value, argumentsIn(e, frame)) !== e.negated;
}

function binary({ operator, left, right }: Binary, frame: Frame): Value {
  const first = evaluate(left, frame);
  if (operator === 'and') return isTrue(first) ? evaluate(right, frame) : first;
  if (operator === 'or') return isTrue(first) ? first : evaluate(right, frame);
  const second = evaluate(right, frame);
  if (operator !== '~') return operate(operator, first, second);
  const text = str(first) + str(second);
  workOver(text.length);
  return text;
}

/** All hold; what stands behind the first that does not is not looked at. */
function compared({ first, rest }: Compare, frame: Frame): boolean {
  let left = evaluate(first, frame);
  for (const [operator, operand] of rest) {
    const right = evaluate(operand, frame);
    if (!holds(operator, left, right)) return false;
    left = right;
  }
  return true;
}

function holds(operator: CompareOperator, a: Value, b: Value): boolean {
  if (operator === '==') return areEqual(a, b);
  if (operator === '!=') return !areEqual(a, b);
  if (operator === 'in') return isIn(a, b);
  return operator === 'not in' ? !isIn(a, b) : isOrdered(operator, a, b);
}
