/** Shells that completion is made for. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;

/** One of {@link SHELLS}. */
export type Shell = (typeof SHELLS)[number];

export const COMPLETION_EXAMPLES = `Examples:
  cnn-cert completion bash > ~/.local/share/bash-completion/completions/cnn-cert
  cnn-cert completion zsh > ~/.zfunc/_cnn-cert
  cnn-cert completion fish > ~/.config/fish/completions/cnn-cert.fish
  source <(cnn-cert completion bash)
`;
