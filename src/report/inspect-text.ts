import { shapeText, type InspectReport, type NodeReport } from './inspect.js';
import { noiseItems } from './noise.js';
import { fieldLines, fitColumns, headLine, rowLine, shortened, type Column } from './table.js';
import type { TextStyle } from './text.js';

const SHORTEST_NAME = 16;

/** The layer graph as a table, below what it adds up to. */
export function inspectText(report: InspectReport, style: TextStyle): string {
  const columns = fitColumns(columnsFor(report.nodes, style.columns), style.columns);
  const lines = [
    ...headFields(report, style.columns),
    '',
    headLine(columns, style.paint),
    ...report.nodes.map((node) => rowLine(columns, node, style.paint)),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

function headFields({ path, opset, inputs, outputs, neurons, parameters, noise }: InspectReport, available: number): string[] {
  const ends = (tensors: InspectReport['inputs']): string[] => tensors.map(({ name, shape }) => `${name} [${shape.join(', ')}]`);
  const fields: [string, string[]][] = [
    ['model', [path, `opset ${opset}`]],
    ['input', ends(inputs)],
    ['output', ends(outputs)],
    ...(noise === undefined ? [] : [['noise', noiseItems(noise)] as [string, string[]]]),
    ['size', [`${number(neurons)} neurons`, `${number(parameters)} parameters`]],
  ];
  return fields.flatMap(([name, items]) => fieldLines(name, items, available, 8));
}

function columnsFor(nodes: readonly NodeReport[], available: number): readonly Column<NodeReport>[] {
  const widest = (text: (node: NodeReport) => string, least: number): number => Math.max(least, ...nodes.map((node) => text(node).length));
  const facts: readonly Column<NodeReport>[] = [
    { title: 'op', width: widest(opText, 2), align: 'left', rank: 0, cell: opText },
    { title: 'shape', width: widest(shapeOf, 5), rank: 0, cell: shapeOf },
    { title: 'neurons', width: 8, rank: 1, cell: ({ neurons }) => count(neurons) },
    { title: 'parameters', width: 10, rank: 2, cell: ({ parameters }) => count(parameters) },
  ];
  const room = Math.max(available - facts.reduce((sum, { width }) => sum + width + 2, 0), SHORTEST_NAME);
  const nameWidth = Math.min(widest(nameOf, 5), room);
  return [
    { title: 'node', width: nameWidth, align: 'left', rank: 0, cell: (node) => shortened(nameOf(node), nameWidth) },
    ...facts,
    { title: 'from', width: widest(onnxOps, 4), align: 'left', rank: 3, cell: onnxOps },
  ];
}

/** Nodes without a name are called by their number. */
function nameOf({ name, id }: NodeReport): string {
  return name === '' ? `#${id}` : name;
}

function opText({ op, detail }: NodeReport): string {
  return detail === '' ? op : `${op} ${detail}`;
}

function shapeOf({ shape: [height, width, channels] }: NodeReport): string {
  return shapeText({ height, width, channels });
}

function onnxOps({ onnx }: NodeReport): string {
  return onnx.map(({ op }) => op).join(' + ');
}

/** Blank where there are none, so that the others stand out. */
function count(value: number): string {
  return value === 0 ? '' : number(value);
}

function number(value: number): string {
  return value.toLocaleString('en-US');
}
