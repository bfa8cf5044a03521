/** Two moments that a template is shown: what it prints may differ in the dates alone. */
import type { RenderedScene } from './trialRenderer.ts';

/** Every field of them differs, and is unlike the numbers that templates have in them. */
export const MOMENTS: readonly [number, number] = [Date.UTC(1987, 10, 23, 19, 47), Date.UTC(2046, 8, 17, 8, 38)];

/** One in every month, on every day of the week and in both halves of the day. */
export const OTHER_MOMENTS: readonly number[] = Array.from({ length: 14 }, (_, i) =>
  Date.UTC(2023 + i, i % 12, 1 + ((i * 9) % 28), (i * 7 + 1) % 24, (i * 13) % 60),
);

const PLACE = '\u0001';

/** Whether two outputs say the same around their dates. */
export function differInDatesAlone(a: RenderedScene, b: RenderedScene): boolean {
  if (a.text === b.text) return true;
  const dates = [...new Set([...a.dates, ...b.dates])].filter((date) => date !== '');
  // A year is a part of a date: the longer one is taken out first.
  dates.sort((x, y) => y.length - x.length);
  const without = (text: string): string => dates.reduce((rest, date) => rest.replaceAll(date, PLACE), text);
  return without(a.text) === without(b.text);
}
