/** What jinja2 gives for what is not there: prints nothing, is false, and fails when more is asked of it. */
import { undefinedError, type PythonError } from './errors.ts';
import { PyObject } from './values.ts';

export class Undefined extends PyObject {
  readonly typeName = 'Undefined';
  readonly #why: string;

  constructor(why: string) {
    super();
    this.#why = why;
  }

  /** What is raised where more is asked of it than whether it is there. */
  failure(): PythonError {
    return undefinedError(this.#why);
  }
}

export function undefinedName(name: string): Undefined {
  return new Undefined(`'${name}' is undefined`);
}
