import { PYTHON_SEMANTICS } from './pythonSemantics.ts';

/**
 * What runs in a template's process, as source: it is given an interpreter's source first, then templates and variables, and sends what
 * came of them. It loads nothing itself, so that the process needs no right to read a file.
 */
export const CHILD_SOURCE = `${PYTHON_SEMANTICS}
const [steps, stepsInAll, outputBytes, maxDepth, maxNodes] = process.argv.slice(1).map(Number);
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});
let taken = 0;
let takenInAll = 0;
let interpreter = null;
let last = null;
function count() {
  if (++taken > steps || ++takenInAll > stepsInAll) throw Object.assign(new Error('steps'), { isLimit: true });
}
function load(source) {
  const module = { exports: {} };
  require('node:vm').runInThisContext('(function (module, exports) {' + source + '\\n})')(module, module.exports);
  const { prototype } = module.exports.Interpreter;
  likePython(module.exports.Interpreter, count);
  // Every node, and every round of a loop: an empty body evaluates nothing.
  for (const name of ['evaluate', 'evaluateBlock']) {
    const original = prototype[name];
    prototype[name] = function (...args) {
      count();
      return original.apply(this, args);
    };
  }
  return module.exports;
}
function refuse(code, message) {
  return Object.assign(new Error(message), { code });
}
function measure(root) {
  let depth = 0;
  let nodes = 0;
  for (let level = [root]; level.length > 0; depth++) {
    if (depth > maxDepth) throw refuse('template/parse', 'nested too deep');
    const next = [];
    for (const value of level) {
      if (typeof value.type === 'string' && ++nodes > maxNodes) throw refuse('template/nodes', 'too many nodes');
      for (const member of value instanceof Map ? [...value].flat() : Object.values(value))
        if (typeof member === 'object' && member !== null) next.push(member);
    }
    level = next;
  }
}
function parse(template) {
  const parsed = new interpreter.Template(template);
  measure(parsed.parsed);
  return parsed;
}
// What the engine itself refuses, such as a string that is too long.
function codeOf(error) {
  if (error && error.isLimit) return 'template/steps';
  return error instanceof RangeError ? 'template/resources' : 'template/failed';
}
process.on('message', ({ source, template, variables }) => {
  if (source !== undefined) {
    interpreter = load(source);
    return process.send({ ready: true });
  }
  try {
    if (last?.template !== template) last = { template, parsed: parse(template) };
  } catch (error) {
    return process.send({ code: error?.code ?? 'template/parse', failed: String(error && error.message) });
  }
  try {
    taken = 0;
    const text = last.parsed.render(variables);
    process.send(text.length > outputBytes ? { tooLong: text.length } : { text });
  } catch (error) {
    process.send({ code: codeOf(error), failed: String(error && error.message) });
  }
});
`;
