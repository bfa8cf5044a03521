import { UsageError } from '../../core/errors.ts';
import { printable, quoted } from '../../core/printable.ts';
import { formatBytes, formatCount } from '../../core/units.ts';
import { getString } from '../../gguf/metadata.ts';
import type { GgufFile } from '../../gguf/types.ts';
import { buildProgram } from '../../model/build.ts';
import { printProgram } from '../../model/print.ts';
import type { Program } from '../../model/program.ts';
import { QUANT_FORMATS } from '../../reference/quant/formats.ts';
import { openTokenizer } from '../../text/tokenizer.ts';
import { didYouMean } from '../../core/didYouMean.ts';
import { EXIT, type ExitCode } from '../exitCodes.ts';
import type { Host } from '../host.ts';
import { identityOptions, type IdentityFlags } from '../identityFlags.ts';
import { openModel, programOf, type OpenModel } from '../openModel.ts';
import { writeText } from '../outputs.ts';
import { tensorValues } from '../tensorValues.ts';
import { inspectJson } from './inspectJson.ts';
import { inspectTemplates } from './inspectTemplate.ts';

export interface InspectFlags extends IdentityFlags {
  readonly program?: true;
  readonly tensor?: string;
  readonly out?: string;
  readonly metadata?: true;
  readonly tensors?: true;
  /** Of one name; true where none is given. */
  readonly template?: string | true;
  readonly json?: true;
}

/** `flea-flicker inspect FILE` */
export async function inspect(file: string | undefined, given: InspectFlags, host: Host): Promise<ExitCode> {
  const { path, flags } = named(file, given);
  refuseTogether(flags);
  const model = await openModel(path, identityOptions(flags, host));
  try {
    if (flags.tensor !== undefined) writeTensor(model, flags.tensor, flags.out, host);
    else if (flags.template !== undefined) inspectTemplates(model, flags.template, flags.json === true, host);
    else host.out(flags.json ? inspectJson(model, flags) : textOf(model, flags));
    return EXIT.clean;
  } finally {
    model.source.close();
  }
}

/** Throws UsageError `usage/json`: what `--program` and `--tensor` give is no document. */
function refuseTogether({ json, program, tensor }: InspectFlags): void {
  const other = program ? '--program' : tensor === undefined ? null : '--tensor';
  if (json && other !== null) throw new UsageError('usage/json', `--json: expected no ${other} beside it, found it`);
}

/** `--template FILE`: of a file alone that the flag has taken for a name. */
function named(file: string | undefined, flags: InspectFlags): { readonly path: string; readonly flags: InspectFlags } {
  if (file !== undefined) return { path: file, flags };
  if (typeof flags.template === 'string') return { path: flags.template, flags: { ...flags, template: true } };
  throw new UsageError('usage/file', 'inspect: expected a file, found none');
}

function textOf(model: OpenModel, { program, metadata, tensors }: InspectFlags): string {
  model.source.verifyUnchanged();
  if (program) return printProgram(programOf(model));
  if (metadata) return metadataLines(model.file);
  return tensors ? tensorLines(model.file) : overview(model);
}

/** One screen: what the file is, what it needs, how it speaks. */
function overview({ source, file, findings }: OpenModel): string {
  const { program, unsupported } = buildProgram(file);
  const parameters = file.tensors.reduce((sum, t) => sum + t.dims.reduce((a, b) => a * b, 1), 0);
  const rows: readonly (readonly [string, string])[] = [
    [
      'file',
      `${printable(source.name, 200)}, ${formatBytes(file.size)}, GGUF version ${String(file.version)}${file.littleEndian ? '' : ', big-endian'}`,
    ],
    ['name', quoted(getString(file.metadata, 'general.name') ?? '')],
    ['architecture', quoted(getString(file.metadata, 'general.architecture') ?? '')],
    ['parameters', `${formatCount(parameters)} in ${String(file.tensors.length)} tensors`],
    ['types', typeCounts(file)],
    ['metadata', `${String(file.metadata.size)} keys, ${formatBytes(file.metadataBytes)}`],
    ...(program
      ? shapeRows(program)
      : [['program', `none: unsupported: ${unsupported.join(', ') || 'no tensors'}`] as const]),
    ['tokenizer', tokenizerText(file)],
    ['template', templateText(file)],
    [
      'findings',
      findings.length === 0
        ? 'none while reading it; `check` runs every rule'
        : `${String(findings.length)}: run \`check\``,
    ],
  ];
  return rows.map(([name, text]) => `${name.padEnd(13)} ${text}\n`).join('');
}

