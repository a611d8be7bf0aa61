import { describe, expect, it } from 'vitest';
import { externalReader } from '../../src/data/external.js';
import { ModelError } from '../../src/errors.js';
import { loadModel } from '../../src/onnx/load.js';
import { bytesOf, sharedModels } from '../support/shared-models.js';

const files = [...sharedModels('data', 'wild'), ...sharedModels('data', 'vnncomp')];

/** CPU seconds that a refusal may take: what the slowest took was measured as 0.2. */
const LIMIT = 2;

interface Refusal {
  readonly name: string;
  readonly error: ModelError;
  readonly seconds: number;
}

/** Loads every model; whatever is thrown that is no ModelError fails. */
function refusals(): readonly Refusal[] {
  return files.flatMap(({ name, path }) => {
    const bytes = bytesOf(path);
    const start = process.cpuUsage();
    try {
      loadModel(bytes, { readExternal: externalReader(path) });
      return [];
    } catch (error) {
      if (!(error instanceof ModelError)) throw error;
      const { user, system } = process.cpuUsage(start);
      return [{ name, error, seconds: (user + system) / 1e6 }];
    }
  });
}

/** What is wrong with the words of a refusal. */
function faultsOf({ code, message, hint = '' }: ModelError): string[] {
  const faults: string[] = [];
  if (!/^[A-Z_]+$/.test(code)) faults.push(`code ${code}`);
  if (!/^[A-Z0-9].*\S$/s.test(message) || /undefined|\[object|\bnull\b/.test(message)) faults.push(`message ${message}`);
  if (!/^[A-Z].*\.$/.test(hint)) faults.push(`hint ${hint}`);
  if (code !== 'UNSUPPORTED_OPERATOR') return message.includes('\n') ? [...faults, 'several lines'] : faults;
  const [first = '', ...nodes] = message.split('\n');
  if (!/^(1 node of the model is|\d+ nodes of the model are) not supported:$/.test(first)) faults.push(first);
  // Of each node its operator, its name, the opset, and the reason in words.
  return [...faults, ...nodes.filter((line) => !/^ {2}\w+ '[^']+' \(opset \d+\): .{8,}/.test(line))];
}

describe.skipIf(files.length === 0)('models of others that are refused', () => {
  const all = refusals();

  it('are refused within 2 seconds', () => {
    expect(all.filter(({ seconds }) => !(seconds < LIMIT)).map(({ name, seconds }) => `${name}: ${seconds} s`)).toEqual([]);
    expect(all.length).toBeGreaterThan(20);
  });

  it('are refused with a code, a message that names what was found, and a hint', () => {
    expect(all.flatMap(({ name, error }) => faultsOf(error).map((fault) => `${name}: ${fault}`))).toEqual([]);
  });
});
