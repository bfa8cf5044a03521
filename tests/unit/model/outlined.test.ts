import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../src/core/finding.ts';
import { outlinedModel } from '../../../src/generate/outlined/outlinedModel.ts';
import { OUTLINED_MODELS } from '../../../src/generate/outlined/outlinedModels.ts';
import type { GgufModel } from '../../../src/gguf/model.ts';
import { bufferSource } from '../../../src/gguf/source.ts';
import { writeGguf } from '../../../src/gguf/write.ts';
import { buildProgram } from '../../../src/model/build.ts';
import { parsedFile } from '../../support/tinyModel.ts';

const errorsOf = (model: GgufModel): readonly Finding[] =>
  buildProgram(parsedFile(bufferSource(writeGguf(model)))).findings.filter(({ severity }) => severity === 'error');

const forms = OUTLINED_MODELS.map((form) => [form.name, form] as const);

describe('a model of an architecture that is outlined', () => {
  it.each(forms)('%s has no error', (_name, form) => {
    expect(errorsOf(outlinedModel(form))).toEqual([]);
  });

  it.each(forms)('%s is an error without any one of its tensors', (_name, form) => {
    const model = outlinedModel(form);
    const optional = new Set(form.optional);
    const passing = model.tensors
      .map(({ name }) => name as string)
      .filter((name) => !optional.has(name))
      .filter((name) => errorsOf({ ...model, tensors: model.tensors.filter((t) => t.name !== name) }).length === 0);
    expect(passing).toEqual([]);
  });

  it.each(forms)('%s is an error where a tensor has one column more', (_name, form) => {
    const model = outlinedModel(form);
    const passing = model.tensors.filter((t) => {
      const [cols = 1, ...rest] = t.dims as readonly number[];
      const longer = (t.data.length / cols) * (cols + 1);
      const dims = [cols + 1, ...rest];
      const data = new Uint8Array(longer);
      const tensors = model.tensors.map((other) => (other === t ? { ...t, dims, data } : other));
      return errorsOf({ ...model, tensors }).length === 0;
    });
    expect(passing.map(({ name }) => name)).toEqual([]);
  });
});
