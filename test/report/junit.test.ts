import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import type { ReportedRun } from '../../src/report/reporter.js';
import { junitReporter } from '../../src/report/reporters/junit.js';
import { xmlElement, xmlText } from '../../src/report/xml.js';
import { GATE_RUN, INTERRUPTED_RUN, RADIUS_RUN, VERDICT_RUN } from './gate-samples.js';

const schema = readFileSync('test/report/schemas/jenkins-junit.xsd', 'utf8');

async function problems(documents: readonly string[]): Promise<{ file: number; message: string }[]> {
  const xml = documents.map((contents, k) => ({ fileName: `${k}.xml`, contents }));
  const { errors } = await validateXML({ xml, schema: [schema] });
  return errors.map(({ message, loc }) => ({ file: Number(loc?.fileName.replace('.xml', '')), message }));
}

async function junit(run: ReportedRun): Promise<string> {
  return junitReporter().write(run);
}

/** The test cases as `name: outcome`. */
function outcomes(xml: string): string[] {
  return [...xml.matchAll(/<testcase name="([^"]*)"[^>]*><([a-z-]+)/g)].map(([, name, outcome]) => `${name}: ${outcome}`);
}

describe('JUnit', () => {
  it('of every kind of run is valid against the schema of Jenkins', async () => {
    const runs = [RADIUS_RUN, VERDICT_RUN, GATE_RUN, INTERRUPTED_RUN, { ...RADIUS_RUN, reports: [] }];
    const documents = await Promise.all(runs.map(junit));
    const wrong = (documents[0] ?? '').replace('<testcase name', '<testcase fame');
    const errors = await problems([...documents, wrong]);
    // The last is there to see that the schema is applied.
    expect([errors.filter(({ file }) => file < runs.length), errors.some(({ file }) => file === runs.length)]).toEqual([[], true]);
  });

  it('fails what is misclassified or falsified, skips what is undecided', async () => {
    expect([outcomes(await junit(RADIUS_RUN)), outcomes(await junit(VERDICT_RUN))]).toEqual([
      ['input 0: system-out', 'input 1: failure', 'input 12: skipped', 'input 13: error', 'input 199: system-out'],
      ['input 0: system-out', 'input 1: failure', 'input 2: skipped'],
    ]);
  });

  it('has an error where a run was interrupted, whatever was done by then', async () => {
    expect(outcomes(await junit(INTERRUPTED_RUN))).toEqual(['all inputs: error', 'input 0: system-out']);
  });

  it('of a gate fails by its checks alone', async () => {
    expect(outcomes(await junit(GATE_RUN))).toEqual([
      'clean accuracy: system-out',
      'certified accuracy at linf 0.05: failure',
      'smallest linf radius, class 4: failure',
      'attack gap at linf 0.05: skipped',
      ...['input 0: system-out', 'input 1: skipped', 'input 12: skipped', 'input 13: skipped', 'input 199: system-out'],
      'model: error',
    ]);
  });

  it('says of a failed check what was wanted, what came, the baseline, and the inputs', async () => {
    const [failure] = /<failure type="baseline-certified-accuracy"[^]*?<\/failure>/.exec(await junit(GATE_RUN)) ?? [];
    expect(failure).toMatchInlineSnapshot(`
      "<failure type="baseline-certified-accuracy" message="Certified accuracy fell: 40.0 % &lt; 85.0 %.&#10;Retrain it | take &lt;it&gt; back, &quot;or&quot; lower ::the threshold::">Certified accuracy fell: 40.0 % &lt; 85.0 %.
      Retrain it | take &lt;it&gt; back, "or" lower ::the threshold::
      wanted: 85.0 %
      got: 40.0 %
      baseline: 90.0 %
      inputs: 13, 1, 12</failure>"
    `);
  });
});

describe('XML', () => {
  it('escapes what has a meaning, and replaces what XML cannot hold', () => {
    expect(xmlText('a & b < c > d ]]> "e" \r\n \0\x1b \ud800 \ufffe 😀')).toBe(
      'a &amp; b &lt; c &gt; d ]]&gt; "e" &#13;\n \ufffd\ufffd \ufffd \ufffd 😀',
    );
    expect(xmlElement('a', { b: '"<\t\n\r>"', c: undefined })).toBe('<a b="&quot;&lt;&#9;&#10;&#13;&gt;&quot;"/>');
  });

  it('is well-formed whatever the text', async () => {
    const texts = fc.sample(fc.string({ unit: 'binary', maxLength: 20 }), { numRuns: 300, seed: 6 });
    const halves = ['\ud83d', '\ude00', ']]>', '<![CDATA[', '&#0;', '--', '\u0085\u2028'];
    const content = [...texts, ...halves].map((text) => xmlElement('t', { a: text }, xmlText(text))).join('');
    const { errors } = await validateXML({
      xml: [{ fileName: 'x.xml', contents: xmlElement('r', {}, content) }],
      schema: [
        '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="r"><xs:complexType><xs:sequence><xs:any processContents="skip" maxOccurs="unbounded"/></xs:sequence></xs:complexType></xs:element></xs:schema>',
      ],
    });
    expect(errors).toEqual([]);
  });
});
