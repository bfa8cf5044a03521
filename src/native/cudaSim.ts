import { openNativeEngine, type NativeEngine, type NativeOptions } from './nativeEngine.ts';

/** The CUDA kernels as host C++ on the SIMT runtime: no GPU needed. Throws EngineError `engine/not-built`. */
export function openCudaSimEngine(options: NativeOptions = {}): NativeEngine {
  return openNativeEngine('cuda-sim', options);
}
