import { ModelError } from '../errors.js';
import type { CheckReport } from '../report/run-schema.js';
import type { GivenTensor } from '../onnx/constants.js';
import { compare, TOLERANCE, type Difference } from '../run/compare.js';
import { finalScores } from '../run/final-scores.js';
import { normalised } from '../run/normalised.js';
import { OnnxRuntime, RUNTIME_PACKAGE, type RuntimeModel } from '../run/onnx-runtime.js';
import type { ModelFile } from './model-file.js';

type Constants = Readonly<Record<string, GivenTensor>>;

/** Compares the outputs of a layer graph with those of ONNX Runtime, one input after the other. */
export interface RuntimeCheck {
  /** `constants`: values of the model's other inputs. Throws ModelError `RUNTIME_FAILED`, `CHECK_SHAPE`. */
  compare(index: number, input: Float64Array, output: Float64Array, constants: Constants): Promise<void>;
  report(): CheckReport;
  /** Throws ModelError `CHECK_FAILED` if some difference was larger than float32 explains. */
  assertAgreement(): void;
}

/** Opens the model in ONNX Runtime as well. Throws ModelError `RUNTIME_MISSING`, `RUNTIME_FAILED`. */
export async function createRuntimeCheck(model: ModelFile, importPackage: (name: string) => Promise<unknown>): Promise<RuntimeCheck> {
  const { path, graph } = model;
  const runtime = await OnnxRuntime.load(importPackage);
  const session = await runtime.open({ path, bytes: model.source.bytes, input: graph.input, output: graph.output.name });
  return new Check(model, session, `${RUNTIME_PACKAGE} ${runtime.version}`.trim());
}

class Check implements RuntimeCheck {
  private worst: Difference & { readonly index: number } = { index: 0, absolute: -1, relative: 0, element: 0, within: true };
  private inputs = 0;
  private agree = 0;

  constructor(
    private readonly model: ModelFile,
    private readonly session: RuntimeModel,
    private readonly runtime: string,
  ) {}

  async compare(index: number, input: Float64Array, output: Float64Array, constants: Constants): Promise<void> {
    const { graph, source } = this.model;
    const wanted = await this.session.run(normalised(input, graph, source.normalisation), constants);
    const found = finalScores(output, graph.stripped);
    const sameShape = graph.stripped.length > 0 || wanted.shape.join() === graph.output.shape.join();
    if (!sameShape || wanted.data.length !== found.length) {
      throw new ModelError(
        'CHECK_SHAPE',
        `output '${graph.output.name}' has shape [${graph.output.shape.join(', ')}], but [${wanted.shape.join(', ')}] in ${this.runtime}`,
        { hint: READ_WRONGLY },
      );
    }
    const difference = compare(found, wanted.data);
    this.inputs++;
    if (difference.within) this.agree++;
    if (isWorse(difference, this.worst)) this.worst = { ...difference, index };
  }

  report(): CheckReport {
    const { index, element, absolute, relative } = this.worst;
    const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
    const worst = { index, element, absolute: finite(absolute), relative: finite(relative) };
    return { runtime: this.runtime, inputs: this.inputs, agree: this.agree, worst };
  }

  assertAgreement(): void {
    if (this.agree === this.inputs) return;
    const { index, element, absolute } = this.worst;
    const { path, graph } = this.model;
    throw new ModelError(
      'CHECK_FAILED',
      `${path}: ${this.inputs - this.agree} of ${this.inputs} inputs give another '${graph.output.name}' than ${this.runtime}, off by ` +
        `up to ${Number(absolute.toPrecision(3))} (input ${index}, element ${element}); float32 explains ` +
        `${TOLERANCE.relative} of the largest output and ${TOLERANCE.absolute}`,
      { hint: READ_WRONGLY },
    );
  }
}

const READ_WRONGLY = 'the model may have been read wrongly, so do not trust its certificates; please report it with the model';

/** One that disagrees is worse than any that agrees. */
function isWorse(a: Difference, b: Difference): boolean {
  return a.within === b.within ? a.absolute > b.absolute : b.within;
}
