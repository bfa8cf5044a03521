/** The manifest of model files: what each is, whole, by tensor and by chunk, so that any range of it can be verified later. */
import { win32, posix } from 'node:path';
import { z } from 'zod';
import { IoError } from '../core/errors.ts';
import { quoted } from '../core/printable.ts';

/** Bytes of every chunk but the last: one read of a reader that verifies what it loads. */
export const MANIFEST_CHUNK_BYTES = 1 << 20;

const digest = z.string().regex(/^[0-9a-f]{64}$/);
const size = z.int().nonnegative();

const tensorSchema = z.strictObject({
  name: z.string(),
  type: z.string(),
  /** As in the file: `dims[0]` is contiguous. */
  dims: z.array(size),
  /** From the start of the file. */
  offset: size,
  /** Padding not counted. */
  bytes: size,
  sha256: digest,
});

const fileSchema = z.strictObject({
  /** Relative to the folder of the manifest, with `/` between its segments. */
  path: z.string(),
  bytes: size,
  sha256: digest,
  /** Header, key-value pairs and tensor table: the file's first bytes. */
  metadata: z.strictObject({ bytes: size, sha256: digest }),
  /** In order of offset. */
  tensors: z.array(tensorSchema),
  /** Of each `chunk_bytes` bytes from the start; the last is shorter. */
  chunks: z.array(digest),
});

const manifestSchema = z.strictObject({
  schema: z.literal('flea-flicker/manifest@1'),
  chunk_bytes: z.literal(MANIFEST_CHUNK_BYTES),
  files: z.array(fileSchema).min(1),
});

export type ManifestFile = z.infer<typeof fileSchema>;
export type Manifest = z.infer<typeof manifestSchema>;

/** What `sha256sum` knows of a file. */
export type ManifestLine = Pick<ManifestFile, 'path' | 'sha256'>;

/** The JSON twin. ASCII only: a tensor's name may hold what a terminal would obey. */
export function renderManifest(files: readonly ManifestFile[]): string {
  const manifest = { schema: 'flea-flicker/manifest@1', chunk_bytes: MANIFEST_CHUNK_BYTES, files };
  const escape = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return `${JSON.stringify(manifest, null, 1).replace(/[^\n\x20-\x7e]/g, escape)}\n`;
}

/** Throws IoError `io/manifest` where `text` is not what the schema says. */
export function parseManifest(text: string, name: string): Manifest {
  const result = manifestSchema.safeParse(parseJson(text, name));
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw notManifest(name, `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`);
}

/** Lines that `sha256sum -c` accepts. A name with a backslash or a line break is escaped as GNU coreutils does. */
export function renderSums(files: readonly ManifestLine[]): string {
  return files
    .map(({ path, sha256 }) => {
      const escaped = path.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r');
      return `${escaped === path ? '' : '\\'}${sha256}  ${escaped}\n`;
    })
    .join('');
}

const SUM_LINE = /^(\\?)([0-9a-f]{64}) [ *](.+)$/i;
const UNESCAPED: ReadonlyMap<string, string> = new Map([
  ['\\\\', '\\'],
  ['\\n', '\n'],
  ['\\r', '\r'],
]);

/** The inverse of {@link renderSums}. Throws IoError `io/manifest`: a line that is skipped is a file that nobody verifies. */
export function parseSums(text: string, name: string): readonly ManifestLine[] {
  const lines = text.split(/\r?\n/);
  const files = lines.flatMap((line, i): readonly ManifestLine[] => {
    if (line === '' || line.startsWith('#')) return [];
    const match = SUM_LINE.exec(line);
    if (!match) throw notManifest(name, `line ${String(i + 1)}: expected a digest, two spaces and a path`);
    const path = match[3] ?? '';
    return [{ sha256: (match[2] ?? '').toLowerCase(), path: match[1] === '' ? path : unescape(path) }];
  });
  if (files.length === 0) throw notManifest(name, 'expected at least one file, found none');
  return files;
}

function unescape(path: string): string {
  return path.replace(/\\[\\nr]/g, (pair) => UNESCAPED.get(pair) ?? pair);
}

/**
 * Why a manifest must not name `path`, or null. A manifest is as untrusted as the model beside it: it names files below its own
 * folder and no others, by the rules of every platform at once.
 */
export function unsafePath(path: string): string | null {
  if (path === '') return 'an empty path';
  if (path.includes('\0')) return 'a NUL';
  if (posix.isAbsolute(path) || win32.isAbsolute(path) || /^[a-z]:/i.test(path)) return 'an absolute path';
  return path.split(/[\\/]/).includes('..') ? 'a path that leaves the folder' : null;
}

function parseJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw notManifest(name, 'expected JSON');
  }
}

function notManifest(path: string, reason: string): IoError {
  return new IoError('io/manifest', `${quoted(path)}: expected a manifest, found otherwise: ${reason}`, { path });
}
