/** `flea-flicker manifest create FILE…` and `manifest verify FILE.sha256|FILE.json` */
import { dirname, join, relative, resolve, sep } from 'node:path';
import { FleaError, IoError, UsageError } from '../../core/errors.ts';
import type { Finding } from '../../core/finding.ts';
import { shellQuote } from '../../core/shellQuote.ts';
import { formatBytes } from '../../core/units.ts';
import {
  parseManifest,
  parseSums,
  renderManifest,
  renderSums,
  unsafePath,
  type ManifestFile,
  type ManifestLine,
} from '../../checks/manifest.ts';
import { manifestEntry } from '../../checks/manifestCreate.ts';
import { manifestFindings, twinFindings, verifyFile, verifyLine } from '../../checks/manifestVerify.ts';
import { RULES } from '../../checks/rules.ts';
import { openFileSource } from '../../gguf/source.ts';
import { reportOf, unjudged, type FileReport, type Report } from '../../report/report.ts';
import { errorLine } from '../errorLine.ts';
import { EXIT, type ExitCode } from '../exitCodes.ts';
import type { Host } from '../host.ts';
import { profile } from '../options.ts';
import { parseOutputs, writeOutputs, writeText } from '../outputs.ts';
import { readDocument, type DocumentLimits } from '../readDocument.ts';
import { RefusedModel } from '../refusedModel.ts';
import { TOOL_NAME, toolVersion } from '../version.ts';

export interface ManifestCreateFlags {
  readonly out?: string;
  readonly profile: string;
  readonly json?: true;
}

export interface ManifestVerifyFlags {
  readonly format: readonly string[];
  readonly json?: true;
}

const SUMS = '.sha256';
const JSON_TWIN = '.json';

/** A manifest of a terabyte model is 80 MB: a digest for each MiB. */
const MANIFEST: DocumentLimits = { what: 'a manifest', code: 'io/manifest', maxBytes: 256 << 20 };

/** Writes the lines to stdout, or to `--out` with the JSON twin beside it. Throws RefusedModel where a file does not parse. */
export async function createManifest(
  paths: readonly string[],
  flags: ManifestCreateFlags,
  host: Host,
): Promise<ExitCode> {
  const { out } = flags;
  if (out !== undefined && !out.endsWith(SUMS))
    throw new UsageError('usage/out', `--out: expected a name that ends in ${SUMS}, found "${out}"`);
  const folder = out === undefined ? '.' : dirname(out);
  const named = paths.map((path) => [path, pathBelow(folder, path)] as const);
  const files: ManifestFile[] = [];
  for (const [path, name] of named) {
    const file = await entryOf(path, name, flags, host);
    if (!file) return EXIT.interrupted;
    files.push(file);
  }
  host.progress.clear();
  if (out === undefined) host.out(flags.json ? renderManifest(files) : renderSums(files));
  else writeTwins(out, files, host);
  return EXIT.clean;
}

async function entryOf(
  path: string,
  name: string,
  flags: ManifestCreateFlags,
  host: Host,
): Promise<ManifestFile | null> {
  const source = openFileSource(path);
  try {
    const { file, findings } = await manifestEntry(source, name, profile(flags.profile), {
      signal: host.signal,
      onProgress: (bytes) => {
        host.progress.update(`manifest ${path}: ${formatBytes(bytes)} of ${formatBytes(source.size)} hashed`);
      },
    });
    if (file || host.signal.aborted) return file;
    throw new RefusedModel(source, findings);
  } finally {
    source.close();
  }
}

function writeTwins(out: string, files: readonly ManifestFile[], host: Host): void {
  const twin = twinOf(out);
  writeText(out, renderSums(files));
  writeText(twin, renderManifest(files));
  host.err(`${out}, ${twin}: ${String(files.length)} ${files.length === 1 ? 'file' : 'files'}\n`);
}

/** The name that the manifest gives `path`: what lies outside its folder, no verifier would open. */
function pathBelow(folder: string, path: string): string {
  const name = relative(resolve(folder), resolve(path)).split(sep).join('/');
  const reason = unsafePath(name);
  if (reason === null) return name;
  const advice = `put the manifest beside it with --out ${join(dirname(path), `NAME${SUMS}`)}`;
  throw new UsageError(
    'usage/out',
    `expected a file below the manifest's folder, found ${reason} for "${path}": ${advice}`,
  );
}

