import type { CommandGrammar, Place } from './grammar.js';

/** Completion for bash 3.2 and later, without the package bash-completion. */
export function bashCompletion(commands: readonly CommandGrammar[]): string {
  const [root] = commands;
  const names = root?.argument?.kind === 'words' ? root.argument.words : [];
  const values = commands.flatMap(({ name, options }) =>
    options.flatMap(({ flags, value, optional }) =>
      value === null ? [] : [`    ${patterns(name, flags)}) ${placed(value)}${optional ? '' : '; return'} ;;`],
    ),
  );
  const heads = commands.map(({ name, options }) => `    ${quoted(name)}) options='${options.flatMap(({ flags }) => flags).join(' ')}' ;;`);
  const rest = commands.map(({ name, argument }) => `    ${quoted(name)}) ${argument === null ? ':' : placed(argument)} ;;`);
  return `# Completion of cnn-cert for bash, as \`cnn-cert completion bash\` prints it.
_cnn_cert_words() { while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -W "$1" -- "$current"); }
_cnn_cert_files() {
  compopt -o filenames 2> /dev/null
  while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -d -- "$current"; [ "$1" = / ] || compgen -f -X "!*$1" -- "$current" | while IFS= read -r word; do [ -d "$word" ] || printf '%s\\n' "$word"; done)
}
_cnn_cert() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" command='' options='' word
  COMPREPLY=()
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$word" in ${names.join(' | ')}) command="$word"; break ;; esac
  done
  if [ "$current" = = ]; then current=''; previous='='; fi
  if [ "$previous" = = ]; then _cnn_cert_files ''; return; fi
  case "$command $previous" in
${values.join('\n')}
  esac
  case "$command" in
${heads.join('\n')}
  esac
  case "$current" in -*) _cnn_cert_words "$options"; return ;; esac
  case "$command" in
${rest.join('\n')}
  esac
}
complete -F _cnn_cert cnn-cert
`;
}

function patterns(command: string, flags: readonly string[]): string {
  return flags.map((flag) => quoted(`${command} ${flag}`)).join(' | ');
}

function placed(place: Place): string {
  if (place.kind === 'words') return `_cnn_cert_words '${place.words.join(' ')}'`;
  if (place.kind === 'free') return ':';
  return `_cnn_cert_files ${place.kind === 'folder' ? '/' : quoted(place.ending)}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
