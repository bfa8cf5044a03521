/** Multimodal projectors (`mmproj`): encoders of images and sound in front of a model, as llama.cpp's `mtmd` reads them. */
import { quoted } from '../../core/printable.ts';
import { getBool, getString } from '../../gguf/metadata.ts';
import type { GgufFile, TensorInfo } from '../../gguf/types.ts';
import { reportKey } from '../../model/arch/keys.ts';
import type { Findings } from '../../core/findings.ts';
import { bool, checkKeys, string } from './exactKeys.ts';
import { checkTable, undeclared } from './projectors/checkTable.ts';
import { readEncoder } from './projectors/encoderKeys.ts';
import type { Encoder, Modality, ProjectorType } from './projectors/projectorType.ts';
import { projectorType } from './projectors/projectorTypes.ts';
import { TensorTable } from './projectors/tensorTable.ts';

const MODALITIES: readonly (readonly [modality: Modality, key: string, tensors: RegExp])[] = [
  ['vision', 'clip.has_vision_encoder', /^v\./],
  ['audio', 'clip.has_audio_encoder', /^a\./],
  ['gen.audio', 'clip.has_gen_audio_encoder', /^a\.gen\./],
];

/** The reader ends the process where one of these is of another type. */
const KEYS = [
  ...['clip.has_vision_encoder', 'clip.has_audio_encoder', 'clip.has_gen_audio_encoder'].map(bool),
  ...['clip.use_gelu', 'clip.use_silu'].map(bool),
  ...['clip.projector_type', 'clip.vision.projector_type', 'clip.audio.projector_type'].map(string),
  ...['clip.gen.audio.projector_type', 'general.name', 'general.description'].map(string),
];

export function checkProjector(file: GgufFile, findings: Findings): void {
  const { metadata } = file;
  checkKeys(metadata, KEYS, findings);
  const said = MODALITIES.filter(([, key]) => getBool(metadata, key) === true);
  const present = said.filter(([modality]) => !isPassedOver(file, modality));
  // What generates sound does not go alone.
  if (present.every(([modality]) => modality === 'gen.audio')) {
    const message = 'expected true here or for clip.has_audio_encoder, found neither';
    reportKey(findings, 'model/key-missing', 'clip.has_vision_encoder', message);
  }
  if (getBool(metadata, 'clip.use_gelu') === true && getBool(metadata, 'clip.use_silu') === true)
    reportKey(findings, 'model/key-inconsistent', 'clip.use_silu', 'expected one activation, found clip.use_gelu too');
  const encoders = present.map(([modality]) => encoderOf(file, modality, findings));
  // A shape that follows from a wrong key is wrong for that: one cause, one line.
  if (findings.hasError) return;
  const absent = present.filter(([, key, tensors]) => !checkPresence(file, key, tensors, findings));
  if (absent.length > 0) return;
  const tables = encoders.map((encoder) => encoder && checkTensors(file, encoder, findings));
  reportUndeclared(file, tables, findings);
}

/** Gemma 3n has an encoder of sound that no reader builds a graph of. */
function isPassedOver({ metadata }: GgufFile, modality: Modality): boolean {
  if (modality !== 'audio' || getBool(metadata, 'clip.has_vision_encoder') !== true) return false;
  const [common, own] = namesOf(metadata, 'vision');
  return projectorType(common || own, 'vision')?.skipsAudio === true;
}

/** The name for every encoder, and that for one. */
function namesOf(metadata: GgufFile['metadata'], modality: Modality): readonly [common: string, own: string] {
  const name = (at: string): string => getString(metadata, `${at}.projector_type`) ?? '';
  return [name('clip'), name(`clip.${modality}`)];
}

/** An encoder of which there is not one tensor is not in the file: reported, and false. */
function checkPresence({ tensors }: GgufFile, key: string, names: RegExp, findings: Findings): boolean {
  // Gemma 4 has a projector of sound and no encoder in front of it.
  if (key === 'clip.has_audio_encoder' && tensors.some(({ name }) => name.startsWith('mm.a.'))) return true;
  if (tensors.some(({ name }) => names.test(name))) return true;
  const message = `expected tensors of the encoder that ${key} says is there, found none`;
  findings.report('projector/encoder-missing', () => ({ message, path: `metadata["${key}"]` }));
  return false;
}

interface TypedEncoder {
  readonly type: ProjectorType;
  readonly sizes: Encoder;
}

