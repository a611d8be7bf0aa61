import type { Argument, Command, Option } from 'commander';
import { ValuedOption } from '../options.js';

/** What may stand in a place: one of some words, a file (with this ending), a folder, or what no shell can know. */
export type Place =
  | { readonly kind: 'words'; readonly words: readonly string[] }
  | { readonly kind: 'file'; readonly ending: string }
  | { readonly kind: 'folder' }
  | { readonly kind: 'free' };

/** An option as a shell completes it. */
export interface OptionGrammar {
  /** `-o`, `--result`: all that it is called. */
  readonly flags: readonly string[];
  readonly description: string;
  /** What follows; null: nothing. */
  readonly value: Place | null;
  /** Whether the value may be left out. */
  readonly optional: boolean;
}

/** A command as a shell completes it. */
export interface CommandGrammar {
  readonly name: string;
  readonly description: string;
  readonly options: readonly OptionGrammar[];
  /** Its arguments are all of one kind; null: it takes none. */
  readonly argument: Place | null;
}

/** The commands of a program, from commander's own definitions. The program's own options are those of the command ''. */
export function grammarOf(program: Command): readonly CommandGrammar[] {
  const names = program.commands.map((command) => command.name());
  const help: CommandGrammar = {
    name: 'help',
    description: 'print the help of a command',
    options: [],
    argument: { kind: 'words', words: names },
  };
  return [
    { ...commandGrammar(program), argument: { kind: 'words', words: [...names, 'help'] } },
    ...program.commands.map(commandGrammar),
    help,
  ];
}

function commandGrammar(command: Command): CommandGrammar {
  const shown = command.createHelp().visibleOptions(command);
  const [argument] = command.registeredArguments;
  return {
    name: command.parent === null ? '' : command.name(),
    description: command.summary() === '' ? command.description() : command.summary(),
    options: shown.map(optionGrammar),
    argument: argument === undefined ? null : argumentPlace(argument),
  };
}

function optionGrammar(option: Option): OptionGrammar {
  return {
    flags: [option.short, option.long].filter((flag) => flag !== undefined),
    description: option.description,
    value: option.required || option.optional ? optionPlace(option) : null,
    optional: option.optional,
  };
}

/** Placeholders say what a value is: `<file>`, `<dir>`, `[model]`. */
function optionPlace(option: Option): Place {
  if (option instanceof ValuedOption && option.words.length > 0) return { kind: 'words', words: option.words };
  return placeOf(/[<[](.*)[>\]]/.exec(option.flags)?.[1] ?? '');
}

function argumentPlace(argument: Argument): Place {
  // Undefined without choices, whatever its type says.
  const choices = argument.argChoices as readonly string[] | undefined;
  return choices === undefined ? placeOf(argument.name()) : { kind: 'words', words: choices };
}

function placeOf(placeholder: string): Place {
  if (placeholder === 'model') return { kind: 'file', ending: '.onnx' };
  if (placeholder === 'dir') return { kind: 'folder' };
  return /file|result|report/.test(placeholder) ? { kind: 'file', ending: '' } : { kind: 'free' };
}
