/** From a parsed file to a Program, or to the findings that say why there is none. */
import type { Coverage } from '../core/coverage.ts';
import { EngineError } from '../core/errors.ts';
import type { Finding } from '../core/finding.ts';
import { quoted } from '../core/printable.ts';
import { getString } from '../gguf/metadata.ts';
import type { GgufFile } from '../gguf/types.ts';
import type { Architecture } from './arch/architecture.ts';
import { ARCHITECTURES } from './arch/architectures.ts';
import { OUTLINES } from './arch/outlines/outlines.ts';
import { checkConsistency } from './arch/consistency.ts';
import { brokenLayers } from './arch/firstLayer.ts';
import { resolveHyper, type Hyper } from './arch/hyper.ts';
import { readKeys, reportKey } from './arch/keys.ts';
import { READER_ARCHITECTURES } from './arch/readerArchitectures.ts';
import { checkReaderKeys } from './arch/readerKeys.ts';
import { STANDARD_KEYS, type StandardKey, type StandardValues } from './arch/standardKeys.ts';
import { Forward } from './blocks/forward.ts';
import { checkFileType } from './checkFileType.ts';
import { checkNextLayers } from './checkNextLayers.ts';
import { checkOutline } from './checkOutline.ts';
import { checkTensors } from './checkTensors.ts';
import { checkVocabulary } from './checkVocabulary.ts';
import { MODEL_RULES } from './rules.ts';
import { Findings } from '../core/findings.ts';
import { leaveTensors } from './leaveTensors.ts';
import type { Program } from './program.ts';

export { ARCHITECTURES } from './arch/architectures.ts';

export interface BuildOptions {
  /**
   * Positions that sessions will hold. Some architectures have one set of rope factors for contexts up to the one they were first
   * trained on and one for longer ones. By default no more than that.
   */
  readonly nCtx?: number;
}

export interface BuildResult {
  /** Null when there is an error finding, when something is unsupported, or when the architecture is not described. */
  readonly program: Program | null;
  readonly findings: readonly Finding[];
  /** Surfaces on which rules could not run because of what was found. */
  readonly coverage: readonly Coverage[];
  /** What the model needs and no op kind here can compute: `routing by the square root of softplus`. */
  readonly unsupported: readonly string[];
}

/**
 * Checks a file's hyper-parameters and tensors, and builds its Program. Standard keys are checked whatever the architecture;
 * the rest needs a description of it.
 */
export function buildProgram(file: GgufFile, options: BuildOptions = {}): BuildResult {
  const name = getString(file.metadata, 'general.architecture') ?? '';
  const architecture = ARCHITECTURES.get(name);
  const findings = new Findings(MODEL_RULES);
  if (!architecture) reportUndescribed(name, findings);
  const keys = readKeys(file.metadata, name, STANDARD_KEYS, findings);
  checkReaderKeys(file.metadata, name, findings);
  checkConsistency(keys, name, findings);
  for (const [key, message] of brokenLayers(keys, name, architecture !== undefined)) {
    const full = `${name}.${STANDARD_KEYS[key].key}`;
    reportKey(findings, 'model/key-inconsistent', full, message);
  }
  checkNextLayers(file, name, { nNext: keys.nextn ?? 0, nBlocks: keys.nLayer ?? 0 }, findings);
  const nVocab = checkVocabulary(file, keys.nVocab, findings);
  checkFileType(file, findings);
  if (!architecture) {
    checkReaderRequired(file, name, findings);
    checkOutline(file, name, nVocab, findings);
    checkEpsilons(file, keys, name, findings);
    return refused(findings, [`architecture ${quoted(name)}`]);
  }
  checkRequired(file, keys, architecture, findings);
  return buildDescribed(file, architecture, findings, () => hyperOf(keys, nVocab, options));
}

function buildDescribed(
  file: GgufFile,
  architecture: Architecture,
  findings: Findings,
  hyper: () => Hyper,
): BuildResult {
  // What a profile lets pass must not leave the rest unseen.
  if (findings.hasErrorEverywhere) return withoutTensors(file, findings);
  const h = hyper();
  const contradictions = architecture.rules?.(h) ?? [];
  for (const { key, message } of contradictions) {
    reportKey(findings, 'model/key-inconsistent', `${architecture.name}.${key}`, message);
  }
  if (contradictions.length > 0 || file.tensors.length === 0) return withoutTensors(file, findings);
  const unsupported = architecture.unsupported?.(h) ?? [];
  if (unsupported.length > 0) {
    checkVariant(file, architecture, h, unsupported, findings);
    return refused(findings, unsupported);
  }
  return buildForward(file, architecture, h, findings);
}

function refused(findings: Findings, unsupported: readonly string[]): BuildResult {
  return { program: null, findings: findings.findings(), coverage: findings.coverage(), unsupported };
}

function withoutTensors({ tensors }: GgufFile, findings: Findings): BuildResult {
  if (tensors.length > 0) leaveTensors(findings);
  return refused(findings, []);
}

/** A variant that no op computes has the tensors of the architecture, or those of its own outline. */
function checkVariant(
  file: GgufFile,
  architecture: Architecture,
  h: Hyper,
  unsupported: readonly string[],
  findings: Findings,
): void {
  reportVariant(unsupported, findings);
  if (OUTLINES.has(architecture.name)) checkOutline(file, architecture.name, h.nVocab, findings);
  else buildForward(file, architecture, h, findings);
}

