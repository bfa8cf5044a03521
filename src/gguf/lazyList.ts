const INDEX = /^(?:0|[1-9]\d*)$/;

/**
 * An array whose elements are made by `make` each time that they are asked for, and kept by nobody: for lists of a million. Every
 * method of arrays that does not write works on it; two elements asked for at one index are equal and not identical.
 */
export function lazyList<T>(length: number, make: (index: number) => T): readonly T[] {
  const isIndex = (key: string | symbol): key is string =>
    typeof key === 'string' && INDEX.test(key) && Number(key) < length;
  return new Proxy<readonly T[]>([], {
    get: (list, key, receiver): unknown => {
      if (key === 'length') return length;
      return isIndex(key) ? make(Number(key)) : Reflect.get(list, key, receiver);
    },
    has: (list, key) => isIndex(key) || Reflect.has(list, key),
    ownKeys: () => [...Array.from({ length }, (_, i) => String(i)), 'length'],
    getOwnPropertyDescriptor: (list, key) => {
      if (key === 'length') return { value: length, writable: true, enumerable: false, configurable: false };
      return isIndex(key)
        ? { value: make(Number(key)), writable: true, enumerable: true, configurable: true }
        : Reflect.getOwnPropertyDescriptor(list, key);
    },
    set: () => false,
    defineProperty: () => false,
    deleteProperty: () => false,
  });
}
