import type { Command } from 'commander';
import { reporterOption } from './reporter-options.js';

/** Declares the options of `merge`. */
export function addMergeOptions(command: Command): void {
  command
    .option('-o, --output <file>', 'write the merged result as JSON')
    .option('--partial', 'merge what there is; the result tells what is missing')
    .option('--json', 'print the merged result as one JSON object, and nothing else')
    .addOption(reporterOption())
    .option('--debug', 'show where an error arose');
}

export const MERGE_EXAMPLES = `Examples:
  cnn-cert certify model.onnx --data images.npy --shard 1/2 --result 1.json
  cnn-cert certify model.onnx --data images.npy --shard 2/2 --result 2.json
  cnn-cert merge 1.json 2.json -o all.json
  cnn-cert merge *.json --reporter junit=junit.xml --reporter html=report.html
`;