function shapeRows({ hparams, ops, caches, weights }: Program): readonly (readonly [string, string])[] {
  const { nVocab, nCtxTrain, nEmbd, nLayer } = hparams;
  const weightBytes = [...weights.values()].reduce((sum, w) => sum + w.bytes, 0);
  const cacheAt = (n: number): string =>
    formatBytes(caches.reduce((sum, c) => sum + 2 * n * c.nHeadKv * c.headDim * 4, 0));
  const contexts = [2048, nCtxTrain].filter((n, i, all) => n <= nCtxTrain && all.indexOf(n) === i);
  return [
    [
      'program',
      `${String(ops.length)} ops, ${String(nLayer)} layers, ${String(nEmbd)} wide, vocabulary ${String(nVocab)}, context ${String(nCtxTrain)}`,
    ],
    [
      'memory',
      `weights ${formatBytes(weightBytes)}; cache in f32 ${contexts.map((n) => `${cacheAt(n)} at ${String(n)} positions`).join(', ')}`,
    ],
  ];
}

function typeCounts({ tensors }: GgufFile): string {
  const counts = new Map<string, { count: number; bytes: number }>();
  for (const { type, bytes } of tensors) {
    const seen = counts.get(type.name) ?? { count: 0, bytes: 0 };
    counts.set(type.name, { count: seen.count + 1, bytes: seen.bytes + bytes });
  }
  return [...counts]
    .sort(([, a], [, b]) => b.bytes - a.bytes)
    .map(([name, { count, bytes }]) => `${String(count)} ${name} (${formatBytes(bytes)})`)
    .join(', ');
}

function tokenizerText(file: GgufFile): string {
  const { tokenizer, unsupported, findings } = openTokenizer(file.metadata);
  if (!tokenizer) return `none: ${unsupported.join(', ') || (findings[0]?.message ?? '')}`;
  const { model, pre, tokens, merges, bos, eos, addBos } = tokenizer.vocabulary;
  const special = (id: number | null): string => (id === null ? 'none' : `${String(id)} ${quoted(tokens[id] ?? '')}`);
  const prefix = addBos ? ', begins every text' : '';
  return `${quoted(model)} / ${quoted(pre ?? 'default')}, ${String(tokens.length)} tokens, ${String(merges.length)} merges; begin ${special(bos)}${prefix}, end ${special(eos)}`;
}

function templateText({ metadata }: GgufFile): string {
  const template = getString(metadata, 'tokenizer.chat_template');
  if (template === undefined) return 'none';
  return `${String(template.length)} characters: ${quoted(template.replaceAll(/\s+/g, ' '), 90)}`;
}

function metadataLines({ metadata }: GgufFile): string {
  const lines = [...metadata].map(([key, value]) => {
    if (value.type === 'array') return `${printable(key, 200)} = ${String(value.length)} × ${value.elementType}`;
    const text = value.type === 'string' ? quoted(value.value, 100) : String(value.value);
    return `${printable(key, 200)} = ${text} (${value.type})`;
  });
  return `${lines.join('\n')}\n`;
}

function tensorLines({ tensors }: GgufFile): string {
  const lines = tensors.map(
    (t) =>
      `${printable(t.name, 100).padEnd(40)} ${t.type.name.padEnd(8)} [${t.dims.join(', ')}] ${formatBytes(t.bytes)} at ${String(t.fileOffset)}`,
  );
  return `${lines.join('\n')}\n`;
}

/** `--tensor NAME --out FILE.f64`: one tensor's exact values, float64, little-endian. */
function writeTensor({ source, file }: OpenModel, name: string, out: string | undefined, host: Host): void {
  if (out === undefined) throw new UsageError('usage/out', '--tensor: expected --out FILE.f64 beside it, found none');
  const info = file.tensorsByName.get(name);
  if (!info) {
    throw new UsageError(
      'usage/tensor',
      `expected a tensor of the file, found "${printable(name)}"${didYouMean(name, [...file.tensorsByName.keys()])}`,
    );
  }
  const format = QUANT_FORMATS.get(info.type.name);
  if (!format) {
    throw new UsageError(
      'usage/tensor',
      `expected a tensor of type ${[...QUANT_FORMATS.keys()].join(', ')}, found ${info.type.name}`,
    );
  }
  const values = tensorValues(source, info, format);
  source.verifyUnchanged();
  writeText(out, new Uint8Array(values.buffer));
  host.err(`${out}: ${String(values.length)} values of ${printable(name)}\n`);
}