/** Null where its type is not described. */
function encoderOf(file: GgufFile, modality: Modality, findings: Findings): TypedEncoder | null {
  const type = typeOf(file, modality, findings);
  return type && { type, sizes: readEncoder(file, type, findings) };
}

/** The name for every encoder goes before that for one. One that is for another encoder builds a graph of what is not there. */
function typeOf({ metadata }: GgufFile, modality: Modality, findings: Findings): ProjectorType | null {
  const [common, own] = namesOf(metadata, modality);
  const name = common || own;
  if (!name) {
    reportKey(findings, 'model/key-missing', 'clip.projector_type', 'expected a string, found no such key');
    return null;
  }
  const type = projectorType(name, modality);
  if (type?.modality === modality) return type.graphless ? reportGraphless(name, modality, findings) : type;
  if (!type) {
    const message = `projector ${quoted(name)} is not described here: rules on the container ran, none on the keys and tensors of ${modality}`;
    findings.report('projector/partly-examined', () => ({ message, path: 'metadata["clip.projector_type"]' }));
    return null;
  }
  const message = `expected a projector for ${modality}, found ${quoted(name)}, which is for ${type.modality}`;
  reportKey(
    findings,
    'model/key-inconsistent',
    common ? 'clip.projector_type' : `clip.${modality}.projector_type`,
    message,
  );
  const intended = projectorType(own, modality);
  return intended?.modality === modality ? intended : null;
}

function reportGraphless(name: string, modality: Modality, findings: Findings): null {
  const message = `expected a projector that readers have a graph of, found ${quoted(name)}`;
  reportKey(findings, 'model/key-range', `clip.${modality}.projector_type`, message);
  return null;
}

/** Blocks are read one after the other: one without a tensor ends the reading. */
function checkBlocks(
  { tensors }: GgufFile,
  { type: { firstBlock = 0 }, sizes }: TypedEncoder,
  findings: Findings,
): void {
  const { modality, nLayer, prefix } = sizes;
  if (nLayer === null || modality === 'gen.audio') return;
  const name = modality === 'audio' ? /^a\.blk\.(\d+)\./ : /^v\.blk\.(\d+)\./;
  const found = new Set(tensors.map((tensor) => name.exec(tensor.name)?.[1]).filter((il) => il !== undefined));
  const absent = Array.from({ length: nLayer }, (_, il) => il + firstBlock).find((il) => !found.has(String(il)));
  // A file without a block at all may be a part, kept apart: but not one that has fewer tensors than blocks.
  if (absent === undefined || (found.size === 0 && tensors.length >= nLayer)) return;
  const message = `expected tensors of ${String(nLayer)} blocks, found none of block ${String(absent)}`;
  findings.report('projector/block-missing', () => ({ message, path: `metadata["${prefix}.block_count"]` }));
}

/** The table of its tensors; null where they are not described, or not those of the file. */
function checkTensors(file: GgufFile, encoder: TypedEncoder, findings: Findings): TensorTable | null {
  const { type, sizes } = encoder;
  if (!type.convolves) checkBlocks(file, encoder, findings);
  if (findings.hasError) return null;
  const table = new TensorTable();
  type.tensors?.(table, sizes);
  if (type.tensors !== null && checkTable(table, file, findings)) return table;
  const why = type.tensors === null ? 'are not described here' : 'are fewer than half of those it is described to have';
  const message = `tensors of projector ${quoted(type.name)} ${why}: rules on its keys ran, none on its tensors’ shapes`;
  findings.report('projector/partly-examined', () => ({ message, path: 'metadata["clip.projector_type"]' }));
  return null;
}

/** Only where every encoder’s tensors are known. */
function reportUndeclared(file: GgufFile, tables: readonly (TensorTable | null)[], findings: Findings): void {
  const known = tables.filter((table) => table !== null);
  if (known.length < tables.length || known.length === 0) return;
  const isOfSound = ({ name }: TensorInfo): boolean => /^(?:mm\.)?a\./.test(name);
  const [first, ...more] = undeclared(known, file).filter((t) => !(isPassedOver(file, 'audio') && isOfSound(t)));
  if (!first) return;
  const others = more.length === 0 ? '' : `, and ${String(more.length)} more`;
  const message = `expected the tensors of its projector alone, found ${quoted(first.name)}${others}`;
  findings.report('projector/tensor-extra', () => ({ message, path: `tensors[${String(first.index)}]` }));
}
