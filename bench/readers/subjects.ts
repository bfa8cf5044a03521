/** What the lane mutates: every tiny model of the fixtures, as a model to write, and the names of keys that there are. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Rng } from '../../src/core/rng.ts';
import { getString } from '../../src/gguf/metadata.ts';
import { toModel, type GgufModel, type ModelTensor } from '../../src/gguf/model.ts';
import { parseGguf } from '../../src/gguf/parse.ts';
import { bufferSource } from '../../src/gguf/source.ts';
import { outlinedModel, type OutlinedKeys } from '../../src/generate/outlined/outlinedModel.ts';
import { OUTLINED_MODELS } from '../../src/generate/outlined/outlinedModels.ts';
import { ARRAY_NAMES } from '../../src/model/arch/readerKeys.ts';
import { STANDARD_KEYS } from '../../src/model/arch/standardKeys.ts';
import { ROOT } from '../subject.ts';
import { LIBRARIES } from './buildJudge.ts';
import type { Lacked } from './mutants.ts';
import { goldenModels, otherModels, type FixtureModel } from './fixtureModels.ts';

export interface LaneSubject {
  readonly name: string;
  readonly architecture: string;
  readonly model: GgufModel;
}

/** Every form of an architecture in the fixtures, and of those that are outlined alone, in the order of their names. */
export function laneSubjects(): readonly LaneSubject[] {
  const folder = pathToFileURL(join(ROOT, 'tests/fixtures/archs/'));
  const golden = goldenModels(folder).map((model) => subject(model));
  // Their weights are left out of the fixtures: with none, no answer could be wrong.
  const others = otherModels(folder).map((model) => withWeights(subject(model)));
  const outlined = OUTLINED_MODELS.filter(({ newer }) => !newer).map(outlinedSubject);
  return [...golden, ...others, ...outlined].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function subject({ name, bytes }: FixtureModel): LaneSubject {
  const source = bufferSource(bytes, name);
  const { file } = parseGguf(source);
  if (!file) throw new Error(`${name}: expected a sound fixture`);
  return { name, architecture: getString(file.metadata, 'general.architecture') ?? '', model: toModel(file, source) };
}

function outlinedSubject(form: OutlinedKeys): LaneSubject {
  return { name: form.name, architecture: form.architecture, model: outlinedModel(form) };
}

/** What models that assist another are used beside. */
export function targetModel(): GgufModel {
  const form = OUTLINED_MODELS.find(({ name }) => name === 'gemma4-dense');
  if (!form) throw new Error('expected the keys of a model to assist');
  return outlinedModel(form);
}

/** Gains of 1, matrices small and random: the same on every run. */
function withWeights({ model, ...rest }: LaneSubject): LaneSubject {
  const rng = new Rng(11);
  return { ...rest, model: { ...model, tensors: model.tensors.map((tensor) => filled(tensor, rng)) } };
}

const SPREAD = 0.08;

function filled(tensor: ModelTensor, rng: Rng): ModelTensor {
  const isGain = String(tensor.name).includes('norm');
  const values = Float32Array.from({ length: tensor.data.length / 4 }, () =>
    isGain ? 1 : (2 * rng.float64() - 1) * SPREAD,
  );
  return { ...tensor, data: new Uint8Array(values.buffer) };
}

/** Names of keys without the architecture's prefix: those of our own table and those that the library has in it as `%s.name`. */
export function keyNames(): readonly string[] {
  const library = readFileSync(join(LIBRARIES, 'libllama.v0.5.0.so'), 'latin1');
  const theirs = [...library.matchAll(/\0%s\.([a-z][a-z0-9_.]+)(?=\0)/g)].map(([, name = '']) => name);
  if (theirs.length < 50) throw new Error(`expected the names of keys in the library, found ${String(theirs.length)}`);
  return [...new Set([...Object.values(STANDARD_KEYS).map(({ key }) => key), ...theirs])].sort();
}

/** Of our own tables, those of one float, of a count, and of an array. */
export function lackedNames(): Lacked {
  const written = (as: string): readonly string[] => {
    const keys = Object.values(STANDARD_KEYS).filter((key) => key.written === as);
    return [...new Set(keys.map(({ key }) => key))].sort();
  };
  return { floats: written('f32'), counts: written('u32'), arrays: ARRAY_NAMES };
}
