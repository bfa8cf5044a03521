import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { getArray, getString, getUint } from '../../../src/gguf/metadata.ts';
import { parseGguf } from '../../../src/gguf/parse.ts';
import { openFileSource } from '../../../src/gguf/source.ts';

const CACHE = process.env['FLEA_FLICKER_CACHE'] ?? join(homedir(), '.cache', 'flea-flicker');
const PATH = join(CACHE, 'models', 'SmolLM2-135M-Instruct.Q4_1.gguf');
const absent = !existsSync(PATH);

describe('a model of the world outside', () => {
  it.skipIf(absent)(
    `SmolLM2 has no finding in strict${absent ? ' (left out: it is not in the model cache)' : ''}`,
    () => {
      const source = openFileSource(PATH);
      const { file, findings } = parseGguf(source);
      source.close();
      expect(findings).toEqual([]);
      expect(file?.tensors).toHaveLength(272);
      expect(file && getString(file.metadata, 'general.architecture')).toBe('llama');
      expect(file && getUint(file.metadata, 'llama.block_count')).toBe(30);
      expect(file && getArray(file.metadata, 'tokenizer.ggml.tokens')?.length).toBe(49_152);
    },
  );
});
