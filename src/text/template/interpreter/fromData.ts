/** Plain data as a template sees it. */
import { Dict } from './dict.ts';
import type { Value } from './values.ts';
import { work } from './work.ts';

/** Numbers that are whole are whole numbers; what is undefined is left out. */
function fromData(data: unknown): Value {
  work();
  if (data === null || data === undefined) return null;
  if (typeof data === 'string' || typeof data === 'boolean' || typeof data === 'bigint') return data;
  if (typeof data === 'number') return Number.isInteger(data) ? BigInt(data) : data;
  if (Array.isArray(data)) return data.map(fromData);
  if (typeof data !== 'object') throw new TypeError(`expected plain data, found ${typeof data}`);
  return Dict.of(pairsIn(data));
}

/** The fields of a plain object, by name. */
export function namesIn(data: object): ReadonlyMap<string, Value> {
  return new Map(pairsIn(data));
}

function pairsIn(data: object): readonly (readonly [string, Value])[] {
  const fields = Object.entries(data) as readonly (readonly [string, unknown])[];
  return fields.filter(([, value]) => value !== undefined).map(([name, value]) => [name, fromData(value)]);
}
