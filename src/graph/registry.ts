import type { OperatorContext } from './context.js';
import type { GraphNode } from './graph.js';
import { ActivationOperator } from './nodes/activation.js';
import { AddOperator } from './nodes/add.js';
import { AffineOperator } from './nodes/affine.js';
import { ChannelSliceOperator } from './nodes/channel-slice.js';
import { ConcatOperator } from './nodes/concat.js';
import { ConvOperator } from './nodes/conv.js';
import { DenseOperator } from './nodes/dense.js';
import { InputOperator } from './nodes/input.js';
import { MaxPoolOperator } from './nodes/max-pool.js';
import { ProductOperator } from './nodes/product.js';
import { SparseOperator } from './nodes/sparse.js';
import type { Operator } from './operator.js';

/** The rules of every node kind. */
export function createOperator(context: OperatorContext, node: GraphNode): Operator {
  switch (node.kind) {
    case 'input':
      return new InputOperator(context, node);
    case 'conv':
      return new ConvOperator(context, node);
    case 'dense':
      return new DenseOperator(context, node);
    case 'affine':
      return new AffineOperator(context, node);
    case 'sparse':
      return new SparseOperator(context, node);
    case 'add':
      return new AddOperator(context, node);
    case 'concat':
      return new ConcatOperator(context, node);
    case 'channel-slice':
      return new ChannelSliceOperator(context, node);
    case 'activation':
      return new ActivationOperator(context, node);
    case 'max-pool':
      return new MaxPoolOperator(context, node);
    case 'product':
      return new ProductOperator(context, node);
  }
}
