import type { Limits } from '../src/gguf/limits.ts';
import type { ModelArray, ModelValue } from '../src/gguf/model.ts';
import type { GgufRuleId } from '../src/gguf/rules.ts';
import { tensorType } from '../src/gguf/tensorTypes.ts';
import { NO_KNOWN_FORM, NOT_GGUF_FORMS } from './notGgufCases.ts';
import { ggufBytes, ggufWith, patched, strings, tensor, text, u64, valueOffset } from './ggufBytes.ts';

export interface Sample {
  readonly bytes: Uint8Array;
  readonly limits?: Partial<Limits>;
}

/** A file that fires a rule, and one as like it as can be that does not. */
export interface RuleCase {
  readonly rule: GgufRuleId;
  /** Severity in strict and in compat, as the specification of the gate has it: not taken from the catalogue under test. */
  readonly severity: readonly [strict: string, compat: string];
  readonly name: string;
  readonly bad: Sample;
  readonly good: Sample;
}

const ERROR = ['error', 'error'] as const;
const WARNING = ['warning', 'warning'] as const;
const NOTE = ['note', 'note'] as const;
const ERROR_THEN_WARNING = ['error', 'warning'] as const;
const WARNING_THEN_NOTE = ['warning', 'note'] as const;
const WARNING_THEN_OK = ['warning', 'ok'] as const;

const GOOD = ggufBytes();
const U8: ModelValue = { type: 'u8', value: 1 };
const INVALID_UTF8 = Uint8Array.of(0x61, 0xff);

function add(
  rule: GgufRuleId,
  severity: RuleCase['severity'],
  name: string,
  bad: Uint8Array | Sample,
  good: Uint8Array | Sample = GOOD,
): RuleCase {
  const sample = (from: Uint8Array | Sample): Sample => (from instanceof Uint8Array ? { bytes: from } : from);
  return { rule, severity, name, bad: sample(bad), good: sample(good) };
}

function nested(depth: number): ModelArray {
  const inner: ModelArray = { type: 'array', elementType: 'u8', elements: [1] };
  return depth === 1 ? inner : { type: 'array', elementType: 'array', elements: [nested(depth - 1)] };
}

function aligned(value: ModelValue): Uint8Array {
  return ggufWith(['general.alignment', value]);
}

/** The good file with its only tensor changed. */
function oneTensor(overrides: Parameters<typeof tensor>[1], name: string | Uint8Array = 'a'): Uint8Array {
  return ggufBytes({ tensors: [tensor(name, overrides)] });
}

function twoTensors(a: Parameters<typeof tensor>[1], b: Parameters<typeof tensor>[1]): Uint8Array {
  return ggufBytes({ tensors: [tensor('a', a), tensor('b', b)] });
}

function tensorTypeId(id: number): Uint8Array {
  return oneTensor({ type: id });
}

const BOOL = ggufWith(['x', { type: 'bool', value: true }]);
const BOOLS = ggufWith(['x', { type: 'array', elementType: 'bool', elements: [true, false, true] }]);
const ONE_VALUE = { dims: [1], data: new Uint8Array(4) };
const PADDED = oneTensor(ONE_VALUE);
const METADATA_BYTES = 24 + 45 + 33;

