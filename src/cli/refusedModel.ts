import type { Finding } from '../core/finding.ts';
import type { FileSource } from '../gguf/source.ts';

/** Thrown when a model has error findings: they are reported, and the command ends with exit code 1. */
export class RefusedModel extends Error {
  readonly path: string;
  readonly bytes: number;
  readonly findings: readonly Finding[];

  constructor(source: FileSource, findings: readonly Finding[]) {
    super(`${source.name}: refused`);
    this.path = source.name;
    this.bytes = source.size;
    this.findings = findings;
  }
}
