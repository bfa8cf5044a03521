/** What a configuration may do without `--trust-config`: make the gate stricter, and write below the working directory. */
import { lstatSync, realpathSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { isAtLeast } from '../core/finding.ts';
import { parseSeconds } from '../core/units.ts';
import { DEFAULT_LIMITS, limitsFrom, type Limits } from '../gguf/limits.ts';
import { ruleNamed } from '../checks/rules.ts';
import type { Config } from './configSchema.ts';
import { DEFAULT_CASES, DEFAULT_FUZZ } from './gateDefaults.ts';

/** Of this limit, a lower value lets more pass: fewer bytes are searched. */
const SEARCHED: keyof Limits = 'paddingScanBytes';

type Loosens = (config: Config) => boolean;

/** Settings that may loosen the gate, with what they then do. */
const LOOSENING: readonly (readonly [keyof Config, string, Loosens])[] = [
  ['profile', 'anything but strict', ({ profile }) => profile !== undefined && profile !== 'strict'],
  ['limits', 'a limit beyond its default', ({ limits }) => limits !== undefined && raises(limits)],
  ['suppress', 'findings that do not count', ({ suppress }) => suppress !== undefined && suppress.length > 0],
  ['baseline', 'findings that do not count', ({ baseline }) => baseline !== undefined],
  ['numbers', 'tensor data that is not scanned', ({ numbers }) => numbers === false],
  [
    'severities',
    'a severity below that of the rule',
    ({ severities }) => severities !== undefined && lowers(severities),
  ],
  ['cases', 'fewer cases than the default', ({ cases }) => cases !== undefined && cases < Number(DEFAULT_CASES)],
  [
    'fuzz',
    'less time than the default',
    ({ fuzz }) => fuzz !== undefined && parseSeconds(fuzz) < parseSeconds(DEFAULT_FUZZ),
  ],
  ['format', 'a file outside the working directory', ({ format }) => (format ?? []).some(leavesByFormat)],
  ['repros', 'a folder outside the working directory', ({ repros }) => repros !== undefined && leaves(repros)],
  ['fuzz_out', 'a folder outside the working directory', ({ fuzz_out }) => fuzz_out !== undefined && leaves(fuzz_out)],
];

/** The first setting that may not be made without trust, as a sentence; null where there is none. */
export function looseSetting(config: Config): string | null {
  const found = LOOSENING.find(([, , loosens]) => loosens(config));
  return found ? `${found[0]}: expected a setting that makes the gate stricter, found ${found[1]}` : null;
}

function raises(texts: NonNullable<Config['limits']>): boolean {
  const limits = limitsFrom(new Map(Object.entries(texts).map(([name, value]) => [name, String(value)])));
  return (Object.entries(limits) as [keyof Limits, number][]).some(([field, value]) =>
    field === SEARCHED ? value < DEFAULT_LIMITS[field] : value > DEFAULT_LIMITS[field],
  );
}

/** Rules that nobody knows are refused elsewhere. */
function lowers(severities: NonNullable<Config['severities']>): boolean {
  return Object.entries(severities).some(([name, severity]) => {
    const rule = ruleNamed(name);
    return rule !== undefined && !isAtLeast(severity, rule.severity);
  });
}

function leavesByFormat(text: string): boolean {
  const at = text.indexOf('=');
  return at >= 0 && leaves(text.slice(at + 1));
}

/** True for a path outside the working directory, by its name or by a symbolic link on its way. */
function leaves(path: string): boolean {
  const root = realpathSync('.');
  const step = relative(root, realParent(resolve(root, path)));
  return step === '..' || step.startsWith(`..${sep}`) || isAbsolute(step);
}

/** The path with the links of its existing part followed; one that leads nowhere could lead anywhere. */
function realParent(path: string): string {
  const here = lstatSync(path, { throwIfNoEntry: false });
  if (here?.isSymbolicLink()) return realpathOr(path, sep);
  if (here) return realpathSync(path);
  const parent = dirname(path);
  return parent === path ? path : join(realParent(parent), relative(parent, path));
}

function realpathOr(path: string, otherwise: string): string {
  try {
    return realpathSync(path);
  } catch {
    return otherwise;
  }
}
