/** Files that are looked for, in this order, where none is named. Apart from what reads them: every command names the first one in its help. */
export const CONFIG_FILES = ['cnn-cert.config.yaml', 'cnn-cert.config.yml', 'cnn-cert.config.json'];
