/** Where the sound templates come from, as pinned in `sources.json`. */
import { z } from 'zod';

const Digest = z.string().regex(/^[0-9a-f]{64}$/);
/** SHA-256 of templates, by the file that has them. */
const Templates = z.record(z.string(), z.array(Digest));

const Sources = z.object({
  packages: z.array(
    z.object({
      registry: z.enum(['npm', 'pypi']),
      name: z.string(),
      version: z.string(),
      /** Of the archive. */
      sha256: Digest,
      templates: Templates,
    }),
  ),
  /** What no package carries: to be had by whoever has the repository. */
  repositories: z.array(z.object({ repository: z.string(), commit: z.string(), templates: Templates })),
});

export type Sources = z.infer<typeof Sources>;
export type Package = Sources['packages'][number];

/** Throws where the text of `sources.json` is not as it says. */
export function sourcesIn(json: string): Sources {
  return Sources.parse(JSON.parse(json));
}

/** How many templates of a source are listed. */
export function countOf({ templates }: { readonly templates: Package['templates'] }): number {
  return Object.values(templates).flat().length;
}
