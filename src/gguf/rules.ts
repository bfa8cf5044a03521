import type { Severity } from '../core/finding.ts';
import type { Profile } from './types.ts';

/** `ok`: the profile accepts it and nothing is reported. */
export type RuleSeverity = Severity | 'ok';

/** One thing that can be wrong with the container. `docs/rules` and `explain` are made of these. */
export interface GgufRule {
  readonly id: string;
  readonly severity: Readonly<Record<Profile, RuleSeverity>>;
  readonly title: string;
  /** Who is hurt, and how. */
  readonly why: string;
  readonly cwe?: string;
  /** Only where the pattern is the same. */
  readonly references?: readonly string[];
}

const ALWAYS_ERROR = { strict: 'error', compat: 'error' } as const;
const ALWAYS_WARNING = { strict: 'warning', compat: 'warning' } as const;
const ALWAYS_NOTE = { strict: 'note', compat: 'note' } as const;
const ERROR_THEN_WARNING = { strict: 'error', compat: 'warning' } as const;
const WARNING_THEN_NOTE = { strict: 'warning', compat: 'note' } as const;
const WARNING_THEN_OK = { strict: 'warning', compat: 'ok' } as const;

const ROWS = [
  // The file and its header
  {
    id: 'gguf/bad-magic',
    severity: ALWAYS_ERROR,
    title: 'The file does not begin with "GGUF"',
    why: 'It is not a GGUF file, whatever its name says.',
    cwe: 'CWE-345',
  },
  {
    id: 'gguf/truncated',
    severity: ALWAYS_ERROR,
    title: 'The file ends inside its header, metadata or tensor table',
    why: 'Readers that pad short reads with zeros invent keys and tensors; others read past their buffer.',
    cwe: 'CWE-125',
    references: ['CVE-2024-39720'],
  },
  {
    id: 'gguf/unsupported-version',
    severity: ALWAYS_ERROR,
    title: 'The version is not 2 or 3',
    why: 'Version 1 has 32-bit lengths, later versions are not defined: any reading of the rest would be a guess.',
    cwe: 'CWE-1284',
  },
  {
    id: 'gguf/version-2',
    severity: WARNING_THEN_OK,
    title: 'The file is of version 2',
    why: 'The layout is that of version 3, but some readers have dropped it.',
  },
  {
    id: 'gguf/big-endian',
    severity: ALWAYS_WARNING,
    title: 'The file is big-endian',
    why: 'Most readers take its counts for absurd numbers; tensor data must be swapped before use.',
  },
  {
    id: 'gguf/file-too-large',
    severity: ALWAYS_ERROR,
    title: 'The file is larger than the limit that was set',
    why: 'The limit protects a disk or a memory budget.',
    cwe: 'CWE-400',
  },
  {
    id: 'gguf/changed-while-read',
    severity: ALWAYS_ERROR,
    title: 'The file changed while it was read',
    why: 'What was checked is not what will be loaded.',
    cwe: 'CWE-367',
  },
  // Counts, lengths and limits
  {
    id: 'gguf/count-beyond-file',
    severity: ALWAYS_ERROR,
    title: 'The file cannot hold as many keys or tensors as it declares',
    why: 'A reader that allocates for the declared count runs out of memory, or wraps the product and writes past a small buffer.',
    cwe: 'CWE-789',
    references: ['CVE-2024-21836', 'CVE-2024-23605'],
  },
  {
    id: 'gguf/length-beyond-file',
    severity: ALWAYS_ERROR,
    title: 'A string or array is longer than what is left of the file',
    why: 'A reader that allocates the declared length runs out of memory, or wraps it and reads past its buffer.',
    cwe: 'CWE-789',
    references: ['CVE-2024-23496', 'CVE-2024-21825', 'CVE-2025-66960'],
  },
  {
    id: 'gguf/too-many-keys',
    severity: ALWAYS_ERROR,
    title: 'More key-value pairs than the limit n_kv',
    why: 'Readers that search for duplicates pair by pair take minutes over a file of a few megabytes.',
    cwe: 'CWE-407',
  },
  {
    id: 'gguf/too-many-tensors',
    severity: ALWAYS_ERROR,
    title: 'More tensors than the limit n_tensors',
    why: 'Readers that search for duplicates pair by pair take minutes over a file of a few megabytes.',
    cwe: 'CWE-407',
  },
  {
    id: 'gguf/string-too-long',
    severity: ALWAYS_ERROR,
    title: 'A string is longer than the limit string_bytes',
    why: 'No honest string comes near it, and each reader keeps a copy.',
    cwe: 'CWE-770',
  },
  {
    id: 'gguf/array-too-long',
    severity: ALWAYS_ERROR,
    title: 'An array has more elements than the limit array_elements',
    why: 'Readers make an object of each element: memory grows to many times the file.',
    cwe: 'CWE-770',
    references: ['CVE-2025-0315'],
  },
  {
    id: 'gguf/metadata-too-large',
    severity: ALWAYS_ERROR,
    title: 'The metadata section is larger than the limit metadata_bytes',
    why: 'Every reader keeps all of it in memory.',
    cwe: 'CWE-770',
  },
  // Keys and values
  {
    id: 'gguf/empty-key',
    severity: ALWAYS_ERROR,
    title: 'A key is empty',
    why: 'It is what a reader that pads with zeros sees after the end of the file; llama.cpp refuses it.',
    cwe: 'CWE-20',
  },
  {
    id: 'gguf/key-too-long',
    severity: ALWAYS_ERROR,
    title: 'A key is longer than the limit key_bytes',
    why: 'The specification allows 65,535 bytes.',
    cwe: 'CWE-1284',
  },
  {
    id: 'gguf/duplicate-key',
    severity: ALWAYS_ERROR,
    title: 'A key occurs twice',
    why: 'Some readers keep the first value, some the last: what is reviewed is not what runs.',
    cwe: 'CWE-694',
  },
  {
    id: 'gguf/nul-in-key',
    severity: ALWAYS_ERROR,
    title: 'A key holds a NUL',
    why: 'Readers that use C strings see another key: a hostile "tokenizer.chat_template\\0x" shadows the benign one.',
    cwe: 'CWE-158',
  },
  {
    id: 'gguf/key-not-utf8',
    severity: ALWAYS_ERROR,
    title: 'A key is not UTF-8',
    why: 'Readers replace, drop or refuse the bad bytes: each sees another key.',
    cwe: 'CWE-176',
  },
  {
    id: 'gguf/key-charset',
    severity: WARNING_THEN_NOTE,
    title: 'A key has characters other than a-z 0-9 _ . -',
    why: 'The specification asks for lower snake case; lookups by the proper name miss it.',
    cwe: 'CWE-20',
  },
  {
    id: 'gguf/deceptive-name',
    severity: WARNING_THEN_NOTE,
    title: 'A key or tensor name has look-alike, invisible or direction-changing characters',
    why: 'A person who reviews the file sees another name than the program does.',
    cwe: 'CWE-1007',
  },
  {
    id: 'gguf/prototype-name',
    severity: ALWAYS_WARNING,
    title: 'A key or tensor name has the segment __proto__, constructor or prototype',
    why: 'JavaScript readers that keep names as object properties change an object prototype.',
    cwe: 'CWE-1321',
  },
  {
    id: 'gguf/shadowed-header',
    severity: WARNING_THEN_NOTE,
    title: 'A key has the name of a header field',
    why: 'Readers that keep header and metadata in one object let version, tensor_count or kv_count be overwritten.',
    cwe: 'CWE-915',
  },
  {
    id: 'gguf/unknown-value-type',
    severity: ALWAYS_ERROR,
    title: 'A value or array element has a type that is not 0 to 12',
    why: 'Its size is unknown, so nothing after it can be read; readers that index a table by it read out of bounds.',
    cwe: 'CWE-1287',
  },
  {
    id: 'gguf/bool-byte',
    severity: ERROR_THEN_WARNING,
    title: 'A bool is neither 0 nor 1',
    why: 'Readers disagree on whether 2 is true, and a C++ bool of 2 is undefined behaviour.',
    cwe: 'CWE-843',
  },
  {
    id: 'gguf/string-not-utf8',
    severity: WARNING_THEN_NOTE,
    title: 'A string is not UTF-8',
    why: 'Readers replace, drop or refuse the bad bytes: each sees another text.',
    cwe: 'CWE-176',
  },
  {
    id: 'gguf/nul-in-token',
    severity: ALWAYS_ERROR,
    title: 'A token of tokenizer.ggml.tokens holds a NUL',
    why: 'Readers that use C strings see a shorter token, often one that exists already.',
    cwe: 'CWE-158',
  },
  {
    id: 'gguf/nul-in-string',
    severity: ERROR_THEN_WARNING,
    title: 'A string holds a NUL',
    why: 'Readers that use C strings see the part before it: a template or a name that ends early.',
    cwe: 'CWE-158',
  },
  {
    id: 'gguf/nested-array',
    severity: ALWAYS_WARNING,
    title: 'An array of arrays',
    why: 'The specification allows it, llama.cpp refuses it.',
  },
  {
    id: 'gguf/array-too-deep',
    severity: ALWAYS_ERROR,
    title: 'Arrays are nested deeper than the limit nesting',
    why: 'Readers that recurse once a level overflow their stack.',
    cwe: 'CWE-674',
  },
  {
    id: 'gguf/bad-alignment',
    severity: ALWAYS_ERROR,
    title: 'general.alignment is not a u32 power of two up to 2^20',
    why: 'Readers divide by it or mask with it: zero gives a division by zero, other values offsets that differ by reader.',
    cwe: 'CWE-369',
    references: ['CVE-2025-0317'],
  },
  {
    id: 'gguf/architecture-missing',
    severity: ALWAYS_ERROR,
    title: 'general.architecture is absent or not a string',
    why: 'Nothing else in the metadata can be understood without it. (Shards after the first may leave it out.)',
    cwe: 'CWE-20',
  },
  // The tensor table
  {
    id: 'gguf/no-tensors',
    severity: ALWAYS_NOTE,
    title: 'The file has no tensors',
    why: 'It holds a vocabulary only: there is nothing to run.',
  },
  {
    id: 'gguf/empty-tensor-name',
    severity: ERROR_THEN_WARNING,
    title: 'A tensor has no name',
    why: 'It is what a reader that pads with zeros sees after the end of the file; nothing can ask for it.',
    cwe: 'CWE-20',
  },
  {
    id: 'gguf/tensor-name-too-long',
    severity: ALWAYS_ERROR,
    title: 'A tensor name is longer than the limit tensor_name_bytes',
    why: 'ggml keeps names in 64 bytes; a reader that cuts instead of refusing takes two tensors for one.',
    cwe: 'CWE-1284',
  },
  {
    id: 'gguf/duplicate-tensor',
    severity: ALWAYS_ERROR,
    title: 'A tensor name occurs twice',
    why: 'Some readers keep the first tensor, some the last: what is scanned is not what runs.',
    cwe: 'CWE-694',
  },
  {
    id: 'gguf/nul-in-tensor-name',
    severity: ALWAYS_ERROR,
    title: 'A tensor name holds a NUL',
    why: 'Readers that use C strings see another name, often that of another tensor.',
    cwe: 'CWE-158',
  },
  {
    id: 'gguf/tensor-name-not-utf8',
    severity: ALWAYS_ERROR,
    title: 'A tensor name is not UTF-8',
    why: 'Readers replace, drop or refuse the bad bytes: each sees another name.',
    cwe: 'CWE-176',
  },
  {
    id: 'gguf/bad-dimension-count',
    severity: ALWAYS_ERROR,
    title: 'A tensor does not have 1 to 4 dimensions',
    why: 'Readers keep four in a fixed array: the fifth is written past its end.',
    cwe: 'CWE-787',
    references: ['CVE-2024-21802'],
  },
  {
    id: 'gguf/zero-dimension',
    severity: ALWAYS_ERROR,
    title: 'A tensor has a dimension of 0',
    why: 'It has no elements, yet kernels divide by its dimensions.',
    cwe: 'CWE-369',
  },
  {
    id: 'gguf/unknown-tensor-type',
    severity: ALWAYS_ERROR,
    title: 'A tensor type that was never given out',
    why: 'Its block size is unknown; readers that index a table by it read out of bounds.',
    cwe: 'CWE-1287',
  },
  {
    id: 'gguf/removed-tensor-type',
    severity: ALWAYS_ERROR,
    title: 'A tensor type that was removed from the format',
    why: 'Its row in the type table has block size 0: readers divide by it.',
    cwe: 'CWE-369',
  },
  {
    id: 'gguf/intermediate-tensor-type',
    severity: ERROR_THEN_WARNING,
    title: 'A weight in Q8_1 or Q8_K',
    why: 'These hold activations while a kernel runs. As weights they reach code that has no kernel for them.',
    cwe: 'CWE-1287',
  },
  {
    id: 'gguf/partial-block',
    severity: ALWAYS_ERROR,
    title: 'A first dimension that is not a multiple of the block size',
    why: 'A row would end inside a block; kernels that round up read past the tensor.',
    cwe: 'CWE-131',
  },
  {
    id: 'gguf/size-overflow',
    severity: ALWAYS_ERROR,
    title: 'A tensor size, or the sum of all, is over 2^63 - 1',
    why: 'The product wraps: a reader allocates a small buffer for a huge tensor.',
    cwe: 'CWE-190',
    references: ['CVE-2025-53630', 'CVE-2026-27940', 'CVE-2026-33298'],
  },
  // Where tensor data lies
  {
    id: 'gguf/misaligned-tensor',
    severity: ALWAYS_ERROR,
    title: 'A tensor offset is not a multiple of the alignment',
    why: 'SIMD and GPU kernels fault on it, or read other bytes.',
    cwe: 'CWE-1285',
  },
  {
    id: 'gguf/tensor-out-of-file',
    severity: ALWAYS_ERROR,
    title: 'A tensor begins after the end of the file',
    why: 'A reader that maps the file reads memory that is not the file.',
    cwe: 'CWE-125',
    references: ['CVE-2026-7482'],
  },
  {
    id: 'gguf/tensor-data-truncated',
    severity: ALWAYS_ERROR,
    title: 'The file ends inside the data of a tensor',
    why: 'A reader that maps the file reads memory that is not the file. An interrupted download looks the same.',
    cwe: 'CWE-125',
    references: ['CVE-2026-7482'],
  },
  {
    id: 'gguf/overlapping-tensors',
    severity: ALWAYS_ERROR,
    title: 'Two tensors share bytes',
    why: 'A scan of one says nothing about the other, and a writer of one changes both.',
    cwe: 'CWE-1260',
  },
  {
    id: 'gguf/tensors-out-of-order',
    severity: WARNING_THEN_NOTE,
    title: 'Tensor offsets do not grow with the table',
    why: 'No writer does it; llama.cpp refuses it; it helps to hide data.',
    cwe: 'CWE-436',
  },
  {
    id: 'gguf/gap-between-tensors',
    severity: WARNING_THEN_NOTE,
    title: 'Bytes between tensors that belong to none',
    why: 'Nothing reads them: they can hide a payload.',
    cwe: 'CWE-1284',
  },
  {
    id: 'gguf/nonzero-padding',
    severity: WARNING_THEN_NOTE,
    title: 'Padding or a gap holds bytes other than zero',
    why: 'Nothing reads them: they can hide a payload.',
    cwe: 'CWE-506',
  },
  {
    id: 'gguf/padding-not-scanned',
    severity: WARNING_THEN_NOTE,
    title: 'More padding than the limit padding_scan_bytes',
    why: 'The rest was not read: it can hide a payload.',
    cwe: 'CWE-1284',
  },
  {
    id: 'gguf/missing-final-padding',
    severity: WARNING_THEN_OK,
    title: 'No padding after the last tensor',
    why: 'Some readers insist on it and call the file truncated.',
  },
  {
    id: 'gguf/trailing-bytes',
    severity: ERROR_THEN_WARNING,
    title: 'Bytes after the last tensor and its padding',
    why: 'Nothing reads them: a zip archive or a program appended to a model still works as one.',
    cwe: 'CWE-506',
  },
  // About this list itself
  {
    id: 'gguf/more-findings',
    severity: ALWAYS_NOTE,
    title: 'A rule fired more often than is shown',
    why: 'A hostile file can break a rule a million times; the first ones are enough to judge it.',
  },
] as const satisfies readonly GgufRule[];

export type GgufRuleId = (typeof ROWS)[number]['id'];

/** The catalogue, in the order in which a file is read. */
export const GGUF_RULES: readonly (GgufRule & { readonly id: GgufRuleId })[] = ROWS;

const BY_ID: ReadonlyMap<GgufRuleId, GgufRule> = new Map(ROWS.map((rule) => [rule.id, rule]));

export function ruleById(id: GgufRuleId): GgufRule {
  const rule = BY_ID.get(id);
  if (!rule) throw new RangeError(`expected the id of a rule, found "${id}"`);
  return rule;
}
