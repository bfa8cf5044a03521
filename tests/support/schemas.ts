import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { readFileSync } from 'node:fs';

/** The published schema of `flea-flicker/NAME@1`. */
export function readSchema(name: string): object {
  const path = new URL(`../../schemas/${name}.schema.json`, import.meta.url);
  return JSON.parse(readFileSync(path, 'utf8')) as object;
}

/** The published schema of `flea-flicker/NAME@1`, compiled; gives what is wrong with a document, or null. */
export function schemaProblems(name: string, document: unknown): string | null {
  const ajv = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true, strictRequired: false });
  formats.default(ajv);
  const validate = ajv.compile(readSchema(name));
  return validate(document) ? null : ajv.errorsText(validate.errors);
}
