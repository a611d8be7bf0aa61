import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { EXIT_CODES } from '../../src/cli/exit-codes.js';
import { cli } from './support.js';

const documentation = readFileSync('docs/cli.md', 'utf8');
const commands = [
  ['--help'],
  ...['certify', 'gate', 'merge', 'report', 'depth', 'explain', 'inspect', 'run', 'ops', 'completion'].map((command) => [
    command,
    '--help',
  ]),
];

describe('help', () => {
  it.each(commands)('of %s %s fits 80 columns, has the exit codes, and goes to the standard output', async (...argv) => {
    const { exitCode, stdout, stderr } = await cli(argv, { columns: 200 });
    const longest = Math.max(...stdout.split('\n').map((line) => line.length));
    expect([exitCode, stderr, longest <= 80, stdout.includes('130  interrupted')]).toEqual([0, '', true, true]);
  });

  it.each(commands)('of %s %s in docs/cli.md is the current one (else: node scripts/write-generated.mjs)', async (...argv) => {
    const { stdout } = await cli(argv);
    expect(documentation).toContain(`\`\`\`text cnn-cert ${argv.join(' ')}\n${stdout}\`\`\``);
  });

  it.each(['certify', 'gate', 'merge', 'report', 'depth', 'explain', 'inspect', 'run', 'ops', 'completion'])(
    'of %s has examples',
    async (command) => {
      const { stdout } = await cli([command, '--help']);
      expect(stdout).toMatch(/^Examples:\n {2}cnn-cert /m);
    },
  );

  it('is also a command', async () => {
    const { stdout } = await cli(['help', 'inspect']);
    expect(stdout).toContain('Usage: cnn-cert inspect');
  });
});

describe('exit codes', () => {
  it('are all in docs/cli.md, as --help puts them', () => {
    const rows = EXIT_CODES.map(([code, meaning]) => `| ${code} | ${meaning} |`);
    expect(rows.filter((row) => !documentation.includes(row))).toEqual([]);
  });
});

describe('--version', () => {
  it('is the one of package.json', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(await cli(['--version'])).toEqual({ exitCode: 0, stdout: `${version}\n`, stderr: '' });
  });
});
