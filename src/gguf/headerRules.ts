import { ALWAYS_ERROR, ALWAYS_NOTE, ALWAYS_WARNING, UNREAD_HEADER, UNREAD_KEYS, WARNING_THEN_OK } from './rule.ts';
import type { GgufRule } from './rule.ts';

/** Rules about the file, its header, its counts and lengths, and about the list of findings itself. */
export const HEADER_RULES = [
  // The file and its header
  {
    id: 'gguf/bad-magic',
    leaves: UNREAD_HEADER,
    severity: ALWAYS_ERROR,
    title: 'The file does not begin with "GGUF"',
    why: 'It is not a GGUF file, whatever its name says.',
    cwe: 'CWE-345',
  },
  {
    id: 'gguf/truncated',
    leaves: UNREAD_HEADER,
    severity: ALWAYS_ERROR,
    title: 'The file ends inside its header, metadata or tensor table',
    why: 'Readers that pad short reads with zeros invent keys and tensors; others read past their buffer.',
    cwe: 'CWE-125',
    references: ['CVE-2024-39720'],
  },
  {
    id: 'gguf/unsupported-version',
    leaves: UNREAD_HEADER,
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
    leaves: UNREAD_HEADER,
    severity: ALWAYS_ERROR,
    title: 'The file is larger than the limit that was set',
    why: 'The limit protects a disk or a memory budget.',
    cwe: 'CWE-400',
  },
  // Counts, lengths and limits
  {
    id: 'gguf/count-beyond-file',
    leaves: UNREAD_HEADER,
    severity: ALWAYS_ERROR,
    title: 'The file cannot hold as many keys or tensors as it declares',
    why: 'A reader that allocates for the declared count runs out of memory, or wraps the product and writes past a small buffer.',
    cwe: 'CWE-789',
    references: ['CVE-2024-21836', 'CVE-2024-23605'],
  },
  {
    id: 'gguf/length-beyond-file',
    leaves: UNREAD_HEADER,
    severity: ALWAYS_ERROR,
    title: 'A string or array is longer than what is left of the file',
    why: 'A reader that allocates the declared length runs out of memory, or wraps it and reads past its buffer.',
    cwe: 'CWE-789',
    references: ['CVE-2024-23496', 'CVE-2024-21825', 'CVE-2025-66960'],
  },
  {
    id: 'gguf/too-many-keys',
    leaves: UNREAD_HEADER,
    severity: ALWAYS_ERROR,
    title: 'More key-value pairs than the limit n_kv',
    why: 'Readers that search for duplicates pair by pair take minutes over a file of a few megabytes.',
    cwe: 'CWE-407',
  },
  {
    id: 'gguf/too-many-tensors',
    leaves: UNREAD_HEADER,
    severity: ALWAYS_ERROR,
    title: 'More tensors than the limit n_tensors',
    why: 'Readers that search for duplicates pair by pair take minutes over a file of a few megabytes.',
    cwe: 'CWE-407',
  },
  {
    id: 'gguf/string-too-long',
    leaves: UNREAD_KEYS,
    severity: ALWAYS_ERROR,
    title: 'A string is longer than the limit string_bytes',
    why: 'No honest string comes near it, and each reader keeps a copy.',
    cwe: 'CWE-770',
  },
  {
    id: 'gguf/array-too-long',
    leaves: UNREAD_KEYS,
    severity: ALWAYS_ERROR,
    title: 'An array has more elements than the limit array_elements',
    why: 'Readers make an object of each element: memory grows to many times the file.',
    cwe: 'CWE-770',
    references: ['CVE-2025-0315'],
  },
  {
    id: 'gguf/metadata-too-large',
    leaves: UNREAD_HEADER,
    severity: ALWAYS_ERROR,
    title: 'The metadata section is larger than the limit metadata_bytes',
    why: 'Every reader keeps all of it in memory.',
    cwe: 'CWE-770',
  },
  // About this list itself
  {
    id: 'gguf/more-findings',
    severity: ALWAYS_NOTE,
    title: 'A rule fired more often than is shown',
    why: 'A hostile file can break a rule a million times; the first ones are enough to judge it.',
  },
] as const satisfies readonly GgufRule[];
