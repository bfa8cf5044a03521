/** Values of flags. Each parser throws UsageError with what was expected and what was found. */
import { UsageError } from '../core/errors.ts';
import { limitsFrom, type Limits } from '../gguf/limits.ts';
import type { Profile } from '../gguf/types.ts';
import type { FailOn } from '../report/report.ts';

/** A whole number of at least `least`. */
export function whole(flag: string, text: string, least = 0): number {
  const value = /^\d+$/.test(text.trim()) ? Number(text) : NaN;
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw new UsageError(
    'usage/number',
    `${flag}: expected a whole number of at least ${String(least)}, found "${text}"`,
  );
}

export function decimal(flag: string, text: string): number {
  const value = text.trim() === '' ? NaN : Number(text);
  if (Number.isFinite(value)) return value;
  throw new UsageError('usage/number', `${flag}: expected a number, found "${text}"`);
}

function oneOf<T extends string>(flag: string, text: string, choices: readonly T[]): T {
  const choice = choices.find((c) => c === text);
  if (choice !== undefined) return choice;
  throw new UsageError('usage/choice', `${flag}: expected one of ${choices.join(', ')}, found "${text}"`);
}

/** `1,2,3` as token ids. */
export function tokenIds(flag: string, text: string): Int32Array {
  const parts = text.split(',').map((part) => part.trim());
  if (parts.length === 1 && parts[0] === '')
    throw new UsageError('usage/tokens', `${flag}: expected token ids such as 1,2,3, found none`);
  return Int32Array.from(parts, (part) => {
    const id = whole(flag, part);
    if (id <= 0x7fffffff) return id;
    throw new UsageError('usage/tokens', `${flag}: expected token ids below 2^31, found ${part}`);
  });
}

/** A SHA-256, in lower case. */
export function digest(flag: string, text: string): string {
  if (/^[0-9a-f]{64}$/i.test(text)) return text.toLowerCase();
  throw new UsageError('usage/sha256', `${flag}: expected 64 hexadecimal digits, found "${text}"`);
}

export function profile(text: string): Profile {
  return oneOf('--profile', text, ['strict', 'compat']);
}

export function failOn(text: string): FailOn {
  return oneOf('--fail-on', text, ['error', 'warning', 'note', 'partial']);
}

/** `n_kv=100` and the like, repeated. */
export function limits(texts: readonly string[]): Partial<Limits> {
  const pairs = texts.map((text): [string, string] => {
    const at = text.indexOf('=');
    if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
    throw new UsageError('usage/limit', `--limit: expected NAME=VALUE such as n_kv=1000, found "${text}"`);
  });
  return limitsFrom(new Map(pairs));
}

/** For commander: collects a repeated flag. */
export function collect(value: string, previous: readonly string[]): readonly string[] {
  return [...previous, value];
}