const CONTAINER_CASES: readonly RuleCase[] = [
  add('gguf/bad-magic', ERROR, 'lower case', patched(GOOD, 0, [0x67])),
  add('gguf/bad-magic', ERROR, 'reversed', patched(GOOD, 0, [0x46, 0x55, 0x47, 0x47])),
  ...[...NOT_GGUF_FORMS, NO_KNOWN_FORM].map(({ name, bytes }) => add('gguf/bad-magic', ERROR, name, bytes)),
  add('gguf/truncated', ERROR, 'magic alone', GOOD.slice(0, 4)),
  add('gguf/truncated', ERROR, 'header cut', GOOD.slice(0, 23)),
  add('gguf/truncated', ERROR, 'tensor table cut', GOOD.slice(0, METADATA_BYTES - 1)),
  add('gguf/unsupported-version', ERROR, '1', patched(GOOD, 4, [1])),
  add('gguf/unsupported-version', ERROR, '1, big-endian', patched(GOOD, 4, [0, 0, 0, 1])),
  add('gguf/unsupported-version', ERROR, '0', patched(GOOD, 4, [0])),
  add('gguf/unsupported-version', ERROR, '4', patched(GOOD, 4, [4])),
  add('gguf/version-2', WARNING_THEN_OK, '2', ggufBytes({ version: 2 })),
  add('gguf/big-endian', WARNING, 'version 3', ggufBytes({ littleEndian: false })),
  add(
    'gguf/file-too-large',
    ERROR,
    'one byte over',
    { bytes: GOOD, limits: { fileBytes: GOOD.length - 1 } },
    { bytes: GOOD, limits: { fileBytes: GOOD.length } },
  ),
  add('gguf/count-beyond-file', ERROR, 'kv_count of 2^63', patched(GOOD, 16, u64(2n ** 63n))),
  add('gguf/count-beyond-file', ERROR, 'tensor_count of 2^64 - 1', patched(GOOD, 8, u64(2n ** 64n - 1n))),
  add('gguf/count-beyond-file', ERROR, 'counts that wrap with the entry size', patched(GOOD, 8, u64(2n ** 59n))),
  add('gguf/count-beyond-file', ERROR, 'each fits, together not', patched(GOOD, 8, [3, 0, 0, 0, 0, 0, 0, 0, 4])),
  add(
    'gguf/length-beyond-file',
    ERROR,
    'string of 2^64 - 1',
    patched(GOOD, valueOffset(GOOD, 'general.architecture'), u64(2n ** 64n - 1n)),
  ),
  add('gguf/length-beyond-file', ERROR, 'key longer than the file', patched(GOOD, 24, u64(1000n))),
  add(
    'gguf/length-beyond-file',
    ERROR,
    'array count times size wraps',
    arrayLength('u64', 2n ** 61n),
    arrayLength('u64', 1n),
  ),
  add('gguf/length-beyond-file', ERROR, '2^31 empty arrays', arrayLength('array', 2n ** 31n), arrayLength('u64', 1n)),
  add('gguf/length-beyond-file', ERROR, 'string inside an array', stringInArray(2n ** 40n), stringInArray(2n)),
  add(
    'gguf/too-many-keys',
    ERROR,
    'two',
    { bytes: ggufWith(['x', U8]), limits: { nKv: 1 } },
    { bytes: GOOD, limits: { nKv: 1 } },
  ),
  add(
    'gguf/too-many-tensors',
    ERROR,
    'two',
    { bytes: twoTensors({}, {}), limits: { nTensors: 1 } },
    { bytes: GOOD, limits: { nTensors: 1 } },
  ),
  add(
    'gguf/string-too-long',
    ERROR,
    'a value',
    { bytes: GOOD, limits: { stringBytes: 4 } },
    { bytes: GOOD, limits: { stringBytes: 5 } },
  ),
  add(
    'gguf/string-too-long',
    ERROR,
    'an element',
    { bytes: ggufWith(['x', strings('ok', '123456')]), limits: { stringBytes: 5 } },
    { bytes: ggufWith(['x', strings('ok', '12345')]), limits: { stringBytes: 5 } },
  ),
  add(
    'gguf/array-too-long',
    ERROR,
    'three',
    { bytes: BOOLS, limits: { arrayElements: 2 } },
    { bytes: BOOLS, limits: { arrayElements: 3 } },
  ),
  add(
    'gguf/metadata-too-large',
    ERROR,
    'one byte over',
    { bytes: GOOD, limits: { metadataBytes: METADATA_BYTES - 1 } },
    { bytes: GOOD, limits: { metadataBytes: METADATA_BYTES } },
  ),
  add('gguf/more-findings', NOTE, '101 of a rule', upperCaseKeys(101), upperCaseKeys(100)),
];

function arrayLength(elementType: 'u64' | 'array', length: bigint): Uint8Array {
  const elements = elementType === 'u64' ? [1n] : [nested(1)];
  const bytes = ggufWith(['x', { type: 'array', elementType, elements } as ModelArray]);
  return patched(bytes, valueOffset(bytes, 'x') + 4, u64(length));
}

function stringInArray(length: bigint): Uint8Array {
  const bytes = ggufWith(['x', strings('ok', 'ok')]);
  return patched(bytes, valueOffset(bytes, 'x') + 12 + 10, u64(length));
}

function upperCaseKeys(count: number): Uint8Array {
  return ggufWith(...Array.from({ length: count }, (_, i) => [`K${String(i)}`, U8] as const));
}

