/**
 * Writes tests/fixtures/archs from a folder of tiny models: NAME.gguf, NAME.f32 (logits) and index.json (token ids, SHA-256).
 * Models that a Program can be built of are kept whole, of the others the header.
 *
 *   npm run build:ts && node scripts/pack-architectures.mjs FOLDER
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { URL } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';
import { parseGguf } from '../dist/gguf/parse.js';
import { bufferSource } from '../dist/gguf/source.js';
import { buildProgram } from '../dist/model/build.js';

const folder = process.argv[2] ?? '.';
const index = JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8'));

function open(name) {
  const bytes = readFileSync(join(folder, `${name}.gguf`));
  const { file } = parseGguf(bufferSource(bytes));
  const described = buildProgram(file).program !== null;
  return { name, described, header: bytes.subarray(0, file.dataOffset), data: bytes.subarray(file.dataOffset) };
}

/** Byte `which` of every word. */
const plane = (data, which) => Buffer.from(data.filter((_, i) => i % 4 === which));

function whole({ name, header, data }) {
  if (plane(data, 0).some(Boolean) || plane(data, 1).some(Boolean)) throw new Error(`${name}: over 8 significant bits`);
  const logits = readFileSync(join(folder, `${name}.f32`));
  const { tokens, sha256 } = index[name];
  const head = { name, header: header.length, words: data.length / 4, logits: logits.length / 4, tokens, sha256 };
  return { head, parts: [header, plane(data, 3), plane(data, 2), logits] };
}

const headerOnly = ({ name, header, data }) => ({
  head: { name, header: header.length, words: data.length / 4 },
  parts: [header],
});

function write(file, entries) {
  const heads = Buffer.from(JSON.stringify(entries.map(({ head }) => head)));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(heads.length);
  const raw = Buffer.concat([length, heads, ...entries.flatMap(({ parts }) => parts)]);
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 };
  const packed = brotliCompressSync(raw, { params });
  writeFileSync(new URL(`../tests/fixtures/archs/${file}`, import.meta.url), packed);
  process.stderr.write(`${file}: ${String(entries.length)} models, ${String(packed.length)} bytes\n`);
}

const models = readdirSync(folder)
  .filter((file) => file.endsWith('.gguf'))
  .sort()
  .map((file) => open(file.slice(0, -5)));
write('models.br', models.filter(({ described }) => described).map(whole));
write('others.br', models.filter(({ described }) => !described).map(headerOnly));
