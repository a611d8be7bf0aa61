import type { CommandGrammar, OptionGrammar, Place } from './grammar.js';

/** Completion for fish. */
export function fishCompletion([root, ...commands]: readonly CommandGrammar[]): string {
  const names = commands.map(({ name }) => name).join(' ');
  const none = quoted(`not __fish_seen_subcommand_from ${names}`);
  const lines = [
    '# Completion of cnn-cert for fish, as `cnn-cert completion fish` prints it.',
    'complete -c cnn-cert -f',
    ...commands.map(({ name, description }) => `complete -c cnn-cert -n ${none} -a ${quoted(name)} -d ${quoted(description)}`),
    ...(root?.options ?? []).map((option) => optionLine(none, option)),
    ...commands.flatMap(commandLines),
  ];
  return `${lines.join('\n')}\n`;
}

function commandLines({ name, options, argument }: CommandGrammar): string[] {
  const within = quoted(`__fish_seen_subcommand_from ${name}`);
  return [
    ...options.map((option) => optionLine(within, option)),
    ...(argument === null ? [] : [`complete -c cnn-cert -n ${within}${placed(argument)}`]),
  ];
}

function optionLine(condition: string, { flags, description, value, optional }: OptionGrammar): string {
  const names = flags.map((flag) => (flag.startsWith('--') ? ` -l ${flag.slice(2)}` : ` -s ${flag.slice(1)}`)).join('');
  const place = value === null ? '' : `${optional ? '' : ' -r'}${placed(value)}`;
  return `complete -c cnn-cert -n ${condition}${names}${place} -d ${quoted(description)}`;
}

function placed(place: Place): string {
  if (place.kind === 'words') return ` -f -a ${quoted(place.words.join(' '))}`;
  if (place.kind === 'folder') return ` -f -a '(__fish_complete_directories)'`;
  if (place.kind === 'free') return ' -f';
  return place.ending === '' ? ' -F' : ` -k -f -a ${quoted(`(__fish_complete_suffix ${place.ending})`)}`;
}

function quoted(text: string): string {
  return `'${text.replace(/['\\]/g, '\\$&')}'`;
}
