/** Opening a real model: header, every key and tensor, strings validated; against reading the same bytes and no more. */
import { parseGguf } from '../src/gguf/parse.ts';
import { openFileSource } from '../src/gguf/source.ts';
import { pair, ratio, takeTurns } from './measure.ts';
import { GEMMA3, lacksModel, modelPath, SMOLLM2, type Row, type Subject } from './subject.ts';

export const open: Subject = {
  name: 'open',
  lacks: () => lacksModel(SMOLLM2, GEMMA3),
  run: async () => [await openModel(SMOLLM2), await openModel(GEMMA3)],
};

async function openModel(file: string): Promise<Row> {
  const source = openFileSource(modelPath(file));
  try {
    const { file: parsed } = parseGguf(source);
    if (!parsed) throw new Error(`${file}: expected a sound file`);
    const bytes = parsed.tensors.reduce((first, t) => Math.min(first, t.fileOffset), source.size);
    const contenders = [
      { name: `open ${file}`, run: () => parseGguf(source) },
      {
        name: `read its first ${(bytes / 2 ** 20).toFixed(1)} MiB`,
        run: () => {
          source.read(0, new Uint8Array(bytes));
        },
      },
    ];
    const [subject, peer] = pair(await takeTurns(contenders, { rounds: 7, iterations: 11 }));
    return {
      name: subject.name,
      value: subject.ms,
      unit: 'ms',
      peer: { name: peer.name, value: peer.ms, ratio: ratio(subject, peer) },
    };
  } finally {
    source.close();
  }
}
