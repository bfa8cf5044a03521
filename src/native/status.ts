/** From the codes of the addon to the stable codes of EngineError. */
import { EngineError } from '../core/errors.ts';

/** Every `code` that an Error of the addon carries: a status of ff.h, or a refusal of the addon itself. */
export const NATIVE_CODES = [
  'FF_E_ARGUMENT',
  'FF_E_PROGRAM',
  'FF_E_EXTENT',
  'FF_E_TYPE',
  'FF_E_ALIGNMENT',
  'FF_E_ALIAS',
  'FF_E_UNSUPPORTED',
  'FF_E_MEMORY',
  'FF_E_READ',
  'FF_E_STATE',
  'FF_E_TOKEN',
  'FF_E_NONFINITE',
  'FF_E_DEFECT',
  'FF_SESSION_BUSY',
  'FF_SESSION_CLOSED',
  'FF_LIBRARY_OPEN',
  'FF_LIBRARY_ABI',
] as const;

export type NativeCode = (typeof NATIVE_CODES)[number];

/** Which call was refused: the same status means another thing to the caller of another function. */
export type Door = 'library' | 'op' | 'load' | 'step';

/** What every door has in common. */
const COMMON: Readonly<Partial<Record<NativeCode, string>>> = {
  FF_E_MEMORY: 'engine/memory',
  FF_E_DEFECT: 'op/defect',
  FF_E_READ: 'weights/read',
  FF_SESSION_BUSY: 'step/busy',
  FF_SESSION_CLOSED: 'step/closed',
  FF_LIBRARY_OPEN: 'engine/library',
  FF_LIBRARY_ABI: 'engine/library',
};

const BY_DOOR: Readonly<Record<Door, Readonly<Partial<Record<NativeCode, string>>>>> = {
  library: {},
  op: { FF_E_TYPE: 'op/unsupported', FF_E_UNSUPPORTED: 'op/unsupported' },
  load: { FF_E_TYPE: 'load/unsupported', FF_E_UNSUPPORTED: 'load/unsupported', FF_E_PROGRAM: 'load/program' },
  step: { FF_E_TOKEN: 'step/token-range', FF_E_NONFINITE: 'step/non-finite', FF_E_STATE: 'step/state' },
};

const OTHERWISE: Readonly<Record<Door, string>> = {
  library: 'engine/library',
  op: 'op/argument',
  load: 'load/argument',
  step: 'step/argument',
};

const KNOWN: ReadonlySet<unknown> = new Set(NATIVE_CODES);

/** The addon's code of an error, or undefined when the error is not the addon's. */
export function nativeCode(error: unknown): NativeCode | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return KNOWN.has(code) ? (code as NativeCode) : undefined;
}

export function engineCode(door: Door, code: NativeCode): string {
  return BY_DOOR[door][code] ?? COMMON[code] ?? OTHERWISE[door];
}

/** An EngineError for a refusal of the addon, which becomes its cause; anything else, a callback's error, as it is. */
export function toEngineError(door: Door, error: unknown): unknown {
  const code = nativeCode(error);
  if (code === undefined) return error;
  return new EngineError(engineCode(door, code), (error as Error).message, { cause: error });
}

/** `call`, with refusals of the addon thrown as EngineError. */
export function through<T>(door: Door, call: () => T): T {
  try {
    return call();
  } catch (error) {
    throw toEngineError(door, error);
  }
}
