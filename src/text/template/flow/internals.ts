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

/** Methods of strings and lists that a mapping of a conversation has no key for. */
const METHODS_OF_TEXT =
  /^(?:upper|lower|capitalize|casefold|swapcase|[lr]?strip|[lr]?split|splitlines|[lr]?partition|replace|startswith|endswith|r?find|r?index|encode|center|[lr]just|zfill|expandtabs|translate|maketrans|format_map|removeprefix|removesuffix|is(?:digit|alpha|alnum|upper|lower|space|ascii|decimal|numeric|identifier|printable|title)|append|insert|extend|reverse|remove)$/;
/** Those that it may have one for: asked of what is a string or a list for sure. */
const METHODS = /^(?:title|format|join|count|sort|pop|clear|copy|index)$/;

/** Whether `name` is a method of what is no mapping: not called, it is printed as a place in memory, and compared as an object. */
export function isMethodOfText(name: string, isMapping: 'no' | 'perhaps'): boolean {
  return METHODS_OF_TEXT.test(name) || (isMapping === 'no' && METHODS.test(name));
}

/** Whether an attribute of that name is one of Python's own. */
export function isInternal(name: string): boolean {
  return INTERNALS.test(name);
}
