// The kernels of the WASM engine. Pointers and strides are in bytes, counts in elements. See ../kernels.ts for the exports.
export { backward } from './backward';
export { backwardRest } from './backward-rest';
export { collect, backwardLive } from './backward-live';
export { acrossRows } from './across-rows';
export { nonZeros } from './non-zeros';
export { forward } from './forward';
export { depthwise } from './depthwise';
export { signedGather } from './signed-gather';
export { seed } from './seed';
export { relax, accumulate, subtractReach } from './lines';
export { squares, largest } from './norms';
export { clear, copyBox, addBox } from './box';
export { centreForm, linearBounds, reluRange, reluLines, sumOfMagnitudes } from './intervals';
export { anchorForm, singleConstants, singleLines, singleReach, sumOfReaches, addConstants } from './anchored';
export { copyLanes, areSingles } from './pack';
export { scatter } from './scatter';
export { peak } from './peak';
export { version } from './version';
