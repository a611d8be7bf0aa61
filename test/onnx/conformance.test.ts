import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sizeOf } from '../../src/engine/tensor.js';
import { ModelError } from '../../src/errors.js';
import { type LoadOptions, loadModel } from '../../src/onnx/load.js';
import { decodeModel, decodeTensorProto } from '../../src/onnx/messages.js';
import { decodeTensor } from '../../src/onnx/tensor-data.js';
import { type Constant, isFloat } from '../../src/onnx/value.js';
import { evaluateGraph } from '../support/evaluate.js';
import { worstDifference } from '../support/onnx-runtime.js';
import { extraInitializers, type TensorType } from '../support/onnx-writer.js';
import { sharedPath } from '../support/shared.js';
import { bytesOf } from '../support/shared-models.js';

/**
 * The conformance tests of the ONNX project. The first float input is the data (any input where there is no float), the others are
 * made constants; of a batch that an operator needs to be one, the first sample is compared. Tests of PyTorch are of opset 6 and are read as opset 7, where the operators used mean the same.
 */
const root = sharedPath('data', 'onnx_node_tests');

function readTensor(path: string): Constant | null {
  return existsSync(path) ? decodeTensor(decodeTensorProto(bytesOf(path))) : null;
}

function typeOf({ type }: Constant): TensorType {
  return type === 'float32' ? 'float' : type === 'float64' ? 'double' : type;
}

/** Model files end in the opset: field 8 { field 2: version }. */
function atOpset7(bytes: Uint8Array): Uint8Array {
  return bytes.at(-2) === 0x10 && bytes.at(-1) === 6 ? bytes.with(bytes.length - 1, 7) : bytes;
}

/** Worst difference of the first output, or why the model is not supported. */
function run(folder: string): number | string {
  const file = atOpset7(bytesOf(join(folder, 'model.onnx')));
  const wanted = readTensor(join(folder, 'output_0.pb'));
  const { graph } = decodeModel(file);
  const known = new Set(graph.initializers.map((tensor) => tensor.name));
  const inputs = graph.inputs
    .filter((info) => !known.has(info.name))
    .map((info, i) => ({ name: info.name, value: readTensor(join(folder, `input_${i}.pb`)) }));
  const data = inputs.find(({ value }) => value !== null && isFloat(value.type)) ?? inputs[0];
  if (data === undefined || data.value === null || wanted === null) return 'no input';
  const others = inputs.flatMap(({ name, value }) => {
    return name === data.name || value === null ? [] : [[name, { dims: value.shape, data: value.data, type: typeOf(value) }] as const];
  });
  const bytes = Buffer.concat([file, extraInitializers(Object.fromEntries(others))]);
  const options = { keepOutput: true, input: data.name, output: graph.outputs[0]?.name };
  const [batch = 1, ...rest] = data.value.shape;
  const whole = compare(bytes, { ...options, shape: data.value.shape }, data.value, wanted);
  return whole === 'a batch' && wanted.shape[0] === batch ? compare(bytes, { ...options, shape: [1, ...rest] }, data.value, wanted) : whole;
}

/** The difference on the given input, or on the first sample of it where the shape has a batch of one. */
function compare(bytes: Uint8Array, options: LoadOptions, data: Constant, wanted: Constant): number | string {
  try {
    const lowered = loadModel(bytes, options);
    const part = options.shape?.[0] === data.shape[0] ? wanted.shape : [1, ...wanted.shape.slice(1)];
    if (lowered.output.shape.join() !== part.join()) return `shape [${lowered.output.shape.join()}]`;
    const input = data.data.slice(0, sizeOf(lowered.input.shape));
    return worstDifference(evaluateGraph(lowered, input), wanted.data.slice(0, sizeOf(part)));
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    return /: a batch of \d+$/.test(error.message) ? 'a batch' : error.code;
  }
}

const sets = root === null ? [] : ['node', 'pytorch-converted', 'pytorch-operator'].map((set) => join(root, set));

