import { describe, expect, it } from 'vitest';
import { type ConformanceCase, runConformance } from '../support/conformance.js';
import { expectSection } from '../support/generated-section.js';
import { sharedPath } from '../support/shared.js';

const root = sharedPath('data', 'onnx_node_tests');
const sets = ['node', 'pytorch-converted', 'pytorch-operator'];

const isEqual = ({ result }: ConformanceCase) => typeof result === 'number' && result < 1e-5;

function tableOf(cases: readonly ConformanceCase[]): string {
  const rows = sets.map((set) => {
    const own = cases.filter((one) => one.set === set);
    const floats = own.filter((one) => one.isFloat);
    const equal = floats.filter(isEqual).length;
    const share = `${Math.floor((100 * equal) / floats.length)} %`;
    return `| ${set} | ${floats.length} | ${equal} | ${share} | ${floats.length - equal} | ${own.length - floats.length} |`;
  });
  const head = ['| set | float tests | equal to the recorded output | share | refused | other tests |', '|---|---|---|---|---|---|'];
  return `${[...head, ...rows].join('\n')}\n\nRefused operators (number of tests): ${refused(cases)}.\n`;
}

function refused(cases: readonly ConformanceCase[]): string {
  const counts = new Map<string, number>();
  for (const op of cases.filter((one) => one.isFloat).flatMap((one) => [...new Set(one.unsupported)]))
    counts.set(op, (counts.get(op) ?? 0) + 1);
  return [...counts].toSorted().map(([op, count]) => `${op} ${count}`).join(', '); // prettier-ignore
}

describe.skipIf(root === null)('the conformance tests of ONNX', () => {
  const cases = root === null ? [] : runConformance(root, sets);

  it('that are supported give the expected output', () => {
    const reasons = new Set<number | string>(['UNSUPPORTED_OPERATOR', 'MODEL_INPUT', 'MODEL_OUTPUT', 'MODEL_SHAPE', 'no input']);
    expect(cases.filter((one) => !isEqual(one) && !reasons.has(one.result))).toEqual([]);
  });

  it('are counted in docs/conformance.md', () => {
    expectSection('docs/conformance.md', 'node-tests', tableOf(cases));
  });
});
