import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { DOCUMENTS } from '../../../src/report/documents/documents.ts';
import { documentType, publishedSchema } from '../../../src/report/documents/documentType.ts';
import { readSchema } from '../../support/schemas.ts';

describe('the published schema of a document', () => {
  it.each(DOCUMENTS.map((type) => [type.name, type] as const))(
    'is what its type says: %s (run `npm run docs:schemas` if not)',
    (name, type) => {
      expect(readSchema(name)).toEqual(publishedSchema(type));
    },
  );

  it('would be seen to be stale', () => {
    const [doctor] = DOCUMENTS.filter(({ name }) => name === 'doctor');
    const grown = documentType('doctor', doctor?.title ?? '', { checks: z.array(z.string()) });
    expect(readSchema('doctor')).not.toEqual(publishedSchema(grown));
  });

  it('is that of one command alone', () => {
    const ids = DOCUMENTS.map(({ name }) => name);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('a document', () => {
  it('is one line that says which it is, and that no terminal and no runner obeys', () => {
    const type = documentType('planted', 'A document', { text: z.string() });
    const line = type.json({ text: 'a\u009b\u202e ##[error]' });
    expect(JSON.parse(line)).toEqual({ schema: 'flea-flicker/planted@1', text: 'a\u009b\u202e ##[error]' });
    expect(line).toBe('{"schema":"flea-flicker/planted@1","text":"a\\u009b\\u202e #\\u0023[error]"}\n');
  });
});
