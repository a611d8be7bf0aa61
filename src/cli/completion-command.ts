import type { Command } from 'commander';
import { bashCompletion } from './completion/bash.js';
import { fishCompletion } from './completion/fish.js';
import { grammarOf, type CommandGrammar } from './completion/grammar.js';
import { zshCompletion } from './completion/zsh.js';
import { EXIT, type ExitCode } from './exit-codes.js';
import type { CliIo } from './io.js';
import type { Shell } from './completion-options.js';

const COMPLETIONS: Readonly<Record<Shell, (commands: readonly CommandGrammar[]) => string>> = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
};

/** Prints the completion of a program for a shell. */
export function completionCommand(shell: Shell, program: Command, { stdout }: CliIo): ExitCode {
  stdout.write(COMPLETIONS[shell](grammarOf(program)));
  return EXIT.done;
}
