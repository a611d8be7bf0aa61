import { SweepPlan } from '../bounds/sweep-plan.js';
import { required } from '../graph/context.js';
import type { Program } from '../graph/program.js';
import { RowBlock } from '../graph/row-block.js';

/** What in the input a channel looks at, where it is strongest. */
export interface Patch {
  readonly channel: number;
  /** Position in the channel's map at which it is largest at the input itself (the first of several). */
  readonly y: number;
  readonly x: number;
  /** Its value there. */
  readonly value: number;
  /** The part of the input's map that the position depends on, clipped to the map. */
  readonly crop: { readonly top: number; readonly left: number; readonly height: number; readonly width: number };
  /** Evidence for it over the crop, `[y][x][channel]`: what a unit at the position becomes on the way back. */
  readonly evidence: Float64Array;
}

/**
 * Sends single units of a convolution's value back to the input as a deconvolution network does (Zeiler & Fergus 2014): through the transposed linear layers, through pooling to
 * where the largest input was, and at every activation only what is positive goes on, as if the activation were the identity. The input is the one that the program evaluated last.
 */
export class BackProjection {
  private readonly plan: SweepPlan;
  private readonly offsets: readonly Int32Array[];
  private readonly channel: Int32Array;
  /** What operators add to rows besides their coefficients: of no use here. */
  private readonly constants: Float64Array;

  /** `target`: id of the convolution. */
  constructor(
    private readonly program: Program,
    private readonly target: number,
  ) {
    const { engine, operators } = program;
    this.plan = new SweepPlan(program, target, false);
    this.offsets = operators.map(() => engine.allocateIndices(1));
    this.channel = engine.allocateIndices(1);
    this.constants = engine.allocate(2);
  }

  /** The patch of one channel; `program.linearize()` must have been called. */
  patch(channel: number, y: number, x: number, value: number): Patch {
    const { program, plan } = this;
    const block = this.block(y, x);
    this.channel[0] = channel;
    block.start(this.target, null, { within: this.channel, values: Float64Array.of(1) });
    for (const id of plan.order) {
      if (id === 0) break;
      if (program.node(id).kind === 'activation') this.rectify(block, id);
      else program.operator(id).backward(block);
    }
    const window = block.receiveDense(0);
    const evidence = Float64Array.from(window.coefficients.subarray(0, window.height * window.width * window.channels));
    const { width, channels } = program.node(0).shape;
    const first = Math.floor((window.place.offsets[0] ?? NaN) / channels);
    block.release(window);
    const crop = { top: Math.floor(first / width), left: first % width, height: window.height, width: window.width };
    return { channel, y, x, value, crop, evidence };
  }

  private rectify(block: RowBlock, id: number): void {
    const { coefficients } = block.receiveDense(id);
    for (const [k, coefficient] of coefficients.entries()) if (!(coefficient > 0)) coefficients[k] = 0;
    block.deliver(id, 0, required(this.program.node(id).inputs, 0), coefficients);
  }

  private block(y: number, x: number): RowBlock {
    const { program, plan, offsets } = this;
    const { engine } = program;
    const room = {
      engine,
      bias: this.constants.subarray(0, 1),
      error: this.constants.subarray(1),
      channels: program.channels,
      zeros: () => program.zeros,
      forkUncertainty: () => program.zeros,
    };
    return new RowBlock(
      room,
      1,
      false,
      plan.geometry({ count: 1, y: [y], x: [x] }, (slot) => required(offsets, slot)),
    );
  }
}
