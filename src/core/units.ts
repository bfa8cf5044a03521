import { UsageError } from './errors.ts';

const BYTE_UNITS: ReadonlyMap<string, number> = new Map([
  ['', 1],
  ['b', 1],
  ['kb', 1e3],
  ['mb', 1e6],
  ['gb', 1e9],
  ['tb', 1e12],
  ['kib', 2 ** 10],
  ['mib', 2 ** 20],
  ['gib', 2 ** 30],
  ['tib', 2 ** 40],
]);

const TIME_UNITS: ReadonlyMap<string, number> = new Map([
  ['ms', 1e-3],
  ['', 1],
  ['s', 1],
  ['m', 60],
  ['h', 3600],
]);

function parseWithUnit(text: string, units: ReadonlyMap<string, number>, what: string, example: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(text.trim());
  const factor = match && units.get((match[2] ?? '').toLowerCase());
  const value = match && factor !== undefined && factor !== null ? Number(match[1]) * factor : NaN;
  if (!Number.isFinite(value) || value > Number.MAX_SAFE_INTEGER) {
    throw new UsageError('usage/unit', `expected ${what} such as ${example}, found "${text}"`);
  }
  return value;
}

/** `8GB`, `512MiB`, `1024` as a whole number of bytes. Throws UsageError. */
export function parseBytes(text: string): number {
  return Math.floor(parseWithUnit(text, BYTE_UNITS, 'a size', '8GB or 512MiB'));
}

/** `5GB/s` as bytes per second. Throws UsageError. */
export function parseBytesPerSecond(text: string): number {
  return parseBytes(text.replace(/\/s$/i, ''));
}

/** `30s`, `5m`, `250ms`, `2h`, `30` as seconds. Throws UsageError. */
export function parseSeconds(text: string): number {
  return parseWithUnit(text, TIME_UNITS, 'a time', '30s or 5m');
}

/** A size for people, in binary units with three figures: `93.8 MiB`. */
export function formatBytes(bytes: number): string {
  const names = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < names.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${unit === 0 ? String(value) : value.toPrecision(value >= 100 ? 4 : 3)} ${names[unit] ?? ''}`;
}

/** A count for people: `135 M`, `1.2 k`. */
export function formatCount(count: number): string {
  const steps: readonly (readonly [number, string])[] = [
    [1e12, ' T'],
    [1e9, ' B'],
    [1e6, ' M'],
    [1e3, ' k'],
  ];
  const step = steps.find(([size]) => count >= size);
  return step ? `${(count / step[0]).toPrecision(3)}${step[1]}` : String(count);
}
