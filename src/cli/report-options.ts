import type { Command } from 'commander';

/** What `report` was asked to do. */
export interface ReportArguments {
  /** Files of results. */
  readonly results: readonly string[];
  readonly output: string;
  readonly debug?: true;
}

/** Declares the arguments and options of `report`. */
export function addReportOptions(command: Command): Command {
  return command
    .argument('<results...>', 'files that cnn-cert certify has written with --result; several are compared, with the first')
    .option('-o, --output <file>', 'where the page goes', 'report.html')
    .option('--debug', 'show where an error arose');
}

/** For --help. */
export const REPORT_EXAMPLES = `Examples:
  cnn-cert certify model.onnx --data images.npy --labels labels.npy \\
      --details 12 -o result.json
  cnn-cert report result.json -o report.html
  cnn-cert report before.json after.json -o comparison.html
`;
