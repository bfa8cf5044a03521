/** Keys of a small model: sizes, what every file has, and what its architecture requires. */
import type { ModelValue } from '../../gguf/model.ts';
import type { Architecture, ExampleKeys } from '../../model/arch/architecture.ts';
import type { Key } from '../../model/arch/keys.ts';
import { STANDARD_KEYS, type StandardKey, type StandardValues } from '../../model/arch/standardKeys.ts';

export interface ZooSizes {
  readonly nLayer: number;
  readonly nHead: number;
  readonly nHeadKv: number;
  readonly headDim: number;
  readonly nFf: number;
  readonly nCtx: number;
}

/** Rows fit blocks of 32. */
export const NARROW: ZooSizes = { nLayer: 2, nHead: 4, nHeadKv: 2, headDim: 8, nFf: 64, nCtx: 64 };

/** Rows fit blocks of 256. */
export const WIDE: ZooSizes = { ...NARROW, headDim: 64, nFf: 256 };

/** The values of a model's keys: sizes, the usual values of what the architecture requires, its example, and `keys` over all of them. */
export function zooKeys(architecture: Architecture, sizes: ZooSizes, keys: ExampleKeys): ExampleKeys {
  const usual = usualKeys(sizes);
  const own = { ...architecture.example?.(sizes), ...keys };
  const required = [...architecture.requires, ...(architecture.present ?? [])].map(
    (key) => [key, own[key] ?? usualValue(usual, key)] as const,
  );
  return {
    nCtxTrain: sizes.nCtx,
    nEmbd: sizes.nHead * sizes.headDim,
    nLayer: sizes.nLayer,
    nHeadKv: sizes.nHeadKv,
    nRot: sizes.headDim,
    ...Object.fromEntries(required),
    ...own,
  };
}

/** What a key has in a small model where nothing says otherwise. */
function usualKeys({ nHead, headDim, nFf }: ZooSizes): ExampleKeys {
  return {
    nHead,
    nFf,
    rmsEps: 1e-5,
    layerEps: 1e-5,
    window: 4,
    clampKqv: 8,
    logitScale: 0.5,
    nExpert: 4,
    nExpertUsed: 2,
    nExpertShared: 1,
    nFfExpert: nHead * headDim,
    nFfShared: nHead * headDim,
    moeStep: 2,
    nRot: headDim,
  };
}

function usualValue(usual: ExampleKeys, key: StandardKey): NonNullable<ExampleKeys[StandardKey]> {
  const value = usual[key];
  if (value === undefined) throw new RangeError(`expected a usual value of ${key}, or one in the example, found none`);
  return value;
}

/** As the file has them. */
export function keysAsMetadata(prefix: string, keys: ExampleKeys): readonly (readonly [string, ModelValue])[] {
  return Object.entries(keys).map(([name, value]) => {
    const { key, written } = STANDARD_KEYS[name as StandardKey];
    return [`${prefix}.${key}`, modelValue(written, value)] as const;
  });
}

function modelValue(written: Key<unknown>['written'], value: NonNullable<ExampleKeys[StandardKey]>): ModelValue {
  if (typeof value === 'string') return { type: 'string', value };
  if (typeof value === 'boolean') return { type: 'bool', value };
  if (typeof value !== 'number') {
    return { type: 'array', elementType: written.startsWith('f32') ? 'f32' : 'u32', elements: value };
  }
  return { type: written === 'f32' ? 'f32' : 'u32', value };
}

/** As a reader of the file has them. */
export function keysAsRead(keys: ExampleKeys): StandardValues {
  const entries = Object.entries(STANDARD_KEYS as Readonly<Record<string, Key<unknown>>>).map(([name, { unset }]) => {
    const value = keys[name as StandardKey] ?? null;
    return [name, Array.isArray(value) ? Float64Array.from(value) : value === unset ? null : asStored(value)] as const;
  });
  return Object.fromEntries(entries) as unknown as StandardValues;
}

function asStored(value: unknown): unknown {
  return typeof value === 'number' ? Math.fround(value) : value;
}
