import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cli } from './support.js';

const folder = mkdtempSync(join(tmpdir(), 'cnn-cert-'));
for (const name of ['net.onnx', 'two words.onnx', 'notes.txt', 'data.npy']) writeFileSync(join(folder, name), '');
mkdirSync(join(folder, 'nested'));

const has = (shell: string): boolean => spawnSync(shell, ['-c', 'exit 0']).status === 0;
for (const shell of ['bash', 'fish', 'zsh']) if (!has(shell)) console.log(`Notice: there is no ${shell}; completion is not tested in it.`);

async function script(shell: string): Promise<string> {
  const { exitCode, stdout, stderr } = await cli(['completion', shell]);
  expect([exitCode, stderr]).toEqual([0, '']);
  writeFileSync(join(folder, `.completion.${shell}`), stdout);
  return join(folder, `.completion.${shell}`);
}

/** What bash offers for the last of some words. */
async function inBash(...words: string[]): Promise<string[]> {
  const lines = 'source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _cnn_cert; printf "%s\\n" "${COMPREPLY[@]}"';
  const output = execFileSync('bash', ['-c', lines, 'bash', await script('bash'), 'cnn-cert', ...words], { cwd: folder, encoding: 'utf8' });
  return output.split('\n').filter((line) => line !== '').sort(); // prettier-ignore
}

describe.skipIf(!has('bash'))('completion in bash', () => {
  it('offers commands, and the names of commands to help', async () => {
    expect(await inBash('')).toEqual(expect.arrayContaining(['certify', 'completion', 'help', 'inspect', 'merge', 'ops', 'run']));
    expect([await inBash('cert'), await inBash('help', 'ins'), await inBash('--ver')]).toEqual([['certify'], ['inspect'], ['--version']]);
  });

  it('offers the options of the command, those of no other', async () => {
    expect(await inBash('certify', 'net.onnx', '--no')).toEqual(['--no-attack', '--noise', '--noise-k', '--norm']);
    expect(await inBash('inspect', '--no')).toEqual(['--noise', '--noise-k']);
    expect(await inBash('certify', '-')).toContain('-o');
  });

  it('offers the words that an option takes', async () => {
    expect(await inBash('certify', '--norm', '')).toEqual(['l1', 'l2', 'linf']);
    expect(await inBash('explain', '--quantity', '')).toEqual(['after', 'before']);
    expect(await inBash('certify', '--target', 'r')).toEqual(['random', 'runner-up']);
    expect(await inBash('certify', '--reporter', 'j')).toEqual(['json', 'junit']);
    expect(await inBash('completion', '')).toEqual(['bash', 'fish', 'zsh']);
  });

  it('offers models for a model, any file for a file, folders for a folder, and nothing for a number', async () => {
    expect(await inBash('certify', '')).toEqual(['nested', 'net.onnx', 'two words.onnx']);
    expect(await inBash('certify', 'net.onnx', '--data', '')).toEqual(
      expect.arrayContaining(['data.npy', 'nested', 'net.onnx', 'notes.txt', 'two words.onnx']),
    );
    expect(await inBash('certify', '--reporter', 'junit', '=', 'not')).toEqual(['notes.txt']);
    expect(await inBash('certify', '--save-counterexamples', '')).toEqual(['nested']);
    expect(await inBash('certify', '--eps', '')).toEqual([]);
  });

  it('goes on after an option with a value', async () => {
    expect(await inBash('certify', '--norm', 'l2', '--eps', '1', 'ne')).toEqual(['nested', 'net.onnx']);
  });
});

describe.skipIf(!has('fish'))('completion in fish', () => {
  const inFish = async (line: string): Promise<string[]> =>
    execFileSync('fish', ['--no-config', '-c', `source ${await script('fish')}; complete -C '${line}'`], { cwd: folder, encoding: 'utf8' })
      .split('\n').map((text) => text.split('\t')[0] ?? '').filter((text) => text !== ''); // prettier-ignore

  it('offers commands, options, words, and files', async () => {
    expect(await inFish('cnn-cert cer')).toEqual(['certify']);
    expect(await inFish('cnn-cert certify --norm ')).toEqual(['l1', 'l2', 'linf']);
    expect(await inFish('cnn-cert certify --no-')).toEqual(['--no-attack']);
    expect(await inFish('cnn-cert certify net')).toContain('net.onnx');
    expect(await inFish('cnn-cert certify --data not')).toEqual(['notes.txt']);
    expect(await inFish('cnn-cert certify --eps n')).toEqual([]);
  });
});

describe.skipIf(!has('zsh'))('completion in zsh', () => {
  /** Types a line and two tabs into a zsh on a terminal of its own, and returns what that shows. */
  const inZsh = async (line: string): Promise<string> => {
    const lines = [
      'zmodload zsh/zpty; zpty z zsh -f -i',
      `zpty -w z "PS1=; stty columns 200; autoload -Uz compinit; compinit -u -D; source ${await script('zsh')}; cd ${folder}; print rea''dy"`,
      'zpty -r z seen "*ready*"',
      `zpty -n -w z $'${line}\\t\\t'; sleep 1; zpty -r -t z seen; while zpty -r -t z more; do seen+=$more; done; print -r -- $seen; zpty -d z`,
    ];
    return execFileSync('zsh', ['-f', '-c', lines.join('\n')], { encoding: 'utf8', timeout: 20_000 });
  };

  it('offers commands, options, and words', async () => {
    expect(await inZsh('cnn-cert cer')).toContain('certify');
    expect(await inZsh('cnn-cert certify --norm ')).toMatch(/l1 .*l2 .*linf/);
  });
});

describe('completion', () => {
  it('of another shell is a mistake', async () => {
    const { exitCode, stderr } = await cli(['completion', 'tcsh']);
    expect([exitCode, stderr.includes('bash, zsh, fish')]).toEqual([2, true]);
  });
});
