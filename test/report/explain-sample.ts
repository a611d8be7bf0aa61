import { explainNeurons } from '../../src/explain/explain-neurons.js';
import { explainPage } from '../../src/report/html/explain/page.js';
import { explainReport } from '../../src/report/explain/report.js';
import { classifierOf, image } from '../explain/support.js';

/** The page of an explanation, of a model and an image with these names. */
export async function explainedPage(name: string): Promise<string> {
  const classifier = classifierOf('fmnist_tanh.onnx');
  const explanation = explainNeurons(classifier, image(1), { copies: 3, perturbation: { kind: 'linf', epsilon: 0.01 } });
  const { opset, input } = classifier.graph;
  const report = explainReport(explanation, {
    tool: { name: 'cnn-cert', version: '0.0.0' },
    model: {
      path: name,
      sha256: '0'.repeat(64),
      opset,
      inputShape: [...input.shape],
      classes: classifier.classes,
      stripped: [],
      notices: [],
    },
    data: { path: 'images', kind: 'idx', items: 200, index: 1, name, label: 2 },
    settings: { quantity: 'after' },
  });
  return explainPage(report, explanation);
}
