/** SARIF 2.1.0 (OASIS, 2020) for code scanning. */
import { gzipSync } from 'node:zlib';
import type { Invocation, Log, Notification, ReportingDescriptor, Result } from 'sarif';
import type { Finding, RuleInfo, Severity } from '../core/finding.ts';
import { jsonText } from '../core/jsonText.ts';
import { printable } from '../core/printable.ts';
import type { CaseResult } from '../core/verdict.ts';
import { findingFingerprint, fingerprint } from './fingerprint.ts';
import { plainMessage } from './plainMessage.ts';
import { failsAsPartial, reasonOf, type FileReport, type Report, type SuppressedFinding } from './report.ts';

/** Code scanning refuses a run with more. */
const MAX_RESULTS = 25_000;

/** Code scanning refuses 10 MB of gzip; what uploads it may pack a little worse. */
const MAX_ZIPPED_BYTES = 9_000_000;

const LEVELS: readonly (string | undefined)[] = ['error', 'warning', 'note'];

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';
const HOME = 'https://github.com/flea-flicker/flea-flicker';

/** GitHub's scale: over 9 critical, 7 to 8.9 high, 4 to 6.9 medium. */
const SECURITY_SEVERITY: Readonly<Record<Severity, string>> = { error: '8.0', warning: '5.0', note: '2.0' };

export function renderSarif(report: Report): string {
  const all = mostImportantFirst([
    ...report.files.flatMap((file) => [
      ...file.findings.map((finding) => findingResult(file, finding)),
      ...file.suppressed.map((finding) => suppressedResult(file, finding)),
    ]),
    ...report.cases.filter((c) => c.status === 'failed').map(caseResult),
  ]);
  let kept = Math.min(all.length, MAX_RESULTS);
  for (;;) {
    const text = `${jsonText(sarifLog(report, all.slice(0, kept), all.length - kept), 2)}\n`;
    const size = zippedSize(text);
    if (size <= MAX_ZIPPED_BYTES || kept === 0) return text;
    kept = Math.floor(kept * Math.min(0.9, MAX_ZIPPED_BYTES / size));
  }
}

/** The order of the files, unless results have to be left out: then the milder ones are. */
function mostImportantFirst(results: readonly Result[]): readonly Result[] {
  if (results.length <= MAX_RESULTS) return results;
  const rank = ({ level, suppressions }: Result): number => LEVELS.indexOf(level ?? 'note') + (suppressions ? 3 : 0);
  return [...results].sort((a, b) => rank(a) - rank(b));
}

/** What is smaller unpacked is not packed. */
function zippedSize(text: string): number {
  return text.length * 3 <= MAX_ZIPPED_BYTES ? text.length : gzipSync(text).length;
}

function sarifLog(report: Report, results: readonly Result[], leftOut: number): Log {
  const used = new Set(results.map((r) => r.ruleId ?? ''));
  const known = new Map(report.rules.map((rule) => [rule.id, rule]));
  return {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: report.tool.name,
            version: report.tool.version,
            informationUri: HOME,
            rules: [...used].map((id) => descriptor(id, known.get(id))),
          },
        },
        columnKind: 'utf16CodeUnits',
        invocations: [invocation(report, leftOut)],
        results: [...results],
      },
    ],
  };
}

/** Successful where everything that was named was judged; each input that was not has a notification. */
function invocation(report: Report, leftOut: number): Invocation {
  const { files, cases, failOn, interrupted } = report;
  const undecided = files.filter((file) => file.verdict === 'undecided');
  const partial = files.filter((file) => failsAsPartial(file, failOn));
  const errors = cases.filter((c) => c.status === 'error');
  const notifications: Notification[] = [
    ...undecided.map((file) => fileNotification(file, 'error')),
    ...partial.map((file) => fileNotification(file, 'warning')),
    ...errors.map(({ suite, name, message }) => notification('error', `${suite}: ${name}: ${message ?? 'undecided'}`)),
    ...(interrupted ? [notification('error', 'stopped by the user before everything was judged')] : []),
    ...(leftOut > 0
      ? [notification('warning', `${String(leftOut)} results were left out, the least severe: the JSON report has all`)]
      : []),
  ];
  return {
    executionSuccessful: !interrupted && undecided.length === 0 && errors.length === 0,
    ...(notifications.length > 0 && { toolExecutionNotifications: notifications.slice(0, MAX_RESULTS) }),
  };
}

function notification(level: 'error' | 'warning', text: string): Notification {
  return { level, message: { text: plainMessage(text) } };
}

function fileNotification(file: FileReport, level: 'error' | 'warning'): Notification {
  const text = `${printable(file.path, 300)}: ${file.verdict}: ${reasonOf(file)}`;
  const location = { physicalLocation: { artifactLocation: { uri: relativeUri(file.path) } } };
  return { ...notification(level, text), locations: [location] };
}

function descriptor(id: string, rule: RuleInfo | undefined): ReportingDescriptor {
  return {
    id,
    shortDescription: { text: rule?.title ?? id },
    fullDescription: { text: rule?.why ?? id },
    help: { text: [rule?.why ?? id, ...(rule?.references ?? [])].join('\n') },
    defaultConfiguration: { level: rule?.severity ?? 'error' },
    properties: {
      'security-severity': SECURITY_SEVERITY[rule?.severity ?? 'error'],
      tags: ['security', ...(rule?.cwe === undefined ? [] : [`external/cwe/${rule.cwe.toLowerCase()}`])],
    },
  };
}

function findingResult({ path }: FileReport, finding: Finding): Result {
  const { rule, severity, message, offset, length, path: inside } = finding;
  const region = { startLine: 1, ...(offset !== undefined && { byteOffset: offset, byteLength: length ?? 1 }) };
  return {
    ruleId: rule,
    level: severity,
    message: { text: plainMessage(message) },
    locations: [
      {
        physicalLocation: { artifactLocation: { uri: relativeUri(path) }, region },
        ...(inside !== undefined && { logicalLocations: [{ fullyQualifiedName: inside }] }),
      },
    ],
    partialFingerprints: { 'fleaFlicker/v1': findingFingerprint(path, finding) },
  };
}

function suppressedResult(file: FileReport, { by, ...finding }: SuppressedFinding): Result {
  return {
    ...findingResult(file, finding),
    suppressions: [{ kind: 'external', status: 'accepted', justification: plainMessage(printable(by, 300)) }],
  };
}

function caseResult({ suite, name, message }: CaseResult): Result {
  return {
    ruleId: `case/${suite.replaceAll(' ', '-')}`,
    level: 'error',
    message: { text: plainMessage(message ?? `${suite}: ${name} failed`) },
    locations: [
      {
        physicalLocation: { artifactLocation: { uri: 'kernels' }, region: { startLine: 1 } },
        logicalLocations: [{ fullyQualifiedName: `${suite}/${name}` }],
      },
    ],
    partialFingerprints: { 'fleaFlicker/v1': fingerprint(suite, name, '') },
  };
}

/** A relative URI reference with every reserved character escaped. */
function relativeUri(path: string): string {
  return path
    .replaceAll(/\p{Cs}/gu, '\uFFFD')
    .replace(/^[/\\]+/, '')
    .split(/[/\\]/)
    .map(encodeURIComponent)
    .join('/');
}
