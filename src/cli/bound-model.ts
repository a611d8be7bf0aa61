import type { GivenTensor } from '../onnx/constants.js';
import { Forward } from '../run/forward.js';
import { loadGraph } from '../run/model.js';
import type { ModelFile } from './model-file.js';
import type { OtherInputs } from './several-inputs.js';

/** The values of other inputs, and the layer graph with them in place. */
export interface BoundForward {
  readonly constants: Readonly<Record<string, GivenTensor>>;
  readonly forward: Forward;
}

/** A model with the other inputs of each item in place: `model` must hold those of the item `loaded`. */
export class BoundModel {
  private readonly first: BoundForward;

  constructor(
    private readonly model: ModelFile,
    private readonly files: OtherInputs | null,
    private readonly items: number,
    private readonly loaded: number,
  ) {
    this.first = { constants: model.source.constants ?? {}, forward: new Forward(model.graph) };
  }

  /** For one item. Where its values are others than those in place, the model is lowered anew. Throws ModelError, DataError. */
  at(index: number): BoundForward {
    const { source } = this.model;
    if (this.files === null || index === this.loaded || !this.files.varies(this.items)) return this.first;
    const constants = { ...source.constants, ...this.files.valuesFor(index, this.items) };
    return { constants, forward: new Forward(loadGraph({ ...source, constants })) };
  }
}
