/** How the rendering of a template ends, where it does not end well. */

/** What Python or jinja2 raises: the template cannot be rendered with what it was given. */
export class PythonError extends Error {
  readonly type: string;

  constructor(type: string, message: string) {
    super(`${type}: ${message}`);
    this.type = type;
  }
}

/** The template itself refuses the conversation. */
export class Raised extends Error {}

/** Something that jinja2 can do, and this interpreter cannot. */
export class NotTried extends Error {
  constructor(what: string) {
    super(`${what} is not tried`);
  }
}

/** Values, macros or loops in one another, deeper than they may be. */
export class TooDeep extends Error {}

export function typeError(message: string): PythonError {
  return new PythonError('TypeError', message);
}

export function valueError(message: string): PythonError {
  return new PythonError('ValueError', message);
}

export function undefinedError(message: string): PythonError {
  return new PythonError('UndefinedError', message);
}
