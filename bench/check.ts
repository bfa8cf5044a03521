/** The whole gate for a real model, its digest included; against SHA-256 of the same file and no more. */
import { checkFile } from '../src/checks/checkFile.ts';
import { sha256Of } from '../src/checks/digest.ts';
import { openFileSource } from '../src/gguf/source.ts';
import { pair, ratio, takeTurns } from './measure.ts';
import { GEMMA3, lacksModel, modelPath, SMOLLM2, type Row, type Subject } from './subject.ts';

export const check: Subject = {
  name: 'check',
  lacks: () => lacksModel(SMOLLM2, GEMMA3),
  run: async () => [await checkModel(SMOLLM2), await checkModel(GEMMA3)],
};

async function checkModel(file: string): Promise<Row> {
  const source = openFileSource(modelPath(file));
  const options = { profile: 'strict', limits: {}, failOn: 'error', suppress: new Set<string>() } as const;
  try {
    const contenders = [
      { name: `check ${file}`, run: async () => checkFile(source, options) },
      { name: 'SHA-256 alone', run: async () => sha256Of(source) },
    ];
    const [subject, peer] = pair(await takeTurns(contenders, { rounds: 5, iterations: 3 }));
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
