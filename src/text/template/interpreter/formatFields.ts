/** `text.format(…)`, as the sandbox of jinja2 lets it: fields are looked up as templates look them up. */
import { Dict } from './dict.ts';
import { NotTried, PythonError, valueError } from './errors.ts';
import { formatValue } from './formatSpec.ts';
import type { Given } from './given.ts';
import { repr, str } from './print.ts';
import { asciiRepr } from './stringRepr.ts';
import type { Value } from './values.ts';
import { deeper, workOver } from './work.ts';

/** How a template looks up `value.name` and `value[key]`. */
export interface LookUp {
  readonly attributeOf: (value: Value, name: string) => Value;
  readonly itemOf: (value: Value, key: Value) => Value;
}

/** Throws as Python does where fields and values do not fit. */
export function formatFields(text: string, lookUp: LookUp, values: Given, mapping?: Value): string {
  return new Fields(lookUp, values, mapping).fill(text, 2);
}

class Fields {
  readonly #lookUp: LookUp;
  readonly #values: Given;
  readonly #mapping: Value | undefined;
  /** Of fields without a name. */
  #next: number | 'named' = 0;

  constructor(lookUp: LookUp, values: Given, mapping: Value | undefined) {
    this.#lookUp = lookUp;
    this.#values = values;
    this.#mapping = mapping;
  }

  /** `levels`: fields may stand in the specification of a field. */
  fill(text: string, levels: number): string {
    if (levels < 0) throw valueError('Max string recursion exceeded');
    workOver(text.length);
    const parts: string[] = [];
    for (let at = 0; at < text.length;) {
      const brace = nextBrace(text, at);
      parts.push(text.slice(at, brace));
      if (brace === text.length) break;
      const one = text[brace] ?? '';
      if (text[brace + 1] === one) {
        parts.push(one);
        at = brace + 2;
      } else {
        if (one === '}') throw valueError("Single '}' encountered in format string");
        const end = endOfField(text, brace + 1);
        parts.push(this.#field(text.slice(brace + 1, end), levels));
        at = end + 1;
      }
    }
    return parts.join('');
  }

  #field(field: string, levels: number): string {
    const [, name = '', conversion, specification = ''] =
      /^((?:\[[^\]]*\]|[^:![])*)(?:!([^:]*))?(?::(.*))?$/s.exec(field) ?? [];
    if (field !== '' && name === '' && !/^[!:]/.test(field)) throw valueError(`Invalid format field '${field}'`);
    const value = converted(this.#value(name), conversion);
    const filled = deeper(() => formatValue(value, this.fill(specification, levels - 1)));
    workOver(filled.length);
    return filled;
  }

  #value(name: string): Value {
    const [, first = '', rest = ''] = /^([^.[]*)(.*)$/s.exec(name) ?? [];
    const { attributeOf, itemOf } = this.#lookUp;
    let value = this.#first(first);
    for (const [part, attribute, key = ''] of rest.matchAll(/\.([^.[]+)|\[([^\]]+)\]|./gs)) {
      if (attribute === undefined && !part.startsWith('[')) throw valueError('Empty attribute in format string');
      value =
        attribute === undefined ? itemOf(value, /^\d+$/.test(key) ? BigInt(key) : key) : attributeOf(value, attribute);
    }
    return value;
  }

  #first(name: string): Value {
    if (name === '' || /^\d+$/.test(name)) return this.#numbered(name);
    const value = this.#mapping === undefined ? this.#values.named.get(name) : this.#mapped(name);
    if (value === undefined) throw new PythonError('KeyError', name);
    return value;
  }

  #mapped(name: string): Value | undefined {
    if (this.#mapping instanceof Dict) return this.#mapping.get(name);
    throw new NotTried('format_map with what is no mapping');
  }

  #numbered(name: string): Value {
    const isAutomatic = name === '';
    if (this.#next !== 0 && isAutomatic !== (this.#next !== 'named'))
      throw valueError('cannot switch between manual field specification and automatic field numbering');
    const place = this.#next === 'named' || !isAutomatic ? Number(name) : this.#next;
    this.#next = isAutomatic ? place + 1 : 'named';
    const value = this.#values.args[place];
    if (value === undefined) throw new PythonError('IndexError', 'Replacement index out of range');
    return value;
  }
}

function nextBrace(text: string, from: number): number {
  for (let at = from; at < text.length; at++) if (text[at] === '{' || text[at] === '}') return at;
  return text.length;
}

function endOfField(text: string, from: number): number {
  let open = 1;
  for (let at = from; at < text.length; at++) {
    if (text[at] === '{') open++;
    if (text[at] === '}' && --open === 0) return at;
  }
  throw valueError("expected '}' before end of string");
}

function converted(value: Value, conversion: string | undefined): Value {
  if (conversion === undefined) return value;
  if (conversion === 's') return str(value);
  if (conversion === 'r') return repr(value);
  if (conversion === 'a') return typeof value === 'string' ? asciiRepr(value) : repr(value);
  throw valueError(`Unknown conversion specifier '${conversion}'`);
}
