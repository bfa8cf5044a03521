/** `attribute='a.b'` of filters: what of each element is looked at. */
import { charactersOf, isText, isWhole, type Value } from './values.ts';
import { itemOf } from './lookUp.ts';
import { NotTried } from './errors.ts';
import { Undefined } from './undefined.ts';

export type Getter = (item: Value) => Value;

/** Texts without regard to case, unless it matters. */
export function ignoringCase(value: Value): Value {
  return isText(value) ? charactersOf(value).toLowerCase() : value;
}

/** The path of an attribute: `a.0.b`, or one key. */
function keysOf(attribute: Value | undefined): readonly Value[] {
  if (attribute === undefined || attribute === null) return [];
  if (isWhole(attribute)) return [attribute];
  if (!isText(attribute)) throw new NotTried('an attribute that is no text');
  return charactersOf(attribute)
    .split('.')
    .map((part) => (/^[0-9]+$/.test(part) ? BigInt(part) : part));
}

/** `otherwise` where it is not there. */
export function getter(attribute: Value | undefined, otherwise: Value = null): Getter {
  const keys = keysOf(attribute);
  return (item) =>
    keys.reduce<Value>((value, key) => {
      const found = itemOf(value, key);
      return found instanceof Undefined && otherwise !== null ? otherwise : found;
    }, item);
}

/** Of several attributes, `a,b`: a list of what they are. */
export function getterOfMany(attribute: Value | undefined, change: Getter): Getter {
  const parts = attribute !== undefined && isText(attribute) ? charactersOf(attribute).split(',') : [attribute];
  const getters = parts.map((part) => getter(part));
  return (item) => getters.map((get) => change(get(item)));
}
