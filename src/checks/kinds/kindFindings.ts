import type { Finding } from '../../core/finding.ts';
import type { GgufFile } from '../../gguf/types.ts';
import { buildProgram } from '../../model/build.ts';
import { ModelFindings } from '../../model/findings.ts';
import { openTokenizer } from '../../text/tokenizer.ts';
import { checkAdapter } from './adapterRules.ts';
import { checkControlVector } from './controlVectorRules.ts';
import { kindOf } from './kindOf.ts';
import { KIND_RULES } from './kindRules.ts';
import { checkProjector } from './projectorRules.ts';
import { checkReaderTensors } from './readerTensors.ts';
import { isShard, joinShards, type ShardOptions } from './shardRules.ts';

/** Findings beyond the container: by what the file is for. `path` is where its other shards are looked for. */
export function kindFindings(file: GgufFile, path: string, options: ShardOptions): readonly Finding[] {
  const findings = new ModelFindings(KIND_RULES);
  switch (kindOf(file)) {
    case 'adapter':
      checkAdapter(file, findings);
      return findings.findings();
    case 'control-vector':
      checkControlVector(file, findings);
      return findings.findings();
    case 'projector':
      checkProjector(file, findings);
      return findings.findings();
    case 'importance-matrix':
      return [];
    case 'model':
      return modelFindings(file, path, options, findings);
  }
}

/** Hyper-parameters, tensor set and vocabulary; of a shard, those of the whole model. */
function modelFindings(
  file: GgufFile,
  path: string,
  options: ShardOptions,
  findings: ModelFindings,
): readonly Finding[] {
  checkReaderTensors(file, findings);
  if (!isShard(file)) return [...ofModel(file), ...findings.findings()];
  const whole = joinShards(file, path, options, findings);
  return [...findings.findings(), ...(whole ? ofModel(whole) : [])];
}

function ofModel(file: GgufFile): readonly Finding[] {
  return [...buildProgram(file).findings, ...openTokenizer(file.metadata).findings];
}