const METADATA_CASES: readonly RuleCase[] = [
  add('gguf/empty-key', ERROR, 'empty', ggufWith(['', U8]), ggufWith(['x', U8])),
  add(
    'gguf/key-too-long',
    ERROR,
    '65,536 bytes',
    ggufWith(['k'.repeat(65_536), U8]),
    ggufWith(['k'.repeat(65_535), U8]),
  ),
  add('gguf/duplicate-key', ERROR, 'twice', ggufWith(['x', U8], ['x', U8]), ggufWith(['x', U8], ['y', U8])),
  add('gguf/nul-in-key', ERROR, 'at the end', ggufWith(['x\0', U8]), ggufWith(['x0', U8])),
  add('gguf/key-not-utf8', ERROR, 'a lone FF', ggufWith([INVALID_UTF8, U8]), ggufWith(['aé', U8])),
  add('gguf/key-charset', WARNING_THEN_NOTE, 'upper case', ggufWith(['X.y', U8]), ggufWith(['x-9_.y', U8])),
  add('gguf/key-charset', WARNING_THEN_NOTE, 'a Latin letter with an accent', ggufWith(['é', U8]), ggufWith(['e', U8])),
  add(
    'gguf/deceptive-name',
    WARNING_THEN_NOTE,
    'Cyrillic a in a key',
    ggufWith(['gener\u0430l.x', U8]),
    ggufWith(['general.x', U8]),
  ),
  add(
    'gguf/deceptive-name',
    WARNING_THEN_NOTE,
    'bidi override in a key',
    ggufWith(['a\u202eb', U8]),
    ggufWith(['a-b', U8]),
  ),
  add(
    'gguf/deceptive-name',
    WARNING_THEN_NOTE,
    'zero-width in a tensor name',
    oneTensor({}, 'a\u200bb'),
    oneTensor({}, 'ab'),
  ),
  add('gguf/deceptive-name', WARNING_THEN_NOTE, 'full width in a tensor name', oneTensor({}, 'ａ'), oneTensor({}, 'é')),
  add('gguf/control-in-name', ERROR_THEN_WARNING, 'an escape sequence in a tensor name', oneTensor({}, 'a\u001b[2K')),
  add('gguf/control-in-name', ERROR_THEN_WARNING, 'a line feed in a key', ggufWith(['a\nb', U8]), ggufWith(['a.b', U8])),
  add('gguf/control-in-name', ERROR_THEN_WARNING, 'a C1 control in a key', ggufWith(['a\u009bb', U8]), ggufWith(['a.b', U8])),
  add('gguf/prototype-name', WARNING, '__proto__', ggufWith(['__proto__', U8]), ggufWith(['__proto_', U8])),
  add(
    'gguf/prototype-name',
    WARNING,
    'a segment',
    ggufWith(['a.constructor.b', U8]),
    ggufWith(['a.constructors.b', U8]),
  ),
  add('gguf/prototype-name', WARNING, 'a tensor', oneTensor({}, 'prototype'), oneTensor({}, 'a_prototype')),
  ...['version', 'tensor_count', 'kv_count'].map((key) =>
    add('gguf/shadowed-header', WARNING_THEN_NOTE, key, ggufWith([key, U8]), ggufWith([`a.${key}`, U8])),
  ),
  add('gguf/unknown-value-type', ERROR, '13', patched(BOOL, valueOffset(BOOL, 'x') - 4, [13]), BOOL),
  add('gguf/unknown-value-type', ERROR, '-1', patched(BOOL, valueOffset(BOOL, 'x') - 4, [255, 255, 255, 255]), BOOL),
  add('gguf/unknown-value-type', ERROR, 'of elements', patched(BOOLS, valueOffset(BOOLS, 'x'), [13]), BOOLS),
  add('gguf/bool-byte', ERROR_THEN_WARNING, '2', patched(BOOL, valueOffset(BOOL, 'x'), [2]), BOOL),
  add('gguf/bool-byte', ERROR_THEN_WARNING, 'in an array', patched(BOOLS, valueOffset(BOOLS, 'x') + 14, [255]), BOOLS),
  add(
    'gguf/string-not-utf8',
    WARNING_THEN_NOTE,
    'a value',
    ggufWith(['x', text(INVALID_UTF8)]),
    ggufWith(['x', text('é')]),
  ),
  add(
    'gguf/string-not-utf8',
    WARNING_THEN_NOTE,
    'cut inside a character, the rest in the next string',
    ggufWith(['x', strings(Uint8Array.of(0xc3), Uint8Array.of(0xa9))]),
    ggufWith(['x', strings('é', '')]),
  ),
  add(
    'gguf/string-not-utf8',
    WARNING_THEN_NOTE,
    'a long element',
    ggufWith(['x', strings('a', new Uint8Array(300).fill(0x80))]),
    ggufWith(['x', strings('a', 'é'.repeat(150))]),
  ),
  add(
    'gguf/nul-in-token',
    ERROR,
    'one of three',
    ggufWith(['tokenizer.ggml.tokens', strings('a', 'b\0', '')]),
    ggufWith(['tokenizer.ggml.tokens', strings('a', 'b0', '')]),
  ),
  add('gguf/nul-in-string', ERROR_THEN_WARNING, 'a value', ggufWith(['x', text('a\0b')]), ggufWith(['x', text('a0b')])),
  add(
    'gguf/nul-in-string',
    ERROR_THEN_WARNING,
    'an element',
    ggufWith(['x', strings('a\0')]),
    ggufWith(['x', strings('a')]),
  ),
  add('gguf/nul-in-string', ERROR_THEN_WARNING, 'a long value', ggufWith(['x', text(`${'a'.repeat(99)}\0`)])),
  add('gguf/nested-array', WARNING, 'depth 2', ggufWith(['x', nested(2)]), ggufWith(['x', nested(1)])),
  add('gguf/array-too-deep', ERROR, 'depth 5', ggufWith(['x', nested(5)]), ggufWith(['x', nested(4)])),
  add('gguf/bad-alignment', ERROR, '0', aligned({ type: 'u32', value: 0 }), aligned({ type: 'u32', value: 32 })),
  add('gguf/bad-alignment', ERROR, '3', aligned({ type: 'u32', value: 3 }), aligned({ type: 'u32', value: 4 })),
  add('gguf/bad-alignment', ERROR, '2^31', aligned({ type: 'u32', value: 2 ** 31 })),
  add('gguf/bad-alignment', ERROR, 'signed', aligned({ type: 'i32', value: 32 })),
  add('gguf/bad-alignment', ERROR, '64 bits', aligned({ type: 'u64', value: 32n })),
  add('gguf/bad-alignment', ERROR, 'a string', aligned(text('32'))),
];