/** Every file that the manifest names, with what is wrong with it. */
export async function verifyManifest(path: string, flags: ManifestVerifyFlags, host: Host): Promise<ExitCode> {
  const outputs = parseOutputs(flags.format, flags.json === true);
  const { entries, findings } = readManifest(path);
  const files: FileReport[] = [];
  for (const entry of new Map(entries.map((e) => [e.path, e])).values())
    files.push(await entryReport(dirname(path), entry, findings.get(entry.path) ?? [], host));
  host.progress.clear();
  return writeOutputs(manifestReport(path, files, host), outputs, host);
}

function manifestReport(path: string, files: readonly FileReport[], host: Host): Report {
  return {
    command: 'check',
    tool: { name: TOOL_NAME, version: toolVersion() },
    files,
    cases: [],
    rules: [...RULES.values()],
    failOn: 'error',
    interrupted: host.signal.aborted,
    reproduce: () => `flea-flicker manifest verify ${shellQuote(path)}`,
    suppressible: false,
  };
}

type Entry = ManifestLine | ManifestFile;

interface OpenManifest {
  readonly entries: readonly Entry[];
  readonly findings: ReadonlyMap<string, readonly Finding[]>;
}

/** Beside a list of sums the JSON twin, where there is one, says where in a file a change is; the list decides what is right. */
function readManifest(path: string): OpenManifest {
  const text = readDocument(path, MANIFEST);
  if (path.endsWith(JSON_TWIN)) {
    const entries = parseManifest(text, path).files;
    return { entries, findings: manifestFindings(entries) };
  }
  const lines = parseSums(text, path);
  const twins = new Map(readTwin(twinOf(path)).map((file) => [file.path, file]));
  const entries = lines.map((line): Entry => {
    const twin = twins.get(line.path);
    return twin?.sha256 === line.sha256 ? twin : line;
  });
  const findings = new Map(manifestFindings(entries));
  for (const [name, found] of twinFindings(lines, twins)) findings.set(name, [...(findings.get(name) ?? []), ...found]);
  return { entries, findings };
}

/** Nothing where there is no twin, or where a file of that name is something else. */
function readTwin(path: string): readonly ManifestFile[] {
  try {
    return parseManifest(readDocument(path, MANIFEST), path).files;
  } catch (error) {
    if (error instanceof IoError && (error.code === 'io/missing' || error.code === 'io/manifest')) return [];
    throw error;
  }
}

function twinOf(path: string): string {
  return `${path.endsWith(SUMS) ? path.slice(0, -SUMS.length) : path}${JSON_TWIN}`;
}

/** Undecided, with a line on stderr, when the file cannot be read. */
async function entryReport(folder: string, entry: Entry, faults: readonly Finding[], host: Host): Promise<FileReport> {
  if (host.signal.aborted) return unjudged(entry.path, 'not begun: the user stopped the run');
  if (faults.length > 0) return reportOf(entry.path, 0, faults);
  const path = join(folder, entry.path);
  try {
    return await verifiedReport(path, entry, host);
  } catch (error) {
    if (!(error instanceof FleaError)) throw error;
    host.progress.clear();
    host.err(errorLine(error));
    return unjudged(entry.path, error.message);
  }
}

async function verifiedReport(path: string, entry: Entry, host: Host): Promise<FileReport> {
  const source = openFileSource(path);
  try {
    const options = {
      signal: host.signal,
      onProgress: (bytes: number): void => {
        host.progress.update(`verify ${path}: ${formatBytes(bytes)} of ${formatBytes(source.size)}`);
      },
    };
    const found = await ('chunks' in entry ? verifyFile(source, entry, options) : verifyLine(source, entry, options));
    source.verifyUnchanged();
    if (found === null) return unjudged(path, 'stopped before its end was read', source.size);
    const report = reportOf(path, source.size, found);
    return report.verdict === 'pass' ? { ...report, sha256: entry.sha256 } : report;
  } finally {
    source.close();
  }
}
