import { describe, expect, it } from 'vitest';
import { attackCurve, certifiedCurve, largestEpsilon } from '../../src/report/html/curves.js';
import { binned } from '../../src/report/html/distribution.js';
import { html } from '../../src/report/html/markup.js';
import { nameRuns } from '../../src/report/html/named-run.js';
import { htmlReport } from '../../src/report/html/page.js';
import type { CertifyReport } from '../../src/report/schema.js';
import { heatUri, imageUri, pictureShape } from '../../src/report/html/picture.js';
import { Random } from '../support/random.js';
import { detailsOf, largeReport, radiusReport, verdictReport } from './html-samples.js';
import { HEAD, RADII } from './samples.js';

const { model, data } = HEAD;

/** What a page holds that it should not, with a little of what is around it: base64 aside, which may spell anything. */
function found(page: string, pattern: RegExp): string[] {
  const text = page.replace(/base64,[^"]*/g, '');
  return [...text.matchAll(new RegExp(pattern, 'g'))].map(({ index }) => text.slice(Math.max(index - 60, 0), index + 60));
}

describe('curves over epsilon', () => {
  const share = (curve: { epsilon: number; share: number }[], epsilon: number) => curve.find((point) => point.epsilon === epsilon)?.share;

  it('count what is certified, and what is not known to be falsified', () => {
    const most = largestEpsilon(RADII);
    expect(most).toBeCloseTo(1.04 * 0.0911111, 6);
    const certified = certifiedCurve({ inputs: RADII }, most);
    const attacked = attackCurve({ inputs: RADII }, most);
    expect([share(certified, 0), share(certified, 0.00123456), share(certified, 0.0777777), share(certified, most)]).toEqual([
      0.6, 0.6, 0.4, 0.2,
    ]);
    expect([share(attacked, 0), share(attacked, 0.0911111), share(attacked, most)]).toEqual([0.6, 0.4, 0.4]);
  });

  it('err on the side of unknown where points are left out', () => {
    const { inputs } = largeReport(2000, 0);
    const most = largestEpsilon(inputs);
    const certified = certifiedCurve({ inputs }, most);
    const attacked = attackCurve({ inputs }, most);
    expect([certified.length < 350, attacked.length < 350]).toEqual([true, true]);
    for (let epsilon = 0.001; epsilon < most; epsilon += 0.001) {
      const drawnLow = certified.find((point) => point.epsilon >= epsilon)?.share;
      const drawnHigh = attacked.findLast((point) => point.epsilon <= epsilon)?.share;
      const low = inputs.filter(({ certifiedRadius }) => certifiedRadius! >= epsilon).length / inputs.length;
      const high = inputs.filter(({ attackedRadius }) => attackedRadius! > epsilon).length / inputs.length;
      expect([drawnLow! <= low, drawnHigh! >= high, drawnLow! > low - 0.01, drawnHigh! < high + 0.01]).toEqual([true, true, true, true]);
    }
  });

  it('have bins that hold every value once', () => {
    const bins = binned([0, 0.5, 1, 1, 2], 0, 1);
    expect([bins.length, bins.reduce((sum, { count }) => sum + count, 0), bins.at(-1)?.count]).toEqual([24, 4, 2]);
  });
});

describe('pictures', () => {
  it('are recognised by the shape of the input', () => {
    const seen = [
      [1, 3, 32, 30],
      [1, 32, 30, 3],
      [1, 28, 28],
      [1, 784],
      [1, 1, 1, 40],
      [1, 2, 3, 4, 5],
    ].map((shape) => {
      const found = pictureShape(shape);
      return found === null ? null : [found.height, found.width, found.channels, found.at(0, 1, 0)];
    });
    expect(seen).toEqual([[32, 30, 3, 30], [32, 30, 3, 90], [28, 28, 1, 28], null, null, null]);
  });

  it('are small PNG files, also of large inputs', () => {
    const shape = pictureShape([1, 3, 500, 500])!;
    const values = new Random(1).array(750_000, 0, 1);
    const uris = [imageUri(values, shape, [0, 1]), heatUri(values, shape, 1)];
    for (const uri of uris) expect([uri.startsWith('data:image/png;base64,iVBOR'), uri.length < 70_000]).toEqual([true, true]);
  });
});

describe('the page', () => {
  it('shows a run for radii', async () => {
    const page = await htmlReport([{ path: 'runs/after.json', report: largeReport(30, 2) }]);
    for (const title of ['Certified accuracy over epsilon', 'Distribution of radii', 'Which class limits which label', 'Run conditions']) {
      expect(page.includes(title), title).toBe(true);
    }
    expect(page.match(/<svg /g)).toHaveLength(6);
    expect(page.match(/<img /g)).toHaveLength(8);
    expect(page.includes(model.sha256)).toBe(true);
    expect(found(page, /NaN|undefined|Infinity|\[object/)).toEqual([]);
  });

  it('names the machine, or all machines of shards that were merged', async () => {
    const machine = {
      processor: 'A <fast> one',
      cores: 2,
      memoryMb: 8000,
      platform: 'linux x64',
      node: 'v20.19.0',
      arithmetic: 'kernels 1',
    };
    const rows = async (machines: CertifyReport['machines']): Promise<string[]> => {
      const page = await htmlReport([{ path: null, report: { ...radiusReport([]), ...(machines === undefined ? {} : { machines }) } }]);
      return [...page.matchAll(/<dt>([^<]*machine[^<]*)<\/dt>\s*<dd>([^<]*)<\/dd>/g)].map(([, name, text]) => `${name}: ${text}`);
    };
    const text = 'A &lt;fast&gt; one, 2 cores, 7.8 GiB, linux x64, Node.js v20.19.0, kernels 1';
    expect(await rows([machine])).toEqual([`machine: ${text}`]);
    expect(await rows([machine, { ...machine, cores: 1 }])).toEqual([
      `one of the machines: ${text}`,
      `one of the machines: ${text.replace('2 cores', '1 core')}`,
    ]);
    expect(await rows(undefined)).toEqual([]);
  });

  it('shows a run with an epsilon', async () => {
    const page = await htmlReport([{ path: null, report: verdictReport }]);
    expect(page.includes('Verdicts at linf epsilon 0.05')).toBe(true);
    expect(page.includes('Distribution of the smallest proved margin')).toBe(true);
    expect(page.includes('certify --details 12')).toBe(true);
    expect(found(page, /NaN|undefined|Infinity|\[object/)).toEqual([]);
  });

  it('compares runs, input by input where they had the same', async () => {
    const before = largeReport(30, 0);
    const after = {
      ...before,
      inputs: before.inputs.map((input) => ({ ...input, certifiedRadius: input.certifiedRadius! * (input.index < 12 ? 0.5 : 1) })),
    };
    const page = await htmlReport([
      { path: 'before.json', report: before },
      { path: 'after.json', report: after },
      { path: 'verdicts.json', report: verdictReport },
    ]);
    const sentence =
      'Of 30 inputs that both have, <b>0</b> have a larger certified radius, <b>12</b> a smaller one; for 18 nothing has changed.';
    expect(page.replace(/\s+/g, ' ').includes(sentence)).toBe(true);
    expect(page.includes('Largest losses (10 of 12)')).toBe(true);
    expect(page.includes('there is no comparison')).toBe(true);
  });

  it('shows inputs that are no pictures as bars', async () => {
    const report = largeReport(3, 0);
    const inputs = report.inputs.map((input) => ({ ...input, details: detailsOf(new Random(1), 100) }));
    const page = await htmlReport([{ path: null, report: { ...report, inputs, model: { ...model, inputShape: [1, 100] } } }]);
    expect([page.match(/<svg class="small"/g)?.length, page.match(/<img /g)]).toEqual([9, null]);
  });

  it('tells of a run that finished nothing, and of inputs without labels', async () => {
    const none = await htmlReport([{ path: null, report: radiusReport([]) }]);
    expect(none.includes('This run finished no input.')).toBe(true);
    const unlabelled = await htmlReport([{ path: null, report: radiusReport([RADII[3]!]) }]);
    expect(found(unlabelled, />NaN|undefined|Infinity|\[object/)).toEqual([]);
  });

  it('stays below 2 MB for 100 inputs, all of them shown', async () => {
    const page = await htmlReport([{ path: null, report: largeReport(100, 100) }]);
    expect(page.length).toBeLessThan(2_000_000);
  });

  it('does not let names and messages become markup', async () => {
    const evil = `"><script>alert(1)</script><img src=x onerror='alert(2)'>`;
    const report = largeReport(4, 4);
    const inputs = report.inputs.map((input) => ({ ...input, name: evil, error: { code: evil, message: evil } }));
    const infected = {
      ...report,
      inputs,
      model: { ...model, path: evil, notices: [evil], stripped: [evil] },
      data: { ...data, path: evil, kind: evil },
    };
    const page = await htmlReport([{ path: evil, report: infected }, { path: `${evil}.json`, report: infected }]); // prettier-ignore
    expect(found(page, /<script|<img src=x/)).toEqual([]);
    expect(page.match(/&lt;script&gt;/g)?.length).toBeGreaterThan(20);
    expect(found(page, /<[^>]* onerror=[^>]*>/)).toEqual([]);
  });

  it('needs nothing from elsewhere and runs nothing', async () => {
    const page = await htmlReport([{ path: null, report: largeReport(10, 2) }]);
    expect(found(page, /<script|<link|<iframe|<object|url\(|@import/)).toEqual([]);
    expect(
      [...page.matchAll(/(?:href|src)="([^"]{0,10})/g)].map(([, start]) => start).filter((start) => !/^(#|data:image)/.test(start!)),
    ).toEqual([]);
    expect(page.includes(`default-src 'none'`)).toBe(true);
  });
});

it('templates escape what is put in, and only once', () => {
  const inner = html`<b title="${'"<&'}">${"it's"}</b>`;
  expect(html`<p>${inner}${null}${[1, inner]}</p>`.text).toBe(
    '<p><b title="&quot;&lt;&amp;">it&#39;s</b>1<b title="&quot;&lt;&amp;">it&#39;s</b></p>',
  );
});

it('runs are named as short as tells them apart', () => {
  const report = radiusReport();
  const names = (...paths: (string | null)[]) => nameRuns(paths.map((path) => ({ path, report }))).map(({ name }) => name);
  expect(names('runs/a.json', 'runs/b.json')).toEqual(['a', 'b']);
  expect(names('x/a.json', 'y/a.json', null)).toEqual(['x/a.json', 'y/a.json', 'fmnist_relu_robust']);
  expect(names('a.json', 'a.json')).toEqual(['a.json (1)', 'a.json (2)']);
});
