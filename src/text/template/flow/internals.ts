/** Names through which a template reaches what a reader is made of. No sound template needs one. */

/** Objects of Jinja itself, which are there to be called; as values they lead to all of Python. */
const GADGETS: ReadonlySet<string> = new Set([
  'cycler',
  'joiner',
  'lipsum',
  'namespace',
  'range',
  'dict',
  'self',
  'context',
  'environment',
  'config',
  'request',
  'builtins',
  'importlib',
  'marshal',
  'pickle',
  'os',
  'sys',
  'subprocess',
  'pty',
]);

/** Attributes of frames, functions and code, which begin with no underscore. */
const INTERNALS = /^(_|(func|gi|cr|ag|f|tb|co)_[a-z]+$|mro$)/;

export function isGadget(name: string): boolean {
  return GADGETS.has(name);
}

/** Methods that strings have and mappings have not. */
const METHODS_OF_TEXT =
  /^(?:upper|lower|capitalize|casefold|swapcase|[lr]?strip|[lr]?split|splitlines|[lr]?partition|replace|startswith|endswith|rfind|rindex|encode|is(?:digit|alpha|alnum|upper|lower|space))$/;

/** Whether `name` is one of them: not called, it is printed as a place in memory. */
export function isMethodOfText(name: string): boolean {
  return METHODS_OF_TEXT.test(name);
}

/** Whether an attribute of that name is one of Python's own. */
export function isInternal(name: string): boolean {
  return INTERNALS.test(name);
}
