/**
 * One JavaScript reader in a process of its own. Each line on stdin asks for one reading of the file; the answer is a line with the
 * milliseconds it took, from the file's name to all metadata and tensor infos.
 *
 *   node reader.mjs READER FILE METADATA_BYTES
 */
import { closeSync, openSync, readSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { createInterface } from 'node:readline';

const [reader, file, metadataBytes] = process.argv.slice(2);

const OURS = new URL('../../build/tools/src/gguf/', import.meta.url);

/** What each reader has to do before the clock starts, and then for every reading. */
const READERS = {
  'flea-flicker': ours(() => undefined),
  'flea-flicker, every string decoded': ours(decode),
  hyllama: async () => {
    const { ggufMetadata } = await import('hyllama');
    return () => ggufMetadata(firstBytes(Number(metadataBytes)));
  },
  '@huggingface/gguf': async () => {
    const { gguf } = await import('@huggingface/gguf');
    return () => gguf(file, { allowLocalFile: true });
  },
  'node-llama-cpp': async () => {
    const { readGgufFileInfo } = await import('node-llama-cpp');
    return () => readGgufFileInfo(file, { sourceType: 'filesystem', logWarnings: false, spliceSplitFiles: false });
  },
};

function ours(use) {
  return async () => {
    const { parseGguf } = await import(new URL('parse.js', OURS).href);
    const { openFileSource } = await import(new URL('source.js', OURS).href);
    return () => {
      const source = openFileSource(file);
      const { file: parsed } = parseGguf(source, { profile: 'compat' });
      source.close();
      if (!parsed) throw new Error(`${file}: expected a sound file`);
      use(parsed);
    };
  };
}

function decode({ metadata }) {
  for (const value of metadata.values()) {
    if (value.type === 'string') void value.value;
    else if (value.elementType === 'string') value.toStrings();
    else if (value.type === 'array') void (value.toNumbers?.() ?? [...value.values()]);
  }
}

/** hyllama reads memory: it is given as much as it needs and no more. */
function firstBytes(count) {
  const bytes = new Uint8Array(count);
  const fd = openSync(file, 'r');
  readSync(fd, bytes, 0, count, 0);
  closeSync(fd);
  return bytes.buffer;
}

const read = await READERS[reader]();
for await (const _ of createInterface({ input: process.stdin })) {
  const start = performance.now();
  await read();
  process.stdout.write(`${String(performance.now() - start)}\n`);
}
