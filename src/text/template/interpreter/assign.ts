import type { Target } from '../syntax/nodes.ts';
import { Dict } from './dict.ts';
import { PythonError, typeError, valueError } from './errors.ts';
import type { Frame } from './frame.ts';
import { each } from './iterate.ts';
import { typeNameOf } from './typeNames.ts';
import { Namespace, type Value } from './values.ts';

/** Assigns to a name, to each of several, or to a field of a namespace. */
export function assign(target: Target, value: Value, frame: Frame): void {
  if (target.kind === 'name') frame.set(target.name, value);
  else if (target.kind === 'targets') unpack(target.items, value, frame);
  else setField(target, value, frame);
}

function unpack(targets: readonly Target[], value: Value, frame: Frame): void {
  const values: Value[] = [];
  for (const item of each(value)) {
    if (values.length === targets.length)
      throw valueError(`too many values to unpack (expected ${String(targets.length)})`);
    values.push(item);
  }
  if (values.length < targets.length)
    throw valueError(`not enough values to unpack (expected ${String(targets.length)}, got ${String(values.length)})`);
  targets.forEach((target, i) => {
    assign(target, values[i] as Value, frame);
  });
}

/** `namespace.name`; a set block does as much to a mapping. */
function setField(target: Target & { readonly kind: 'member' }, value: Value, frame: Frame): void {
  const object = objectOf(target, frame);
  if (object instanceof Namespace) object.fields.set(target.name, value);
  else if (object instanceof Dict) object.set(target.name, value);
  else
    throw typeError(
      `'${object === undefined ? 'missing' : typeNameOf(object)}' object does not support item assignment`,
    );
}

function objectOf({ object }: Target & { readonly kind: 'member' }, frame: Frame): Value | undefined {
  return object.kind === 'name' ? frame.get(object.name) : undefined;
}

/** Throws where a field is to be set of what is no namespace: `set` looks before it works out the value. */
export function expectNamespaces(target: Target, frame: Frame): void {
  if (target.kind === 'targets') for (const item of target.items) expectNamespaces(item, frame);
  else if (target.kind === 'member' && !(objectOf(target, frame) instanceof Namespace))
    throw new PythonError('TemplateRuntimeError', 'cannot assign attribute on non-namespace object');
}
