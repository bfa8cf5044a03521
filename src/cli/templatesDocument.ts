import type { InspectedTemplate } from '../text/template/inspected.ts';

/** What `--json` prints, as `schemas/inspect-template.schema.json` has it. */
export interface TemplatesDocument {
  readonly schema: 'flea-flicker/inspect-template@1';
  readonly path: string;
  readonly bytes: number;
  readonly templates: readonly InspectedTemplate[];
  /** Templates of the file that are not among them. */
  readonly more_templates: number;
  /** How many there were to compare with. */
  readonly known_templates: number;
}
