/**
 * What a template's process changes in the interpreter, as source: where JavaScript compares and divides otherwise than Python, it does as
 * Python. A template could print everything here and leave it out for whoever renders it in Python, or the other way round.
 */
export const PYTHON_SEMANTICS = `
function likePython(Interpreter, count) {
  const { prototype } = Interpreter;
  const { evaluate, evaluateBinaryExpression } = prototype;
  if (!evaluateBinaryExpression) return;
  prototype.evaluate = function (node, environment) {
    return node?.type === 'Evaluated' ? node.value : evaluate.call(this, node, environment);
  };
  prototype.evaluateBinaryExpression = function (node, environment) {
    const operator = node.operator.value;
    if (!['==', '!=', 'in', 'not in', '%'].includes(operator))
      return evaluateBinaryExpression.call(this, node, environment);
    const left = this.evaluate(node.left, environment);
    const right = this.evaluate(node.right, environment);
    const found = ofPython(operator, left, right);
    if (typeof found === 'boolean') return new (left.__bool__().constructor)(found);
    if (found !== undefined) return found;
    const [first, second] = [left, right].map((value) => ({ type: 'Evaluated', value }));
    return evaluateBinaryExpression.call(this, { ...node, left: first, right: second }, environment);
  };
  // Undefined where both languages agree.
  function ofPython(operator, left, right) {
    if (operator === '==') return same(left, right);
    if (operator === '!=') return !same(left, right);
    if (operator === '%') return isNumber(left) && isNumber(right) ? remainder(left, right) : undefined;
    if (!Array.isArray(right.value)) return undefined;
    return right.value.some((item) => same(left, item)) === (operator === 'in');
  }
  // Of the sign of the divisor.
  function remainder(left, right) {
    const rest = left.value % right.value;
    const value = rest !== 0 && rest < 0 !== right.value < 0 ? rest + right.value : rest;
    return new (left.type === 'FloatValue' ? left : right).constructor(value);
  }
  function isNumber({ type }) {
    return type === 'IntegerValue' || type === 'FloatValue';
  }
  function same(a, b) {
    count();
    if (a === b) return true;
    const isCount = (x) => isNumber(x) || x.type === 'BooleanValue';
    if (isCount(a) && isCount(b)) return Number(a.value) === Number(b.value);
    if (a.type !== b.type) return false;
    if (Array.isArray(a.value)) return sameItems(a.value, b.value);
    return a.value instanceof Map && b.value instanceof Map ? sameFields(a.value, b.value) : a.value === b.value;
  }
  function sameItems(a, b) {
    return a.length === b.length && a.every((item, i) => same(item, b[i]));
  }
  function sameFields(a, b) {
    return a.size === b.size && [...a].every(([key, item]) => b.has(key) && same(item, b.get(key)));
  }
}
`;
