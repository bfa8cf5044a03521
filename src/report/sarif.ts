/** SARIF 2.1.0 (OASIS, 2020) for code scanning. */
import type { Log, ReportingDescriptor, Result } from 'sarif';
import type { Finding, RuleInfo, Severity } from '../core/finding.ts';
import type { CaseResult } from '../core/verdict.ts';
import { findingFingerprint, fingerprint } from './fingerprint.ts';
import type { FileReport, Report } from './report.ts';

/** Code scanning refuses a run with more. */
const MAX_RESULTS = 25_000;

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';
const HOME = 'https://github.com/flea-flicker/flea-flicker';

/** GitHub's scale: over 9 critical, 7 to 8.9 high, 4 to 6.9 medium. */
const SECURITY_SEVERITY: Readonly<Record<Severity, string>> = { error: '8.0', warning: '5.0', note: '2.0' };

export function renderSarif(report: Report): string {
  const results = [
    ...report.files.flatMap((file) => file.findings.map((finding) => findingResult(file, finding))),
    ...report.cases.filter((c) => c.status === 'failed').map(caseResult),
  ].slice(0, MAX_RESULTS);
  const used = new Set(results.map((r) => r.ruleId ?? ''));
  const known = new Map(report.rules.map((rule) => [rule.id, rule]));
  const log: Log = {
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
        invocations: [
          { executionSuccessful: !report.interrupted && report.files.every((f) => f.verdict !== 'undecided') },
        ],
        results,
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
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
    message: { text: message },
    locations: [
      {
        physicalLocation: { artifactLocation: { uri: relativeUri(path) }, region },
        ...(inside !== undefined && { logicalLocations: [{ fullyQualifiedName: inside }] }),
      },
    ],
    partialFingerprints: { 'fleaFlicker/v1': findingFingerprint(path, finding) },
  };
}

function caseResult({ suite, name, message }: CaseResult): Result {
  return {
    ruleId: `case/${suite.replaceAll(' ', '-')}`,
    level: 'error',
    message: { text: message ?? `${suite}: ${name} failed` },
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
    .replace(/^[/\\]+/, '')
    .split(/[/\\]/)
    .map(encodeURIComponent)
    .join('/');
}
