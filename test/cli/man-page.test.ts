import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { EXIT_CODES } from '../../src/cli/exit-codes.js';
import { createProgram } from '../../src/cli/main.js';
import { processIo } from '../../src/cli/io.js';
import { manPage } from '../../src/cli/man-page.js';

const page = manPage();
const plain = page.replaceAll('\\-', '-').replaceAll('\\e', '\\').replaceAll('\\&', '');
const has = (program: string): boolean => spawnSync(program, ['--version'], { input: '' }).error === undefined;
for (const program of ['groff', 'mandoc'])
  if (!has(program)) console.log(`Notice: there is no ${program}; the manual page is not tested with it.`);

describe('the manual page', () => {
  it('has every command with every option, examples, and every exit code', () => {
    const { commands } = createProgram(processIo(), () => undefined);
    const wanted = commands.flatMap((command) => [
      `.SS cnn-cert ${command.name()} `,
      ...command.options.map(({ flags }) => `.B ${flags}\n`),
    ]);
    expect([...wanted, ...EXIT_CODES.map(([code]) => `.B ${code}\n`)].filter((line) => !plain.includes(line))).toEqual([]);
    expect(plain.match(/^Examples:$/gm)).toHaveLength(commands.length);
  });

  it('has no line that is a request by accident', () => {
    const requests = page.split('\n').filter((line) => /^[.']/.test(line) && !/^\.(TH|SH|SS|TP|B|PP|nf|fi|br)( |$)/.test(line));
    expect(requests).toEqual([]);
  });

  it.skipIf(!has('groff'))('is read by groff without a warning', () => {
    const { stdout, stderr, status } = spawnSync('groff', ['-man', '-Tascii', '-ww', '-z'], { input: page, encoding: 'utf8' });
    expect([status, stdout, stderr]).toEqual([0, '', '']);
  });

  it.skipIf(!has('mandoc'))('is read by mandoc without an error', () => {
    const { stdout } = spawnSync('mandoc', ['-T', 'lint', '-W', 'error'], { input: page, encoding: 'utf8' });
    expect(stdout).toBe('');
  });
});
