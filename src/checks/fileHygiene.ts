/** Where a model file lies and who may change it: what was checked should still be what is loaded. */
import { lstatSync, realpathSync, statSync, type Stats } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Finding, RuleInfo } from '../core/finding.ts';
import { printable } from '../core/printable.ts';

/** In the order in which they are looked for. */
export const FILE_RULES = [
  {
    id: 'file/not-regular',
    leaves: { surface: 'container', unread: true },
    severity: 'error',
    title: 'It is no regular file',
    why: 'A pipe, socket or device gives every reader other bytes: what was checked is not what will be loaded. It was not opened.',
    cwe: 'CWE-367',
  },
  {
    id: 'file/symbolic-link',
    severity: 'note',
    title: 'The path is a symbolic link',
    why: 'The target was checked; whoever may change the link decides what is loaded next time. Model caches are made of links, so this is a note.',
    cwe: 'CWE-59',
  },
  {
    id: 'file/world-writable',
    severity: 'warning',
    title: 'Every user of the machine may write to the file',
    why: 'It can be changed between this check and its use. Its contents are sound, so this is a warning.',
    cwe: 'CWE-732',
  },
  {
    id: 'file/folder-world-writable',
    severity: 'warning',
    title: 'Every user of the machine may replace the file',
    why: 'In a folder that is writable by all and not sticky, anyone may rename the file away and put another in its place.',
    cwe: 'CWE-732',
  },
] as const satisfies readonly RuleInfo[];

export type FileRuleId = (typeof FILE_RULES)[number]['id'];

/** Windows keeps no such bits: Node makes them up from the read-only attribute. */
const HAS_MODES = process.platform !== 'win32';
const WRITABLE_BY_ALL = 0o002;
const STICKY = 0o1000;

/**
 * Links, and permissions of the file and of every folder above it and above its target. Looks at names and modes only; a path that
 * names nothing has no findings: opening it says so.
 */
export function fileFindings(path: string): readonly Finding[] {
  const named = look(() => lstatSync(path));
  const target = look(() => statSync(path));
  if (!named || !target) return [];
  return [
    ...(named.isSymbolicLink() ? [linkFinding(path)] : []),
    ...(HAS_MODES && target.mode & WRITABLE_BY_ALL ? [writableFinding(path, target)] : []),
    ...(HAS_MODES ? folderFindings(path) : []),
  ];
}

/** The finding that `path` names a pipe, a socket or a device; null for a file, a folder, or nothing at all. Does not open it. */
export function irregularFile(path: string): Finding | null {
  const target = look(() => statSync(path));
  if (!target || target.isFile() || target.isDirectory()) return null;
  return fileFinding('file/not-regular', `expected a regular file, found ${kindOf(target)}`);
}

function kindOf(stats: Stats): string {
  if (stats.isFIFO()) return 'a pipe';
  return stats.isSocket() ? 'a socket' : 'a device';
}

function linkFinding(path: string): Finding {
  const target = look(() => realpathSync(path)) ?? '';
  return fileFinding('file/symbolic-link', `expected a file, found a symbolic link to ${printable(target, 400)}`);
}

function writableFinding(path: string, { mode }: Stats): Finding {
  const message = `expected ${printable(path, 400)} to be writable by its owner, found mode ${octal(mode)}`;
  return fileFinding('file/world-writable', message);
}

/** One finding at the most for each of the two chains: the nearest folder that lets anyone replace what is in it. */
function folderFindings(path: string): readonly Finding[] {
  const real = look(() => realpathSync(path)) ?? path;
  const folders = [resolve(path), real].flatMap((start) => openFolder(dirname(start)) ?? []);
  return [...new Map(folders.map((folder) => [folder.path, folder])).values()].map(({ path: folder, mode }) => {
    const expected = `expected ${printable(folder, 400)} not to be writable by all, or to be sticky`;
    return fileFinding('file/folder-world-writable', `${expected}, found mode ${octal(mode)}`);
  });
}

interface Folder {
  readonly path: string;
  readonly mode: number;
}

/** The nearest of `folder` and those above it that is writable by all and not sticky. */
function openFolder(folder: string): Folder | null {
  for (let at = folder; ; at = dirname(at)) {
    const mode = look(() => statSync(at))?.mode ?? 0;
    if (mode & WRITABLE_BY_ALL && !(mode & STICKY)) return { path: at, mode };
    if (dirname(at) === at) return null;
  }
}

function octal(mode: number): string {
  return (mode & 0o7777).toString(8).padStart(4, '0');
}

/** What a call gives, or null where the path cannot be looked at. */
function look<T>(call: () => T): T | null {
  try {
    return call();
  } catch {
    return null;
  }
}

export function fileFinding(id: FileRuleId, message: string, where: Partial<Finding> = {}): Finding {
  const rule: RuleInfo = FILE_RULES.find((r) => r.id === id) ?? FILE_RULES[0];
  return { rule: id, severity: rule.severity, message, ...where, ...(rule.cwe !== undefined && { cwe: rule.cwe }) };
}
