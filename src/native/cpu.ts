import { openNativeEngine, type NativeEngine, type NativeOptions } from './nativeEngine.ts';

/** The C++ CPU engine with the best instruction set of this machine. Throws EngineError `engine/not-built`. */
export function openCpuEngine(options: NativeOptions = {}): NativeEngine {
  return openNativeEngine('cpu', options);
}

/** The same engine without SIMD: what every faster path is compared with. Throws EngineError `engine/not-built`. */
export function openCpuScalarEngine(options: NativeOptions = {}): NativeEngine {
  return openNativeEngine('cpu-scalar', options);
}
