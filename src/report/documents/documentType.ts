import { z } from 'zod';
import { jsonText } from '../../core/jsonText.ts';

/** What commands print with `--json`: one document of one type. Fields are added and never change; what breaks is another version. */
export interface DocumentType<Shape extends z.ZodRawShape> {
  /** `doctor` of `flea-flicker/doctor@1`, and of schemas/doctor.schema.json. */
  readonly name: string;
  readonly title: string;
  readonly schema: z.ZodObject;
  /** The document, in one line, and a line end. */
  json(fields: DeepReadonly<z.infer<z.ZodObject<Shape>>>): string;
}

type DeepReadonly<T> = T extends readonly (infer E)[]
  ? readonly DeepReadonly<E>[]
  : T extends object
    ? { readonly [K in keyof T]: DeepReadonly<T[K]> }
    : T;

/** `title` says which command prints it. */
export function documentType<Shape extends z.ZodRawShape>(
  name: string,
  title: string,
  shape: Shape,
): DocumentType<Shape> {
  const id = `flea-flicker/${name}@1`;
  return {
    name,
    title,
    schema: z.object({ schema: z.literal(id), ...shape }),
    json: (fields) => `${jsonText(Object.assign({ schema: id }, fields))}\n`,
  };
}

/** The published JSON Schema of a document. */
export function publishedSchema({ name, title, schema }: DocumentType<z.ZodRawShape>): object {
  const head = { $schema: 'https://json-schema.org/draft/2020-12/schema', $id: `flea-flicker/${name}@1`, title };
  return { ...head, ...(z.toJSONSchema(schema, { target: 'draft-2020-12' }) as Readonly<Record<string, unknown>>) };
}