const TENSOR_CASES: readonly RuleCase[] = [
  add('gguf/no-tensors', NOTE, 'none', ggufBytes({ tensors: [] })),
  add('gguf/empty-tensor-name', ERROR_THEN_WARNING, 'empty', oneTensor({}, '')),
  add('gguf/tensor-name-too-long', ERROR, '1025 bytes', oneTensor({}, 'n'.repeat(1025)), oneTensor({}, 'n'.repeat(63))),
  add(
    'gguf/duplicate-tensor',
    ERROR,
    'twice',
    ggufBytes({ tensors: [tensor('a'), tensor('a')] }),
    ggufBytes({ tensors: [tensor('a'), tensor('b')] }),
  ),
  add('gguf/nul-in-tensor-name', ERROR, 'inside', oneTensor({}, 'a\0b'), oneTensor({}, 'a0b')),
  add('gguf/tensor-name-not-utf8', ERROR, 'a lone FF', oneTensor({}, INVALID_UTF8), oneTensor({}, 'aé')),
  add('gguf/bad-dimension-count', ERROR, '0', oneTensor({ dims: [] })),
  add('gguf/bad-dimension-count', ERROR, '5', oneTensor({ dims: [8, 1, 1, 1, 1] }), oneTensor({ dims: [8, 1, 1, 1] })),
  add('gguf/zero-dimension', ERROR, 'the second', oneTensor({ dims: [8, 0] }), oneTensor({ dims: [8, 1] })),
  add('gguf/unknown-tensor-type', ERROR, '43', tensorTypeId(43)),
  add('gguf/unknown-tensor-type', ERROR, '-1', tensorTypeId(0xffffffff)),
  ...[4, 5, 31, 32, 33, 36, 37, 38].map((id) => add('gguf/removed-tensor-type', ERROR, String(id), tensorTypeId(id))),
  add(
    'gguf/intermediate-tensor-type',
    ERROR_THEN_WARNING,
    'Q8_1',
    oneTensor({ dims: [256], type: tensorType('Q8_1'), data: new Uint8Array(288) }),
    oneTensor({ dims: [512], type: tensorType('Q4_0'), data: new Uint8Array(288) }),
  ),
  add(
    'gguf/intermediate-tensor-type',
    ERROR_THEN_WARNING,
    'Q8_K',
    oneTensor({ dims: [2048], type: tensorType('Q8_K'), data: new Uint8Array(8 * 292) }),
  ),
  add(
    'gguf/partial-block',
    ERROR,
    '33 of 32',
    oneTensor({ dims: [33], type: tensorType('Q8_0'), data: new Uint8Array(68) }),
    oneTensor({ dims: [32], type: tensorType('Q8_0'), data: new Uint8Array(34) }),
  ),
  add('gguf/size-overflow', ERROR, 'a product that wraps to 0', oneTensor({ dims: [2n ** 32n, 2n ** 32n] })),
  add('gguf/size-overflow', ERROR, 'a dimension over 2^63 - 1', oneTensor({ dims: [2n ** 64n - 32n] })),
  add(
    'gguf/size-overflow',
    ERROR,
    'elements fit, bytes do not',
    oneTensor({ dims: [0x1fff_ffff_ffff_ffffn], type: tensorType('F64') }),
  ),
  add('gguf/size-overflow', ERROR, 'bytes fit, padding does not', oneTensor({ dims: [2n ** 61n - 1n] }), oneTensor({})),
  add(
    'gguf/size-overflow',
    ERROR,
    'each fits, the sum does not',
    twoTensors({ dims: [2n ** 60n] }, { dims: [2n ** 60n] }),
  ),
  add('gguf/misaligned-tensor', ERROR, 'by one', oneTensor({ offset: 1 })),
  add('gguf/tensor-out-of-file', ERROR, 'at the end', oneTensor({ offset: 32 })),
  add('gguf/tensor-out-of-file', ERROR, 'offset of 2^64 - 32', oneTensor({ offset: 2n ** 64n - 32n })),
  add('gguf/tensor-data-truncated', ERROR, 'one byte', GOOD.slice(0, -1)),
  add('gguf/tensor-data-truncated', ERROR, '2^62 bytes', oneTensor({ dims: [2n ** 60n] })),
  add('gguf/overlapping-tensors', ERROR, 'the same bytes', twoTensors({}, { offset: 0 }), twoTensors({}, {})),
  add(
    'gguf/overlapping-tensors',
    ERROR,
    'one inside another',
    ggufBytes({ tensors: [tensor('a', { dims: [24], data: new Uint8Array(96) }), tensor('b', { offset: 32 })] }),
  ),
  add(
    'gguf/tensors-out-of-order',
    WARNING_THEN_NOTE,
    'swapped',
    twoTensors({ offset: 32 }, { offset: 0 }),
    twoTensors({}, {}),
  ),
  add(
    'gguf/gap-between-tensors',
    WARNING_THEN_NOTE,
    '32 bytes',
    twoTensors({ data: new Uint8Array(64) }, {}),
    twoTensors({}, {}),
  ),
  add('gguf/gap-between-tensors', WARNING_THEN_NOTE, 'before the first', patchedGap()),
  add('gguf/nonzero-padding', WARNING_THEN_NOTE, 'after a tensor', patched(PADDED, PADDED.length - 1, [1]), PADDED),
  add('gguf/nonzero-padding', WARNING_THEN_NOTE, 'before the data', patched(GOOD, METADATA_BYTES, [1])),
  add('gguf/nonzero-padding', WARNING_THEN_NOTE, 'in a gap', twoTensors({ data: new Uint8Array(64).fill(1) }, {})),
  add(
    'gguf/padding-not-scanned',
    WARNING_THEN_NOTE,
    'one byte',
    { bytes: PADDED, limits: { paddingScanBytes: 26 + 27 } },
    { bytes: PADDED, limits: { paddingScanBytes: 26 + 28 } },
  ),
  add('gguf/missing-final-padding', WARNING_THEN_OK, 'none', PADDED.slice(0, -28), PADDED),
  add('gguf/missing-final-padding', WARNING_THEN_OK, 'one byte short', PADDED.slice(0, -1), PADDED),
  add('gguf/trailing-bytes', ERROR_THEN_WARNING, 'one', Uint8Array.of(...PADDED, 0), PADDED),
  add(
    'gguf/trailing-bytes',
    ERROR_THEN_WARNING,
    'after a vocabulary',
    Uint8Array.of(...paddedVocabulary(), 0),
    paddedVocabulary(),
  ),
];

function patchedGap(): Uint8Array {
  return ggufBytes({ tensors: [tensor('a', { offset: 32, data: new Uint8Array(64) })] });
}

/** No tensors, padded all the same: the most that may be there. */
function paddedVocabulary(): Uint8Array {
  const bytes = ggufBytes({ tensors: [] });
  const padded = new Uint8Array(Math.ceil(bytes.length / 32) * 32);
  padded.set(bytes);
  return padded;
}

/** At least one for each rule of the catalogue that the bytes of a file can fire. */
export const RULE_CASES: readonly RuleCase[] = [...CONTAINER_CASES, ...METADATA_CASES, ...TENSOR_CASES];
