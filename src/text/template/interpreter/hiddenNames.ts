/** Names of Python's own, which the sandbox hides where they are there. */
import { Dict } from './dict.ts';
import { Undefined } from './undefined.ts';
import { Namespace, type Value } from './values.ts';

const OF_OBJECTS = `__class__ __delattr__ __dir__ __doc__ __eq__ __format__ __ge__ __getattribute__ __getstate__ __gt__ __hash__ __init__
  __init_subclass__ __le__ __lt__ __ne__ __new__ __reduce__ __reduce_ex__ __repr__ __setattr__ __sizeof__ __str__ __subclasshook__`;
const OF_DICTS = `__class_getitem__ __contains__ __delitem__ __getitem__ __ior__ __iter__ __len__ __or__ __reversed__ __ror__ __setitem__`;
const OF_UNDEFINED = `__add__ __bool__ __call__ __complex__ __div__ __float__ __floordiv__ __getattr__ __getitem__ __int__ __iter__ __len__
  __mod__ __module__ __mul__ __neg__ __pos__ __pow__ __radd__ __rdiv__ __rfloordiv__ __rmod__ __rmul__ __rpow__ __rsub__ __rtruediv__
  __slots__ __sub__ __truediv__ __dict__ __weakref__ _fail_with_undefined_error _undefined_exception _undefined_hint _undefined_message
  _undefined_name _undefined_obj`;

const [OBJECTS, DICTS, UNDEFINED] = [OF_OBJECTS, OF_DICTS, OF_UNDEFINED].map((names) => new Set(names.split(/\s+/)));

/** Whether the value has it, and nobody may see it. */
export function isHidden(value: Value, name: string): boolean {
  if (!name.startsWith('_')) return false;
  if (OBJECTS?.has(name)) return true;
  if (value instanceof Dict) return DICTS?.has(name) ?? false;
  if (value instanceof Namespace) return value.fields.has(name);
  return value instanceof Undefined && (UNDEFINED?.has(name) ?? false);
}
