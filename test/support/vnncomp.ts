import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Region } from '../../src/bounds/region.js';
import { ModelError } from '../../src/errors.js';
import { type Graph, mapSize } from '../../src/graph/graph.js';
import { loadModel } from '../../src/onnx/load.js';
import { sharedPath } from './shared.js';
import { bytesOf } from './shared-models.js';
import type { Halfspace } from './vnnlib.js';

/** A row of known_answers.csv or counterexamples/index.csv. */
export type Row = Readonly<Record<string, string>>;

/** A table of ../shared/data, whose cells may be quoted; empty where ../shared is absent. */
export function sharedTable(...path: readonly string[]): readonly Row[] {
  const file = sharedPath('data', ...path);
  if (file === null) return [];
  const [names = [], ...rows] = readFileSync(file, 'utf8').trim().split(/\r?\n/).map(cellsOf); // prettier-ignore
  return rows.map((cells) => Object.fromEntries(names.map((name, i) => [name, cells[i] ?? ''])));
}

function cellsOf(line: string): string[] {
  return Array.from(line.matchAll(/("([^"]*)"|[^,]*)(,|$)/g), ([, plain = '', quoted]) => quoted ?? plain);
}

/** The text or the path of a file of ../shared/data/vnncomp. */
export function vnncompPath({ benchmark = '' }: Row, path: string): string {
  return join(sharedPath('data', 'vnncomp')!, benchmark, path);
}

/** A model; null where it is refused with a reason. */
export function loadOrRefuse(path: string): Graph | null {
  try {
    return loadModel(bytesOf(path), { keepOutput: true });
  } catch (error) {
    if (error instanceof ModelError) return null;
    throw error;
  }
}

/** A point in the order of the ONNX input, in that of the graph. */
export function toInternal({ inputLayout }: Graph, point: Float64Array): Float64Array {
  return inputLayout === null ? point : Float64Array.from(inputLayout, (i) => point[i]!);
}

/** The box of a property, in the order of the graph. */
export function boxRegion(graph: Graph, lower: Float64Array, upper: Float64Array): Region {
  return { lower: toInternal(graph, lower), upper: toInternal(graph, upper), ball: null, boxBinds: false };
}

/** The row of the specification that is positive outside a half-space, but for its constant. */
export function negatedRow({ outputLayout }: Graph, size: number, { coefficients }: Halfspace): Float64Array {
  const row = new Float64Array(size);
  for (const [k, c] of coefficients) row[outputLayout?.[k] ?? k] = -c;
  return row;
}

/** Elements of all nodes: how large a model is. */
export function elements(graph: Graph): number {
  return graph.nodes.reduce((sum, { shape }) => sum + mapSize(shape), 0);
}
