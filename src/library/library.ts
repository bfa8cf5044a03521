/** What a program imports: `import { checkFile, openModel } from 'flea-flicker'`. */
export { checkFile, type CheckOptions } from './checkFile.ts';
export { Model, openModel, type OpenModelOptions, type SessionOptions } from './openModel.ts';
export { RefusedModel } from '../cli/refusedModel.ts';
export { EngineError, FleaError, IoError, UsageError } from '../core/errors.ts';
export type { Coverage } from '../core/coverage.ts';
export type { Finding, Profile, Severity } from '../core/finding.ts';
export type { Logits, Session, StepOptions } from '../engine/engine.ts';
export type { GgufFile, GgufValue, TensorInfo } from '../gguf/types.ts';
export type { Program } from '../model/program.ts';
export type { FileReport } from '../report/report.ts';
export type { Tokenizer } from '../text/tokenizer.ts';
