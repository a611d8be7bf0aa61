import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { htmlReport } from '../../src/report/html/page.js';
import { explainedPage } from './explain-sample.js';
import { GATE_RUN } from './gate-samples.js';
import { largeReport, verdictReport } from './html-samples.js';

const EXECUTABLE = process.env['CNN_CERT_CHROMIUM'] ?? '/usr/bin/chromium';
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']; // prettier-ignore
const present = existsSync(EXECUTABLE);
if (!present) console.log(`Notice: there is no ${EXECUTABLE}; the report is not tried in a browser.`);

interface Seen {
  readonly page: Page;
  readonly complaints: string[];
  readonly requests: string[];
}

describe.runIf(present)('the report in Chromium', { timeout: 120_000 }, () => {
  let browser: Browser;
  let folder: string;
  const addresses: Record<string, string> = {};

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'cnn-cert-report-'));
    const evil = `"><img src=x onerror='document.title="broken"'>`;
    const after = largeReport(100, 24);
    const infected = { ...after, model: { ...after.model, path: evil }, inputs: after.inputs.map((input) => ({ ...input, name: evil })) };
    const pages = {
      explain: await explainedPage(evil),
      one: await htmlReport([{ path: 'one.json', report: largeReport(100, 24) }]),
      several: await htmlReport([
        { path: 'a-rather-long-name-of-a-result-before-the-change.json', report: largeReport(100, 0) },
        { path: `${evil}.json`, report: infected },
        { path: 'verdicts.json', report: verdictReport },
      ]),
      gate: await htmlReport([{ path: 'one.json', report: largeReport(10, 0) }], GATE_RUN.gate),
    };
    for (const [name, page] of Object.entries(pages)) {
      const path = join(folder, `${name}.html`);
      writeFileSync(path, page);
      addresses[name] = pathToFileURL(path).href;
    }
    browser = await chromium.launch({ executablePath: EXECUTABLE, args: FLAGS });
  }, 120_000);

  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function open(name: string, width: number, colorScheme: 'light' | 'dark'): Promise<Seen> {
    const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
    const complaints: string[] = [];
    const requests: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => requests.push(request.url().slice(0, 10)));
    await page.goto(addresses[name]!);
    return { page, complaints, requests };
  }

  it.each([
    ['explain', 1400, 'light'],
    ['explain', 360, 'dark'],
    ['one', 1400, 'light'],
    ['one', 360, 'dark'],
    ['several', 1400, 'dark'],
    ['several', 360, 'light'],
  ] as const)('%s: nothing is missing, too wide, or asked for (%i px, %s)', async (name, width, scheme) => {
    const { page, complaints, requests } = await open(name, width, scheme);
    const state = await page.evaluate(() => {
      const shown = [...document.querySelectorAll('figure > svg')].filter((svg) => svg.getBoundingClientRect().height > 0);
      const hidden = [...document.querySelectorAll('figure > svg')].length - shown.length;
      return {
        shown: shown.length,
        hidden,
        wide: document.documentElement.scrollWidth > innerWidth,
        outside: shown.filter((svg) => svg.getBoundingClientRect().right > innerWidth).length,
        broken: [...document.images].filter((image) => image.naturalWidth === 0).length,
        scripts: document.scripts.length,
        title: document.title.includes('broken') && !document.title.includes('onerror'),
        unnamed: [...document.querySelectorAll('svg[role="img"], [role="region"], .bracket')].filter(
          (each) => !each.getAttribute('aria-label'),
        ).length,
        silent: [...document.images].filter((image) => image.alt === '').length,
        headless: [...document.querySelectorAll('table')].filter(
          (each) => each.querySelector('caption') === null || each.querySelector('th[scope]') === null,
        ).length,
      };
    });
    const figures = { explain: 4, one: 3, several: 11 }[name];
    expect(state).toEqual({
      ...{
        shown: figures,
        hidden: figures,
        wide: false,
        outside: 0,
        broken: 0,
        scripts: 0,
        title: false,
        unnamed: 0,
        silent: 0,
        headless: 0,
      },
    });
    expect([complaints, requests.filter((start) => !/^(file:|data:)/.test(start))]).toEqual([[], []]);
    await page.close();
  });

  it('leaves no gap above a table on a telephone: heads have few lines, also where they are out of sight', async () => {
    const { page } = await open('gate', 360, 'light');
    const heads = await page.evaluate(() => [...document.querySelectorAll('thead')].map((each) => each.getBoundingClientRect().height));
    expect([heads.length > 1, heads.filter((height) => height > 64)]).toEqual([true, []]);
    await page.close();
  });

  it('has text that stands out from its ground, in light and dark', async () => {
    for (const scheme of ['light', 'dark'] as const) {
      const { page } = await open('one', 1400, scheme);
      const weak = await page.evaluate(() => {
        const channels = (colour: string) => (/\d+, \d+, \d+/.exec(colour)?.[0] ?? '0, 0, 0').split(', ').map(Number);
        const luminance = (colour: string) => {
          const [red = 0, green = 0, blue = 0] = channels(colour).map((level) =>
            level / 255 <= 0.03928 ? level / 255 / 12.92 : ((level / 255 + 0.055) / 1.055) ** 2.4,
          );
          return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
        };
        const ground = luminance(getComputedStyle(document.body).backgroundColor);
        const texts = [...document.querySelectorAll('h1, p, td, th, dt, dd, figcaption, caption, a, svg text')];
        return texts
          .filter((each) => each.textContent.trim() !== '' && each.getBoundingClientRect().height > 0)
          .filter((each) => {
            const { color, fill } = getComputedStyle(each);
            const own = luminance(each instanceof SVGElement ? fill : color);
            return (Math.max(own, ground) + 0.05) / (Math.min(own, ground) + 0.05) < 4.5;
          })
          .filter((each) => !(each instanceof SVGElement && /var\(--paper\)/.test(each.getAttribute('fill') ?? '')))
          .map((each) => each.outerHTML.slice(0, 100));
      });
      expect(weak).toEqual([]);
      await page.close();
    }
  });

  it('is printed in light colours on pages, with every figure', async () => {
    const { page } = await open('one', 1400, 'dark');
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe('rgb(255, 255, 255)');
    expect((await page.pdf({ format: 'A4' })).length).toBeGreaterThan(10_000);
    await page.close();
  });

  it('of 100 inputs opens to its end; says how long it takes', async () => {
    const times = [];
    for (let attempt = 0; attempt < 3; attempt++) {
      const { page } = await open('one', 1400, 'light');
      const [loaded, duration] = await page.evaluate(() => {
        const [entry] = performance.getEntriesByType('navigation') as unknown as { loadEventEnd: number; duration: number }[];
        const { loadEventEnd, duration } = entry!;
        return [loadEventEnd > 0 && document.readyState === 'complete', duration] as const;
      });
      expect(loaded).toBe(true);
      times.push(duration);
      await page.close();
    }
    console.log(`Loaded in ${times.map((time) => `${time.toFixed(0)} ms`).join(', ')}.`);
  });
});
