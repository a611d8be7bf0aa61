import type { CommandGrammar, OptionGrammar, Place } from './grammar.js';

/** Completion for zsh: a file `_cnn-cert` in a folder of $fpath, or sourced after compinit. */
export function zshCompletion([root, ...commands]: readonly CommandGrammar[]): string {
  const named = commands.map(({ name, description }) => `    ${quoted(`${name}:${description}`)}`);
  const cases = commands.map(({ name, options, argument }) => {
    const specs = [
      ...options.flatMap(optionSpecs),
      ...(argument === null ? [] : [quoted(`*:${name === 'help' ? 'command' : 'argument'}:${action(argument)}`)]),
    ];
    return `    ${name}) _arguments ${specs.join(' \\\n      ')} ;;`;
  });
  return `#compdef cnn-cert
# Completion of cnn-cert for zsh, as \`cnn-cert completion zsh\` prints it.
_cnn-cert() {
  local curcontext="$curcontext" state line
  local -a commands
  commands=(
${named.join('\n')}
  )
  _arguments -C ${(root?.options ?? []).flatMap(optionSpecs).join(' ')} '1: :->command' '*::argument:->argument'
  case $state in
    command) _describe command commands ;;
    argument)
    case $line[1] in
${cases.join('\n')}
    esac ;;
  esac
}
if [ "$funcstack[1]" = _cnn-cert ]; then _cnn-cert "$@"; else compdef _cnn-cert cnn-cert; fi
`;
}

function optionSpecs({ flags, description, value, optional }: OptionGrammar): string[] {
  const text = description.replace(/[[\]\\:]/g, '\\$&');
  const rest = value === null ? '' : `${optional ? '::' : ':'}value:${action(value)}`;
  // An option may be repeated: not all are to be given once only, and none is lost by offering it again.
  return flags.map((flag) => quoted(`*${flag}[${text}]${rest}`));
}

function action(place: Place): string {
  if (place.kind === 'words') return `(${place.words.join(' ')})`;
  if (place.kind === 'folder') return '_files -/';
  if (place.kind === 'free') return ' ';
  return place.ending === '' ? '_files' : `_files -g "*${place.ending}"`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
