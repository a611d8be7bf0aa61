import { createWasmEngine, type WasmEngineOptions } from '../../src/engine/wasm/wasm-engine.js';
import { allowRelaxedSimd } from './relaxed-simd.js';

allowRelaxedSimd();

/** The WASM engine on each build of its kernels. */
export const wasmEngines = {
  plain: (options: WasmEngineOptions = {}) => createWasmEngine({ ...options, simd: 'plain' }),
  relaxed: (options: WasmEngineOptions = {}) => createWasmEngine({ ...options, simd: 'relaxed' }),
};
