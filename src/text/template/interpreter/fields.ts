import type { PyObject, Value } from './values.ts';

/** An object that has fields of its own, such as `loop`. */
export interface WithFields extends PyObject {
  /** Undefined where there is none of that name. */
  field(name: string): Value | undefined;
}

export function hasFields(value: PyObject | Value[]): value is WithFields {
  return 'field' in value;
}
