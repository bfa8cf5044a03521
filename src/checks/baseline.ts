/** Findings that a team has looked at and lives with for a while: each with a reason, the bytes it holds for and a date. */
import { z } from 'zod';
import { IoError } from '../core/errors.ts';
import type { Finding } from '../core/finding.ts';
import { printable, quoted } from '../core/printable.ts';
import { findingFingerprint } from '../report/fingerprint.ts';
import type { FileReport } from '../report/report.ts';
import { dayOf, holdsFor, isExpired, type Accepts } from './acceptance.ts';
import { acceptanceFields, isBound, UNBOUND } from './acceptanceSchema.ts';
import { ruleNamed, unknownRule } from './rules.ts';

/** What a new entry may be kept for, unless somebody says otherwise. */
const DEFAULT_DAYS = 90;
const DAY_MS = 86_400_000;

const SCHEMA = 'flea-flicker/baseline@2';
/** Entries of this one held for any bytes under the same name. */
const UNBOUND_SCHEMA = 'flea-flicker/baseline@1';

const NOT_REVIEWED = 'not reviewed: written by --write-baseline';

const entrySchema = z
  .strictObject({
    fingerprint: z.string().regex(/^[0-9a-f]{32}$/),
    /** The file, and for people the part of it: the fingerprint decides. */
    file: z.string(),
    path: z.string().optional(),
    ...acceptanceFields,
  })
  .refine(isBound, { message: UNBOUND });

const baselineSchema = z.strictObject({ schema: z.literal(SCHEMA), entries: z.array(entrySchema) });

export type BaselineEntry = z.infer<typeof entrySchema>;

/**
 * Throws IoError `io/baseline` where `text` is not what the schema says: an entry without a reason or without bytes that it holds for
 * is none, nor is one of a rule that does not exist.
 */
export function parseBaseline(text: string, name: string): readonly BaselineEntry[] {
  const json = parseJson(text, name);
  if (z.object({ schema: z.literal(UNBOUND_SCHEMA) }).safeParse(json).success)
    throw notBaseline(
      name,
      `its schema is ${UNBOUND_SCHEMA}, whose entries hold for any bytes: write it again with --write-baseline, and copy the reasons`,
    );
  const result = baselineSchema.safeParse(json);
  if (!result.success) {
    const issue = result.error.issues[0];
    throw notBaseline(name, printable(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`, 500));
  }
  const { entries } = result.data;
  const unknown = entries.findIndex(({ rule }) => ruleNamed(rule) === undefined);
  if (unknown >= 0)
    throw notBaseline(name, `entries.${String(unknown)}.rule: ${unknownRule(entries[unknown]?.rule ?? '')}`);
  return entries;
}

/**
 * A baseline of everything that `files` have, to be reviewed: the reason says that nobody has yet. What was found in a file that was
 * not read to its end is left out, since there is nothing to bind it to.
 */
export function renderBaseline(files: readonly FileReport[], now: Date): string {
  const expires = dayOf(new Date(now.getTime() + DEFAULT_DAYS * DAY_MS));
  const entries = files.flatMap((file) => file.findings.flatMap((finding) => newEntry(file, finding, expires) ?? []));
  const unique = [...new Map(entries.map((entry) => [entry.fingerprint, entry])).values()];
  return `${JSON.stringify({ schema: SCHEMA, entries: unique }, null, 2)}\n`;
}

function newEntry({ path: file, sha256 }: FileReport, finding: Finding, expires: string): BaselineEntry | null {
  const { rule, path, digest } = finding;
  if (digest === undefined && sha256 === undefined) return null;
  return {
    fingerprint: findingFingerprint(file, finding),
    rule,
    file,
    ...(path !== undefined && { path }),
    ...(digest === undefined ? { sha256 } : { text_sha256: digest }),
    reason: NOT_REVIEWED,
    expires,
  };
}

/** What the entries of today accept: a finding of the same rule in the same part of the same bytes. */
export function acceptedBy(entries: readonly BaselineEntry[], now: Date): Accepts {
  const known = new Map<string, BaselineEntry[]>();
  for (const entry of entries) {
    if (isExpired(entry, now)) continue;
    const same = known.get(entry.fingerprint);
    if (same) same.push(entry);
    else known.set(entry.fingerprint, [entry]);
  }
  return (report, finding) =>
    fingerprints(report.path, finding)
      .flatMap((fingerprint) => known.get(fingerprint) ?? [])
      .find((entry) => holdsFor(entry, report, finding))?.reason ?? null;
}

/** By the rule's name, and by the names that it had. */
function fingerprints(file: string, finding: Finding): readonly string[] {
  const names = [finding.rule, ...(ruleNamed(finding.rule)?.aliases ?? [])];
  return names.map((rule) => findingFingerprint(file, { ...finding, rule }));
}

function parseJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw notBaseline(name, 'expected JSON');
  }
}

function notBaseline(path: string, reason: string): IoError {
  return new IoError('io/baseline', `${quoted(path)}: expected a baseline, found otherwise: ${reason}`, { path });
}
