import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { REPORTERS } from '../../src/report/reporters/registry.js';

interface Step {
  readonly id?: string;
  readonly uses?: string;
  readonly shell?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly run?: string;
}

interface Action {
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly default: string }>>;
  readonly outputs: Readonly<Record<string, { readonly description: string; readonly value: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
}

const action = parse(readFileSync('action.yml', 'utf8')) as Action;
const gate = action.runs.steps.find(({ id }) => id === 'gate');

/** Stands in for npx: notes its arguments, writes the files that it was asked for, and fails as it is told to. */
const NPX = `#!/bin/bash
printf '%s\\n' "$@" > "$FAKE/arguments"
for word in "$@"; do case "$word" in sarif=*|markdown=*) [ "$FAKE_CODE" = 2 ] || echo "written by $\{word%%=*}" > "$\{word#*=}" ;; esac; done
exit "$FAKE_CODE"
`;

/** Runs the step as the runner does: bash -e -o pipefail, inputs as variables. */
function runStep(
  inputs: Readonly<Record<string, string>>,
  code = 0,
): { status: number | null; words: string[]; output: string; folder: string } {
  const folder = mkdtempSync(join(tmpdir(), 'cnn-cert-'));
  writeFileSync(join(folder, 'npx'), NPX);
  chmodSync(join(folder, 'npx'), 0o755);
  const given = Object.entries(gate?.env ?? {}).map(([name, text]) => {
    const input = /^\$\{\{ inputs\.([a-z-]+) \}\}$/.exec(text)?.[1] ?? '';
    return [name, inputs[input] ?? action.inputs[input]!.default] as const;
  });
  const { status } = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', gate?.run ?? 'exit 99'], {
    cwd: folder,
    env: {
      ...Object.fromEntries(given),
      ...{ PATH: `${folder}${delimiter}${process.env['PATH']}`, FAKE: folder, FAKE_CODE: String(code) },
      ...{ RUNNER_TEMP: folder, GITHUB_OUTPUT: join(folder, 'output') },
    },
  });
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8').replaceAll(folder, '.');
  return { status, words: read('arguments').trimEnd().split('\n'), output: read('output').replace(/cnn-cert\.\w{6}/g, 'TEMP').replace(/end-\d+/g, 'END'), folder }; // prettier-ignore
}

describe('action.yml', () => {
  it('is a composite action: every input is described, every output comes from the step', () => {
    expect(action.runs.using).toBe('composite');
    expect(action.runs.steps.map(({ uses, shell }) => uses ?? shell)).toEqual(['actions/setup-node@v6', 'bash']);
    expect(Object.values({ ...action.inputs, ...action.outputs }).filter(({ description }) => !description)).toEqual([]);
    expect(Object.entries(action.outputs).filter(([name, { value }]) => value !== `\${{ steps.gate.outputs.${name} }}`)).toEqual([]);
    expect(gate?.run).not.toContain('${{');
  });

  it('runs the gate of the version that is asked for', () => {
    const { status, words } = runStep({
      config: 'ci/my gate.yaml',
      version: '0.1.0',
      args: '--threads 2',
      reporters: 'junit=j.xml html=r.html',
    });
    expect([status, words.map((word) => word.replace(/cnn-cert\.\w{6}/, 'TEMP'))]).toMatchInlineSnapshot(`
      [
        0,
        [
          "--yes",
          "cnn-cert@0.1.0",
          "gate",
          "--reporter",
          "text",
          "--reporter",
          "github",
          "--reporter",
          "sarif=./TEMP/gate.sarif",
          "--reporter",
          "markdown=./TEMP/gate.md",
          "--config",
          "ci/my gate.yaml",
          "--reporter",
          "junit=j.xml",
          "--reporter",
          "html=r.html",
          "--threads",
          "2",
        ],
      ]
    `);
  });

  it('names reporters that exist', () => {
    const names = runStep({}).words.flatMap((word, k, all) => (all[k - 1] === '--reporter' ? [word.replace(/=.*/, '')] : []));
    expect(names.filter((name) => !(name in REPORTERS))).toEqual([]);
  });

  it('ends as the gate does, with the outputs set', () => {
    const { status, output } = runStep({}, 1);
    expect([status, output]).toEqual([1, 'exit-code=1\nsarif=./TEMP/gate.sarif\nsummary<<END\nwritten by markdown\nEND\n']);
  });

  it('sets no path to a file that is not there', () => {
    expect(runStep({}, 2)).toMatchObject({ status: 2, output: 'exit-code=2\n' });
  });

  it('runs nothing that stands in an input', () => {
    const { status, words } = runStep({ config: '$(touch pwned); "', args: '* `touch pwned` $(touch pwned)', version: '1; touch pwned' });
    expect([status, words.includes('$(touch pwned); "'), words.includes('*'), words.includes('cnn-cert@1; touch pwned')]).toEqual([
      0,
      true,
      true,
      true,
    ]);
    expect(words.includes('pwned`')).toBe(true);
  });
});
