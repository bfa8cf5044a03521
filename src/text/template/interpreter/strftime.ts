/** A moment as `strftime` of Python writes it, in UTC and without a language. */
import { NotTried } from './errors.ts';

const DAYS = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ');
const MONTHS = 'January February March April May June July August September October November December'.split(' ');
const DAY_MS = 86_400_000;

interface Moment {
  readonly date: Date;
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly weekday: number;
  /** Of the year, from 1. */
  readonly dayOfYear: number;
}

function momentOf(now: number): Moment {
  const date = new Date(now);
  const year = date.getUTCFullYear();
  return {
    date,
    year,
    month: date.getUTCMonth(),
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    weekday: date.getUTCDay(),
    dayOfYear: Math.floor((now - Date.UTC(year, 0, 1)) / DAY_MS) + 1,
  };
}

function padded(value: number, width = 2, fill = '0'): string {
  return String(value).padStart(width, fill);
}

/** The week of the year and its year, as ISO 8601 counts them. */
function isoWeek({ year, dayOfYear, weekday }: Moment): { readonly week: number; readonly year: number } {
  const week = Math.floor((dayOfYear - ((weekday + 6) % 7) + 9) / 7);
  if (week < 1) return { week: weeksIn(year - 1), year: year - 1 };
  return week > weeksIn(year) ? { week: 1, year: year + 1 } : { week, year };
}

function weeksIn(year: number): number {
  const last = (of: number): number => (of + Math.floor(of / 4) - Math.floor(of / 100) + Math.floor(of / 400)) % 7;
  return last(year) === 4 || last(year - 1) === 3 ? 53 : 52;
}

type Field = (moment: Moment) => string;

const NUMBERS: ReadonlyMap<string, readonly [of: (moment: Moment) => number, width: number, fill: string]> = new Map([
  ['d', [({ day }: Moment) => day, 2, '0']],
  ['e', [({ day }: Moment) => day, 2, ' ']],
  ['m', [({ month }: Moment) => month + 1, 2, '0']],
  ['y', [({ year }: Moment) => year % 100, 2, '0']],
  ['Y', [({ year }: Moment) => year, 1, '0']],
  ['C', [({ year }: Moment) => Math.floor(year / 100), 2, '0']],
  ['H', [({ hour }: Moment) => hour, 2, '0']],
  ['k', [({ hour }: Moment) => hour, 2, ' ']],
  ['I', [({ hour }: Moment) => hour % 12 || 12, 2, '0']],
  ['l', [({ hour }: Moment) => hour % 12 || 12, 2, ' ']],
  ['M', [({ date }: Moment) => date.getUTCMinutes(), 2, '0']],
  ['S', [({ date }: Moment) => date.getUTCSeconds(), 2, '0']],
  ['f', [({ date }: Moment) => 1000 * date.getUTCMilliseconds(), 6, '0']],
  ['j', [({ dayOfYear }: Moment) => dayOfYear, 3, '0']],
  ['w', [({ weekday }: Moment) => weekday, 1, '0']],
  ['u', [({ weekday }: Moment) => weekday || 7, 1, '0']],
  ['U', [({ dayOfYear, weekday }: Moment) => Math.floor((dayOfYear + 6 - weekday) / 7), 2, '0']],
  ['W', [({ dayOfYear, weekday }: Moment) => Math.floor((dayOfYear + 6 - ((weekday + 6) % 7)) / 7), 2, '0']],
  ['V', [(moment: Moment) => isoWeek(moment).week, 2, '0']],
  ['G', [(moment: Moment) => isoWeek(moment).year, 1, '0']],
  ['g', [(moment: Moment) => isoWeek(moment).year % 100, 2, '0']],
  ['s', [({ date }: Moment) => Math.floor(date.getTime() / 1000), 1, '0']],
]);

const WORDS: ReadonlyMap<string, Field> = new Map<string, Field>([
  ['a', ({ weekday }) => (DAYS[weekday] ?? '').slice(0, 3)],
  ['A', ({ weekday }) => DAYS[weekday] ?? ''],
  ['b', ({ month }) => (MONTHS[month] ?? '').slice(0, 3)],
  ['h', ({ month }) => (MONTHS[month] ?? '').slice(0, 3)],
  ['B', ({ month }) => MONTHS[month] ?? ''],
  ['p', ({ hour }) => (hour < 12 ? 'AM' : 'PM')],
  ['P', ({ hour }) => (hour < 12 ? 'am' : 'pm')],
  ['z', () => ''],
  ['Z', () => ''],
  ['n', () => '\n'],
  ['t', () => '\t'],
  ['%', () => '%'],
]);

const SHORT: ReadonlyMap<string, string> = new Map([
  ['c', '%a %b %e %H:%M:%S %Y'],
  ['x', '%m/%d/%y'],
  ['D', '%m/%d/%y'],
  ['X', '%H:%M:%S'],
  ['T', '%H:%M:%S'],
  ['R', '%H:%M'],
  ['r', '%I:%M:%S %p'],
  ['F', '%Y-%m-%d'],
  ['v', '%e-%b-%Y'],
]);

/** `now` in milliseconds since 1970. */
export function dateText(now: number, format: string): string {
  const moment = momentOf(now);
  return format.replace(/%([-_0^#]?)(.?)/gsu, (whole, flag: string, letter: string) => {
    const number = NUMBERS.get(letter);
    if (number) return numberText(number[0](moment), number[1], FILLS.get(flag) ?? number[2]);
    const text = WORDS.get(letter)?.(moment) ?? inFull(now, letter);
    if (text === undefined) return unknown(whole, letter);
    return flag === '^' ? text.toUpperCase() : text;
  });
}

const FILLS: ReadonlyMap<string, string> = new Map([
  ['-', ''],
  ['_', ' '],
  ['0', '0'],
]);

function numberText(value: number, width: number, fill: string): string {
  return fill === '' ? String(value) : padded(value, width, fill);
}

function inFull(now: number, letter: string): string | undefined {
  const format = SHORT.get(letter);
  return format === undefined ? undefined : dateText(now, format);
}

/** What is no field of the C library's stays as it is. */
function unknown(whole: string, letter: string): string {
  if (/[EO+]/.test(letter)) throw new NotTried(`the date format ${whole}`);
  return whole;
}
