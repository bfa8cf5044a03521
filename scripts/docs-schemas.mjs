/**
 * Writes the JSON Schema of each document from its type.
 *
 *   npm run docs:schemas
 */
import { writeFileSync } from 'node:fs';
import process from 'node:process';
import { URL } from 'node:url';
import { DOCUMENTS } from '../dist/report/documents/documents.js';
import { publishedSchema } from '../dist/report/documents/documentType.js';

for (const type of DOCUMENTS) {
  const path = new URL(`../schemas/${type.name}.schema.json`, import.meta.url);
  writeFileSync(path, `${JSON.stringify(publishedSchema(type), null, 2)}\n`);
}
process.stderr.write(`schemas: ${String(DOCUMENTS.length)} written\n`);
