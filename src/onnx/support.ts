import { activations } from '../activations/registry.js';
import { OPSETS } from './load.js';
import type { OnnxOperator } from './operator.js';
import { operators, otherDomains } from './registry.js';
import { SCORE_OPERATORS } from './strip.js';

/** What an operator is used for. */
export type OperatorGroup =
  | 'layers'
  | 'arithmetic'
  | 'activations'
  | 'shapes'
  | 'selections'
  | 'constants'
  | 'others'
  | 'ai.cnncert'
  | 'com.microsoft'
  | 'qonnx.custom_op.general';

/** One operator, as it is supported. */
export interface OperatorSupport {
  readonly op: string;
  /** '' is ONNX's own. */
  readonly domain: string;
  readonly group: OperatorGroup;
  /** First opset, or version of its domain, in which it is understood. */
  readonly since: number;
  /** Names of its attributes in the newest opset. */
  readonly attributes: readonly string[];
  /** Registry names of the activations that it is lowered to. */
  readonly activations: readonly string[];
  /** What it is restricted to; empty: nothing. */
  readonly notes: readonly string[];
}

/** Operators by group. Those of activations are known from their registry; whatever else is missing is one of the `others`. */
const GROUPS: Readonly<Record<string, OperatorGroup>> = Object.fromEntries(
  (
    [
      [
        'layers',
        'AveragePool BatchNormalization Conv ConvInteger ConvTranspose Einsum Gemm GlobalAveragePool GlobalLpPool GlobalMaxPool GroupNormalization InstanceNormalization LayerNormalization LogSoftmax LpNormalization LpPool LRN MatMul MatMulInteger MaxPool MeanVarianceNormalization QLinearConv QLinearMatMul Resize Softmax Upsample',
      ],
      [
        'arithmetic',
        'Add CumSum DequantizeLinear Div Greater GreaterOrEqual Less LessOrEqual Max Mean Min Mul Neg Not ReduceMax ReduceMean ReduceMin ReduceSum Sub Sum Trilu',
      ],
      ['shapes', 'Cast CastLike Dropout Expand Flatten Identity Reshape Squeeze Unsqueeze'],
      [
        'selections',
        'CenterCropPad Compress Concat DepthToSpace Gather GatherElements GatherND Pad ReverseSequence ScatterElements ScatterND Slice SpaceToDepth Split Tile Transpose Where',
      ],
      ['constants', 'Abs And Ceil Constant ConstantOfShape Equal EyeLike Floor Mod Or Pow Range Reciprocal ReduceProd Shape Size Sqrt'],
    ] as const
  ).flatMap(([group, ops]) => ops.split(' ').map((op) => [op, group])),
);

/** Restrictions, in a few words. Operators of `constants` need none: their inputs are constants. */
const NOTES: Readonly<Record<string, readonly string[]>> = {
  AveragePool: ['1-D to 3-D'],
  BatchNormalization: ['inference', 'constant parameters'],
  Cast: ['data to a float type only'],
  CastLike: ['data to a float type only'],
  Clip: ['constant bounds'],
  Constant: ['dense numbers'],
  Compress: ['constant condition'],
  Conv: ['1-D to 3-D', 'constant filters'],
  ConvInteger: ['constant filters'],
  ConvTranspose: ['1-D to 3-D', 'constant filters'],
  DequantizeLinear: ['constant scales'],
  Dropout: ['inference'],
  Div: ['a divisor of one sign'],
  Gather: ['constant indices'],
  GatherElements: ['constant indices'],
  GatherND: ['constant indices'],
  GlobalAveragePool: ['1-D to 3-D'],
  GlobalMaxPool: ['1-D to 3-D'],
  GroupNormalization: ['constant parameters'],
  InstanceNormalization: ['constant parameters'],
  MatMulInteger: ['constant zero points'],
  GlobalLpPool: ['p = 1 and 2'],
  LpNormalization: ['p = 1 and 2'],
  LpPool: ['1-D to 3-D', 'p = 1 and 2'],
  MaxPool: ['1-D to 3-D', 'without Indices'],
  PRelu: ['constant slopes'],
  QLinearConv: ['constant filters and scales'],
  QLinearMatMul: ['constant scales'],
  BipolarQuant: ['constant scales'],
  Quant: ['constant scales and bits', 'to the nearest'],
  QuantizeLinear: ['constant scales', '8 or 16 bits'],
  Resize: ['nearest, linear and cubic', 'no antialias'],
  ReverseSequence: ['constant lengths'],
  ScatterElements: ['constant indices', 'no reduction'],
  ScatterND: ['constant indices', 'no reduction'],
  Upsample: ['up to opset 9'],
};

/** What is resolved before lowering, so that it has no registration. */
const RESOLVED: readonly OperatorSupport[] = [
  {
    op: 'If',
    domain: '',
    group: 'others',
    since: OPSETS.oldest,
    attributes: ['else_branch', 'then_branch'],
    activations: [],
    notes: ['constant condition'],
  },
];

/** Every operator that is understood, by name. */
export function supportedOperators(): readonly OperatorSupport[] {
  const others = otherDomains.flatMap((each) => each.operators.map((operator) => describe(operator, each.domain)));
  return [...operators.map((operator) => describe(operator, '')), ...others, ...RESOLVED].toSorted((a, b) => (a.op < b.op ? -1 : 1));
}

/** Operators of which something is said here, besides what their registration says. */
export function describedOperators(): readonly string[] {
  return [...Object.keys(GROUPS), ...Object.keys(NOTES)];
}

/** Operators that are taken off the end of a model, with the word for it in `Graph.stripped`. */
export function strippedOperators(): readonly { readonly op: string; readonly stripped: string }[] {
  return Object.entries(SCORE_OPERATORS).map(([op, stripped]) => ({ op, stripped }));
}

function describe({ op, versions }: OnnxOperator, domain: string): OperatorSupport {
  const kinds = activations.filter(({ onnx }) => onnx.includes(op)).map(({ name }) => name);
  return {
    op,
    domain,
    group: isGroup(domain)
      ? domain
      : kinds.length > 0
        ? 'activations'
        : (GROUPS[op] ?? (op.startsWith('Reduce') ? 'arithmetic' : 'others')),
    since: Math.max(domain === '' ? OPSETS.oldest : 1, versions[0]?.[0] ?? 0),
    attributes: versions.at(-1)?.[2] ?? [],
    activations: kinds,
    notes: NOTES[op] ?? [],
  };
}

/** Other domains are groups of their own. */
function isGroup(domain: string): domain is 'ai.cnncert' | 'com.microsoft' | 'qonnx.custom_op.general' {
  return domain !== '';
}
