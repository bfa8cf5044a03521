import type { RuleInfo } from '../core/finding.ts';

const SUPPLY_CHAIN = ['OWASP ML06:2023 AI Supply Chain Attacks'];

/** What `manifest verify` reports. */
export const MANIFEST_RULES = [
  {
    id: 'manifest/digest-mismatch',
    severity: 'error',
    title: 'A file is not the one that the manifest names',
    why: 'It was replaced or damaged since the manifest was made. The JSON manifest says which tensor.',
    cwe: 'CWE-354',
    references: SUPPLY_CHAIN,
  },
  {
    id: 'manifest/tensor-changed',
    severity: 'error',
    title: 'The data of a tensor changed',
    why: 'Weights other than those that were reviewed will be loaded: a backdoor needs no more than a few of them.',
    cwe: 'CWE-354',
    references: ['OWASP ML10:2023 Model Poisoning'],
  },
  {
    id: 'manifest/bytes-changed',
    severity: 'error',
    title: 'Bytes outside every tensor changed',
    why: 'Metadata, the tensor table or padding is not what was reviewed: a chat template is code that runs on every prompt.',
    cwe: 'CWE-354',
    references: SUPPLY_CHAIN,
  },
  {
    id: 'manifest/size',
    severity: 'error',
    title: 'A file is longer or shorter than the manifest says',
    why: 'It was cut short, or something was appended to it. Its bytes were not read.',
    cwe: 'CWE-354',
  },
  {
    id: 'manifest/unsafe-path',
    severity: 'error',
    title: 'The manifest names a file outside its folder',
    why: 'A manifest from elsewhere would make the verifier open any file of this machine. It was not opened.',
    cwe: 'CWE-22',
  },
  {
    id: 'manifest/inconsistent',
    severity: 'error',
    title: 'The manifest contradicts itself',
    why: 'A reader that verifies chunks or tensors would accept other bytes than one that verifies the whole file.',
    cwe: 'CWE-345',
  },
] as const satisfies readonly RuleInfo[];

export type ManifestRuleId = (typeof MANIFEST_RULES)[number]['id'];