/** The forward pass gives the tensor table and the Program at once; the Program stands only if the file agrees with the table. */
function buildForward(file: GgufFile, { name, build }: Architecture, h: Hyper, findings: Findings): BuildResult {
  const forward = new Forward(file, name);
  const fits = buildInto(forward, build, h, name, findings);
  if (fits) checkTensors(file, forward, findings);
  else leaveTensors(findings);
  const unsupported = [...forward.unsupported];
  const program = findings.hasError || unsupported.length > 0 ? null : forward.program(name, h);
  return { ...refused(findings, unsupported), program };
}

/** Hyper-parameters of which every single one is possible can still make shapes that no op takes: that is the file's fault. */
function buildInto(f: Forward, build: Architecture['build'], h: Hyper, name: string, findings: Findings): boolean {
  try {
    build(f, h);
    return true;
  } catch (error) {
    if (!(error instanceof EngineError) || error.code !== 'program/shape') throw error;
    reportKey(findings, 'model/key-inconsistent', name, error.message);
    return false;
  }
}

function hyperOf(keys: StandardValues, nVocab: number, { nCtx }: BuildOptions): Hyper {
  // A context that was reported stands for the shortest: no shape hangs on it.
  const { nCtxTrain, nEmbd, nLayer } = { ...keys, nCtxTrain: keys.nCtxTrain ?? 1 };
  if (nEmbd === null || nLayer === null) throw new RangeError('expected required keys');
  const first = Math.min(nCtxTrain, keys.ropeOrigCtx ?? nCtxTrain);
  return resolveHyper(keys, { nVocab, nCtxTrain, nEmbd, nLayerAll: nLayer, nCtx: nCtx ?? first });
}

const ALWAYS_REQUIRED: readonly StandardKey[] = ['nCtxTrain', 'nEmbd', 'nLayer'];

/** Sizes without which no reader of this architecture begins, though it is not described here. */
function checkReaderRequired({ metadata, tensors }: GgufFile, name: string, findings: Findings): void {
  if (!READER_ARCHITECTURES.has(name) || tensors.length === 0) return;
  for (const key of ALWAYS_REQUIRED) {
    const { key: suffix, expected } = STANDARD_KEYS[key];
    const full = `${name}.${suffix}`;
    if (!metadata.has(full)) reportKey(findings, 'model/key-missing', full, `expected ${expected}, found no such key`);
  }
}

/** Reports keys that the architecture cannot be without: absent, or 0 in some layer. One that was reported already says nothing more. */
function checkRequired(
  { metadata }: GgufFile,
  keys: StandardValues,
  { name, requires, present = [] }: Architecture,
  findings: Findings,
): void {
  for (const key of [...ALWAYS_REQUIRED, ...requires, ...present]) {
    const { key: suffix, expected, unset } = STANDARD_KEYS[key] as { key: string; expected: string; unset?: number };
    const full = `${name}.${suffix}`;
    const value: unknown = keys[key];
    if (!metadata.has(full)) reportKey(findings, 'model/key-missing', full, `expected ${expected}, found no such key`);
    else if (
      !present.includes(key) &&
      isZero(metadata.get(full)?.type === 'array' ? value : (value ?? zeroOf(metadata.get(full), unset)))
    ) {
      reportKey(findings, 'model/key-range', full, 'expected over 0 in every layer, found 0');
    }
  }
}

/** A written value that says "none" was read as null. */
function zeroOf(value: unknown, unset: number | undefined): unknown {
  const written = (value as { value?: unknown } | undefined)?.value;
  return unset !== undefined && Number(written) === unset ? 0 : null;
}

function isZero(value: unknown): boolean {
  return value === 0 || (value instanceof Float64Array && value.includes(0));
}

/** Files that write every key give the epsilon of norms they lack as 0; where no architecture says which it uses, one is over it. */
function checkEpsilons(file: GgufFile, keys: StandardValues, prefix: string, findings: Findings): void {
  const names = (['rmsEps', 'layerEps', 'groupEps'] as const).filter((key) =>
    file.metadata.has(`${prefix}.${STANDARD_KEYS[key].key}`),
  );
  const [first] = names;
  if (first === undefined || findings.hasError || names.some((key) => keys[key] !== null)) return;
  reportKey(findings, 'model/key-range', `${prefix}.${STANDARD_KEYS[first].key}`, 'expected over 0, found 0');
}

/** What a variant computes is not described; which tensors it has, is. */
function reportVariant(unsupported: readonly string[], findings: Findings): void {
  const message = `${unsupported.join(', ')} is not described here: rules on keys and tensors ran, no engine here runs it`;
  findings.report('model/architecture-undescribed', () => ({ message, path: 'tensors' }));
}

function reportUndescribed(name: string, findings: Findings): void {
  const ran = OUTLINES.has(name)
    ? 'rules on keys and tensors ran, no engine here runs it'
    : 'rules on standard keys, vocabulary size and file type ran, none on its own keys or its tensors';
  const message = `architecture ${quoted(name)} is not among the ${String(ARCHITECTURES.size)} that are described here: ${ran}`;
  findings.report('model/architecture-undescribed', () => ({ message, path: 'metadata["general.architecture"]' }));
}