describe.skipIf(root === null)('the conformance tests of ONNX', () => {
  const folders = sets.flatMap((set) => readdirSync(set).map((name) => ({ name: name.replace(/^test_/, ''), folder: join(set, name) })));
  // Inputs that are no tensors.
  const results = folders.filter(({ name }) => name !== 'identity_opt').map(({ name, folder }) => ({ name, result: run(folder) }));

  it('whose operators are supported give the expected output', () => {
    const fine = new Set<number | string>(['UNSUPPORTED_OPERATOR', 'MODEL_INPUT', 'MODEL_OUTPUT', 'MODEL_SHAPE', 'OPSET', 'no input']);
    expect(results.filter(({ result }) => !(fine.has(result) || (typeof result === 'number' && result < 1e-5)))).toEqual([]);
  });

  it('that are compared', () => {
    expect(results.filter(({ result }) => typeof result === 'number').length).toMatchInlineSnapshot(`250`);
  });

  it('that are not supported', () => {
    const unsupported = results.filter(({ result }) => result === 'UNSUPPORTED_OPERATOR').map(({ name }) => name);
    expect(unsupported.join(' ')).toMatchInlineSnapshot(
      `"abs batchnorm_epsilon_training_mode batchnorm_example_training_mode celu constantofshape_float_ones constantofshape_int_shape_zero constantofshape_int_zeros convtranspose convtranspose_1d convtranspose_3d convtranspose_autopad_same convtranspose_dilations convtranspose_group_2 convtranspose_group_2_image_3 convtranspose_kernel_shape convtranspose_output_shape convtranspose_pad convtranspose_pads cos cos_example cosh cosh_example depthtospace_crd_mode_example depthtospace_example dequantizelinear dequantizelinear_axis dequantizelinear_blocked erf exp exp_example floor floor_example gelu_default_1 gelu_default_2 gelu_tanh_1 gelu_tanh_2 group_normalization_epsilon group_normalization_example hardmax_axis_0 hardmax_axis_1 hardmax_axis_2 hardmax_default_axis hardmax_example hardmax_negative_axis hardmax_one_hot hardswish instancenorm_epsilon instancenorm_example layer_normalization_2d_axis0 layer_normalization_2d_axis1 layer_normalization_2d_axis_negative_1 layer_normalization_2d_axis_negative_2 layer_normalization_4d_axis0 layer_normalization_4d_axis1 layer_normalization_4d_axis2 layer_normalization_4d_axis3 layer_normalization_4d_axis_negative_1 layer_normalization_4d_axis_negative_2 layer_normalization_4d_axis_negative_3 layer_normalization_4d_axis_negative_4 logsoftmax_axis_0 logsoftmax_axis_1 logsoftmax_axis_2 lrn lrn_default maxpool_with_argmax_2d_precomputed_pads maxpool_with_argmax_2d_precomputed_strides mish mvn pow pow_bcast_array pow_bcast_scalar pow_example qlinearconv quantizelinear quantizelinear_axis quantizelinear_blocked_asymmetric quantizelinear_blocked_symmetric reciprocal reciprocal_example resize_upsample_scales_linear resize_upsample_scales_linear_align_corners resize_upsample_scales_linear_half_pixel_symmetric resize_upsample_scales_nearest resize_upsample_scales_nearest_axes_2_3 resize_upsample_scales_nearest_axes_3_2 resize_upsample_sizes_nearest resize_upsample_sizes_nearest_axes_2_3 resize_upsample_sizes_nearest_axes_3_2 resize_upsample_sizes_nearest_ceil_half_pixel resize_upsample_sizes_nearest_floor_align_corners resize_upsample_sizes_nearest_not_larger resize_upsample_sizes_nearest_not_smaller resize_upsample_sizes_nearest_round_prefer_ceil_asymmetric selu selu_default selu_example sign sin sin_example sinh sinh_example softmax_axis_0 softmax_axis_1 softmax_axis_2 softmax_default_axis softmax_example softmax_negative_axis softsign softsign_example sqrt sqrt_example thresholdedrelu thresholdedrelu_default thresholdedrelu_example upsample_nearest where_long_example BatchNorm2d_eval BatchNorm2d_momentum_eval ConvTranspose2d ConvTranspose2d_no_bias GLU GLU_dim Linear LogSoftmax PReLU_1d_multiparam PReLU_2d_multiparam PoissonNLLLLoss_no_reduce SELU Softmax Softmin Softsign log_softmax_dim3 log_softmax_lastdim softmax_functional_dim3 softmax_lastdim operator_add_broadcast operator_add_size1_broadcast operator_add_size1_right_broadcast operator_add_size1_singleton_broadcast operator_addconstant operator_addmm operator_basic operator_convtranspose operator_exp operator_mm operator_non_float_params operator_params operator_pow operator_selu operator_sqrt"`,
    );
  });

  it('that have no data, several outputs or an empty input', () => {
    const others = results.filter(({ result }) => typeof result === 'string' && result !== 'UNSUPPORTED_OPERATOR');
    expect(others.map(({ name, result }) => `${name}: ${result}`).join(' ')).toMatchInlineSnapshot(
      `"constant: no input reshape_allowzero_reordered: MODEL_SHAPE shape: MODEL_OUTPUT shape_clip_end: MODEL_OUTPUT shape_clip_start: MODEL_OUTPUT shape_end_1: MODEL_OUTPUT shape_end_negative_1: MODEL_OUTPUT shape_example: MODEL_OUTPUT shape_start_1: MODEL_OUTPUT shape_start_1_end_2: MODEL_OUTPUT shape_start_1_end_negative_1: MODEL_OUTPUT shape_start_negative_1: MODEL_OUTPUT slice_start_out_of_bounds: MODEL_OUTPUT"`,
    );
  });
});
