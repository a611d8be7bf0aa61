import { describe, expect, it } from 'vitest';
import { coloured, plain } from '../../src/report/paint.js';
import type { InputReport } from '../../src/report/schema.js';
import { headText, InputTable, summaryText } from '../../src/report/text.js';
import { HEAD, RADII, SUMMARY, VERDICTS } from './samples.js';

function report(inputs: readonly InputReport[], columns: number, withEpsilon: boolean): string {
  const style = { columns, paint: plain };
  const table = new InputTable(withEpsilon, HEAD.extent, style);
  const rows = inputs.map((input) => table.row(input)).join('');
  return `\n${headText(HEAD, style)}\n${table.head()}${rows}\n${summaryText(SUMMARY, HEAD.settings, style)}`;
}

describe('a report of radii', () => {
  it('fits 80 columns', () => {
    expect(report(RADII, 80, false)).toMatchInlineSnapshot(`
      "
      model           models/fmnist_relu_robust.onnx  opset 13  input 1x1x28x28
                      10 classes
      data            models/sample-images-idx3-ubyte.gz  5 of 200 inputs
                      values from 0 to 1
      certify         largest linf radius  precision 0.001  clipped to [0, 1]
      method          cnn-cert, adaptive lines  2 threads
      clean accuracy  3/5  60.0 %

      input  label  pred    margin  certified  attacked  limit     time
          0      9     9     3.831    0.07777   0.09112      5  0.432 s
          1      4     2   -0.7199          0         0      5  0.432 s  misclassified
         12      9     9     3.831   0.001234         -      5   65.0 s  timeout
         13      -     -         -          -         -      -  0.000 s  error
        199      9     9     3.831          1         -      5  0.432 s  unbounded

      clean accuracy      3/5   60.0 %
      certified accuracy  3/5   60.0 %  at linf 0.001
                          2/5   40.0 %  at linf 0.05
      linf radius         mean 0.2697  median 0.0395  p10 0.00037  p90 0.7233  min 0
                          over 4/5 inputs  0 where misclassified
      errors              1/5   20.0 %  counted as not certified
      timeouts            1/5   20.0 %  counted as far as proved
      time                1 min 06 s  2 min 00 s CPU on 2 threads  142 MB
      "
    `);
  });

  it('shows less on 50 columns', () => {
    expect(report(RADII, 50, false)).toMatchInlineSnapshot(`
      "
      model           models/fmnist_relu_robust.onnx
                      opset 13  input 1x1x28x28
                      10 classes
      data            models/sample-images-idx3-ubyte.gz
                      5 of 200 inputs
                      values from 0 to 1
      certify         largest linf radius
                      precision 0.001  clipped to [0, 1]
      method          cnn-cert, adaptive lines
                      2 threads
      clean accuracy  3/5  60.0 %

      input  label  certified  attacked
          0      9    0.07777   0.09112
          1      4          0         0  misclassified
         12      9   0.001234         -  timeout
         13      -          -         -  error
        199      9          1         -  unbounded

      clean accuracy      3/5   60.0 %
      certified accuracy  3/5   60.0 %  at linf 0.001
                          2/5   40.0 %  at linf 0.05
      linf radius         mean 0.2697  median 0.0395
                          p10 0.00037  p90 0.7233  min 0
                          over 4/5 inputs
                          0 where misclassified
      errors              1/5   20.0 %
                          counted as not certified
      timeouts            1/5   20.0 %
                          counted as far as proved
      time                1 min 06 s
                          2 min 00 s CPU on 2 threads
                          142 MB
      "
    `);
  });

  it('shows the names of images, and less of other things', () => {
    const extent = { lastIndex: 1, longestName: 30 };
    const table = new InputTable(false, extent, { columns: 80, paint: plain });
    const named = RADII.slice(0, 2).map((input) => table.row({ ...input, name: 'photographs/9/boots-and-more-0001.png' }));
    expect(`\n${table.head()}${named.join('')}`).toMatchInlineSnapshot(`
      "
      input  file                  label  pred  certified  attacked
          0  ...and-more-0001.png      9     9    0.07777   0.09112
          1  ...and-more-0001.png      4     2          0         0  misclassified
      "
    `);
  });

  it('is never wider than the terminal', () => {
    const widths = [50, 60, 70, 80, 120].map((columns) => {
      const longest = Math.max(...report(RADII, columns, false).split('\n').map((line) => line.length)); // prettier-ignore
      return longest <= columns;
    });
    expect(widths).toEqual(widths.map(() => true));
  });
});

describe('a report of verdicts', () => {
  it('shows four digits of an epsilon, and never more than was certified', () => {
    const summary = { ...SUMMARY, certifiedAccuracy: [{ epsilon: 2 / 255, value: 0.6 }, { epsilon: 0.05, value: 0.4 }] }; // prettier-ignore
    const text = summaryText(summary, HEAD.settings, { columns: 80, paint: plain });
    expect(text.match(/at linf \S+/g)).toEqual(['at linf 0.007843', 'at linf 0.05']);
  });

  it('shows the worst margin proved', () => {
    const style = { columns: 80, paint: plain };
    const table = new InputTable(true, HEAD.extent, style);
    expect(`\n${table.head()}${VERDICTS.map((input) => table.row(input)).join('')}`).toMatchInlineSnapshot(`
      "
      input  label  pred    margin  verdict       worst  limit     time
          0      9     9     3.831  certified     1.234      5  0.432 s
          1      9     9     3.831  falsified        -2      5  0.432 s
          2      9     9     3.831  unknown           -      5  0.432 s
      "
    `);
  });

  it('is coloured without moving anything', () => {
    const [inColour, without] = [coloured, plain].map((paint) => {
      const table = new InputTable(true, HEAD.extent, { columns: 80, paint });
      return VERDICTS.map((input) => table.row(input)).join('');
    });
    expect(inColour?.replace(/\u001b\[\d+m/g, '')).toBe(without);
    expect(inColour).toContain('\u001b[32mcertified\u001b[39m');
  });
});
