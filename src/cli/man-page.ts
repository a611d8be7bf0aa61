import type { Command } from 'commander';
import { EXIT_CODES } from './exit-codes.js';
import type { CliIo } from './io.js';
import { createProgram } from './main.js';
import { VERSION } from './version.js';

/** The manual page cnn-cert(1) in roff (man(7)), from the definitions that --help shows. */
export function manPage(): string {
  const page = { text: '' };
  const program = createProgram(ioInto(page), () => undefined);
  const lines = [
    `.TH CNN\\-CERT 1 "" "cnn\\-cert ${escaped(VERSION)}" "User Commands"`,
    '.SH NAME',
    'cnn\\-cert \\- certified robustness of ONNX classifiers',
    '.SH SYNOPSIS',
    ...program.commands.flatMap((command) => ['.B cnn\\-cert', escaped(`${command.name()} ${command.usage()}`), '.br']),
    '.SH DESCRIPTION',
    escaped(program.description()),
    '.SH COMMANDS',
    ...program.commands.flatMap((command) => commandLines(command, page)),
    '.SH EXIT STATUS',
    ...EXIT_CODES.flatMap(([code, meaning]) => ['.TP', `.B ${code}`, escaped(meaning)]),
    '.SH ENVIRONMENT',
    ...ENVIRONMENT.flatMap(([name, meaning]) => ['.TP', `.B ${name}`, escaped(meaning)]),
  ];
  return `${lines.join('\n')}\n`;
}

const ENVIRONMENT: readonly (readonly [name: string, meaning: string])[] = [
  ['NO_COLOR, FORCE_COLOR', 'never, or always, colour text'],
  ['CNN_CERT_CACHE', 'folder of the cache of results, as --cache'],
  ['GITHUB_STEP_SUMMARY', 'file to which --reporter github appends a summary'],
];

function commandLines(command: Command, page: { text: string }): string[] {
  const options = command.createHelp().visibleOptions(command);
  return [
    `.SS cnn\\-cert ${escaped(`${command.name()} ${command.usage()}`)}`,
    escaped(command.description()),
    ...options.flatMap((option) => [
      '.TP',
      `.B ${escaped(option.flags)}`,
      escaped(`${option.description}${standard(option.defaultValueDescription)}`),
    ]),
    ...examplesOf(command, page),
  ];
}

function standard(value: string | undefined): string {
  return value === undefined ? '' : ` (default: ${value})`;
}

/** They are added to the text of --help, and can only be read there. */
function examplesOf(command: Command, page: { text: string }): string[] {
  page.text = '';
  command.outputHelp();
  const [, examples] = /^Examples:\n([^]*?)\n\n/m.exec(page.text) ?? [];
  return examples === undefined ? [] : ['.PP', 'Examples:', '.PP', '.nf', ...examples.split('\n').map(escaped), '.fi'];
}

/** Text of a line: backslashes and minus signs as they stand, no line that begins like a request. */
function escaped(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/^(?=[.'])/, '\\&');
}

/** Takes what is printed, and is as wide as --help in the documentation. */
function ioInto(page: { text: string }): CliIo {
  const sink = { isTTY: false, columns: 80, write: (text: string) => void (page.text += text) };
  return {
    ...{ stdout: sink, stderr: sink, env: {}, signals: process, threads: 1, inThread: true },
    importPackage: () => Promise.reject(new Error('there are no packages here')),
    now: () => 0,
  };
}
