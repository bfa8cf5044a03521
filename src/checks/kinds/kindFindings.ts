import type { Coverage, Surface } from '../../core/coverage.ts';
import type { Finding } from '../../core/finding.ts';
import { Findings } from '../../core/findings.ts';
import type { Metadata } from '../../gguf/metadata.ts';
import type { GgufFile } from '../../gguf/types.ts';
import { buildProgram } from '../../model/build.ts';
import { openTokenizer } from '../../text/tokenizer.ts';
import { checkAdapter } from './adapterRules.ts';
import { checkControlVector } from './controlVectorRules.ts';
import { checkIdentity, checkNames } from './identityRules.ts';
import { checkImatrix } from './imatrixRules.ts';
import { kindOf, type FileKind } from './kindOf.ts';
import { JUDGED_BY_KIND } from './kindRules.ts';
import { checkOtherReader } from './otherReaders.ts';
import { checkProjector } from './projectorRules.ts';
import { checkReaderStrings } from './readerStrings.ts';
import { checkReaderTensors } from './readerTensors.ts';
import { checkSplitKeys } from './shardKeys.ts';
import { isShard, joinShards, type ShardOptions } from './shardRules.ts';

/** Of every kind but models, which come in shards. */
const CHECKS: Readonly<Record<Exclude<FileKind, 'model'>, (file: GgufFile, findings: Findings) => void>> = {
  adapter: checkAdapter,
  'control-vector': checkControlVector,
  projector: checkProjector,
  'importance-matrix': checkImatrix,
  diffusion: (file, findings) => {
    checkOtherReader(file, 'diffusion', findings);
  },
  audio: (file, findings) => {
    checkOtherReader(file, 'audio', findings);
  },
  weights: (file, findings) => {
    checkOtherReader(file, 'weights', findings);
  },
};

export interface KindOptions extends ShardOptions {
  /** Called whenever another part of the file begins to be judged. */
  readonly onSurface?: (surface: Surface) => void;
}

/** What was found, and the surfaces on which rules could not run because of it. */
interface KindResult {
  readonly findings: readonly Finding[];
  readonly coverage: readonly Coverage[];
}

/** As well, the keys by which the file was judged: of a shard, those of the first. */
export interface KindJudgement extends KindResult {
  readonly metadata: Metadata;
}

/** Findings beyond the container: by what the file is for. `path` is where its other shards are looked for. */
export function kindFindings(file: GgufFile, path: string, options: KindOptions): readonly Finding[] {
  return judgeKind(file, path, options).findings;
}

/** As {@link kindFindings}, with what it left. */
export function judgeKind(file: GgufFile, path: string, options: KindOptions): KindJudgement {
  const findings = new Findings(JUDGED_BY_KIND);
  const kind = kindOf(file);
  checkIdentity(file, kind, findings);
  checkNames(file, kind, findings);
  if (kind === 'model') return judgeModel(file, path, options, findings);
  CHECKS[kind](file, findings);
  return { findings: findings.findings(), coverage: findings.coverage(), metadata: file.metadata };
}

/** Hyper-parameters, tensor set and vocabulary; of a shard, those of the whole model. */
function judgeModel(file: GgufFile, path: string, options: KindOptions, findings: Findings): KindJudgement {
  const ofShards = isShard(file);
  if (ofShards) options.onSurface?.('shards');
  else checkSplitKeys(file, findings);
  const whole = ofShards ? joinShards(file, path, options, findings) : file;
  if (whole && whole.metadata !== file.metadata) checkIdentity(whole, 'model', findings);
  const { metadata } = whole ?? file;
  checkReaderTensors(file, metadata, findings);
  if (whole) checkReaderStrings(whole, findings);
  const isNamed = !findings.has('gguf/architecture-missing');
  const ofModel = whole ? judgeWhole(whole, isNamed, options) : { findings: [], coverage: [] };
  return {
    findings: [...findings.findings(), ...ofModel.findings],
    coverage: [...findings.coverage(), ...ofModel.coverage],
    metadata,
  };
}

/** Without an architecture no hyper-parameter can be found, and one line says so; the vocabulary is judged all the same. */
function judgeWhole(file: GgufFile, isNamed: boolean, { onSurface }: KindOptions): KindResult {
  const { findings, coverage } = isNamed ? buildProgram(file) : { findings: [], coverage: [] };
  onSurface?.('tokenizer');
  return { findings: [...findings, ...openTokenizer(file.metadata).findings], coverage };
}
