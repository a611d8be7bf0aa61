import { ModelError } from '../errors.js';
import { appendOutput } from '../onnx/append-output.js';
import type { GivenTensor } from '../onnx/constants.js';

/** The optional package that runs models. */
export const RUNTIME_PACKAGE = 'onnxruntime-node';

/** What is used of its interface (onnxruntime-common, `InferenceSession` and `Tensor`). */
interface Runtime {
  readonly InferenceSession: { create(model: string | Uint8Array, options: object): Promise<Session> };
  readonly Tensor: new (type: string, data: unknown, shape: readonly number[]) => unknown;
  readonly env?: { readonly versions?: { readonly node?: string } };
}

interface Session {
  readonly outputNames: readonly string[];
  readonly inputMetadata: readonly { readonly name: string; readonly type?: string }[];
  run(feeds: Readonly<Record<string, unknown>>, outputs: readonly string[]): Promise<Readonly<Record<string, RuntimeTensor>>>;
}

interface RuntimeTensor {
  readonly dims: readonly number[];
  readonly data: ArrayLike<number | bigint>;
}

/** A tensor that the runtime gave back. */
export interface RuntimeOutput {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

/** A model in the runtime, between one input and one output. */
export interface RuntimeModel {
  /** The input row-major, and values of others by name, rounded to the types that the model takes. Throws ModelError `RUNTIME_FAILED`. */
  run(input: Float64Array, others: Readonly<Record<string, GivenTensor>>): Promise<RuntimeOutput>;
}

/** The model to run, and between which of its tensors. */
export interface RuntimeSource {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly input: { readonly name: string; readonly shape: readonly number[] };
  readonly output: string;
}

const ARRAYS: Readonly<Record<string, (values: Float64Array) => unknown>> = {
  float32: (values) => Float32Array.from(values),
  float64: (values) => values,
  int32: (values) => Int32Array.from(values),
  uint8: (values) => Uint8Array.from(values),
  int8: (values) => Int8Array.from(values),
  bool: (values) => Uint8Array.from(values),
  int64: (values) => BigInt64Array.from(Array.from(values, (value) => BigInt(Math.trunc(value)))),
};

/** ONNX Runtime, where it is installed. */
export class OnnxRuntime {
  private constructor(private readonly runtime: Runtime) {}

  /** Imports the package. Throws ModelError `RUNTIME_MISSING`. */
  static async load(importPackage: (name: string) => Promise<unknown>): Promise<OnnxRuntime> {
    try {
      const found = (await importPackage(RUNTIME_PACKAGE)) as Runtime & { readonly default?: Runtime };
      return new OnnxRuntime(found.default ?? found);
    } catch (cause) {
      const missing = cause instanceof Error && 'code' in cause && cause.code === 'ERR_MODULE_NOT_FOUND';
      throw new ModelError('RUNTIME_MISSING', `${RUNTIME_PACKAGE} ${missing ? 'is not installed' : `does not start: ${reasonOf(cause)}`}`, {
        hint: `install it next to cnn-cert: npm install ${RUNTIME_PACKAGE}`,
        cause,
      });
    }
  }

  /** Empty where the package does not tell. */
  get version(): string {
    return this.runtime.env?.versions?.node ?? '';
  }

  /** Opens a model from its file, so that external data is found. Throws ModelError `RUNTIME_FAILED`. */
  async open(source: RuntimeSource): Promise<RuntimeModel> {
    const session = await this.session(source);
    const tensorOf = (name: string, { shape, data }: GivenTensor): unknown => {
      const type = session.inputMetadata.find((input) => input.name === name)?.type ?? 'float32';
      const toArray = ARRAYS[type];
      if (toArray === undefined) throw failed(source, `its input '${name}' is of type ${type}`, `inputs of type ${Object.keys(ARRAYS).join(', ')} can be compared`); // prettier-ignore
      return new this.runtime.Tensor(type, toArray(Float64Array.from(data)), shape);
    };
    return {
      run: async (input, others) => {
        const all = Object.entries({ ...others, [source.input.name]: { shape: source.input.shape, data: input } });
        const feeds = Object.fromEntries(all.map(([name, value]) => [name, tensorOf(name, value)]));
        const results = await guarded(source, () => session.run(feeds, [source.output]));
        const result = results[source.output];
        if (result === undefined) throw failed(source, `it gives no '${source.output}'`);
        return { shape: result.dims, data: Float64Array.from(result.data as ArrayLike<number>, Number) };
      },
    };
  }

  /** A tensor inside the model is made an output first. */
  private async session(source: RuntimeSource): Promise<Session> {
    const { InferenceSession } = this.runtime;
    const options = { logSeverityLevel: 4 };
    const session = await guarded(source, () => InferenceSession.create(source.path, options));
    if (session.outputNames.includes(source.output)) return session;
    return guarded(source, () => InferenceSession.create(appendOutput(source.bytes, source.output), options));
  }
}

async function guarded<T>(source: RuntimeSource, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (cause) {
    throw failed(source, reasonOf(cause), undefined, cause);
  }
}

function failed(
  { path }: RuntimeSource,
  reason: string,
  hint = 'without --check, the layer graph is evaluated alone',
  cause?: unknown,
): ModelError {
  return new ModelError('RUNTIME_FAILED', `${RUNTIME_PACKAGE} does not run ${path}: ${reason}`, { hint, cause });
}

function reasonOf(cause: unknown): string {
  return (cause instanceof Error ? cause.message : String(cause)).trim();
}
