import { NOTHING, type Printed } from './printed.ts';

/** What a format of the clock says beside its codes. */
export function spokenFormat(printed: Printed): Printed {
  if (printed.kind === 'seq' || printed.kind === 'alt') return { ...printed, of: printed.of.map(spokenFormat) };
  if (printed.kind === 'value') return { ...printed, of: spokenFormat(printed.of) };
  if (printed.kind !== 'piece') return printed;
  const text = printed.text.replace(/%[-_0^#]?[A-Za-z%]/g, ' ');
  return /[\p{L}\p{N}\p{S}]/u.test(text) ? { ...printed, text } : NOTHING;
}
