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
<<<<<<< HEAD
  cnn-cert certify model.onnx --data images.npy --labels labels.npy \\
      --details 12 -o result.json
=======
  cnn-cert certify model.onnx --data images.npy --details 12 -o result.json
>>>>>>> 09b1ae0 (Bring the help pages and the schema up to date: gate, merge, report)
  cnn-cert report result.json -o report.html
  cnn-cert report before.json after.json -o comparison.html
`;
