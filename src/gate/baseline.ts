import type { CertifyReport, InputReport } from '../report/schema.js';
import { checkOf, type Finding } from './check.js';
import type { Drop, Keyed } from './config-values.js';
import type { MaxDrop } from './config.js';
import { Group, radiusOf, type RadiusStatistic } from './group.js';
import type { GateCheck } from './outcome.js';
import { atLeast, atMost, counted, exactPercent, inputs, near, radiusQuantity } from './quantities.js';
import type { GateRule } from './rules.js';
import { radiusStatistics } from './thresholds.js';

const ADVICE = 'Find out what the listed inputs have lost; if the change is wanted, run cnn-cert gate --update-baseline';
const AGAINST = 'against the baseline';

/** The same inputs in a baseline and now. */
interface Pair {
  readonly before: Group;
  readonly now: Group;
}

/**
 * Holds a report against a baseline of the same inputs (see `comparable.ts`): how far it has fallen behind. What was proved then and is
 * not proved now is lost, whatever else may be true of it; only an input whose time ran out is undecided.
 */
export function checkBaseline(
  report: CertifyReport,
  baseline: CertifyReport,
  maxDrop: MaxDrop,
  key: string,
  unknown: 'fail' | 'warn',
): GateCheck[] {
  const pair = { before: new Group(baseline, null), now: new Group(report, null) };
  const { cleanAccuracy, certifiedAccuracy = [], radius = {}, inputRadius, lostCertificates = [] } = maxDrop;
  const findings = [
    ...(cleanAccuracy === undefined ? [] : [cleanFinding(pair, cleanAccuracy, `${key}.cleanAccuracy`)]),
    ...certifiedAccuracy.map((at) => certifiedFinding(pair, at, `${key}.certifiedAccuracy['${at.key}']`)),
    ...radiusStatistics(radius).map(({ statistic, value, key: name }) => radiusFinding(pair, statistic, value, `${key}.radius.${name}`)),
    ...(inputRadius === undefined ? [] : [inputRadiusFinding(pair, inputRadius, `${key}.inputRadius`)]),
    ...lostCertificates.map((at) => lostFinding(pair, at, `${key}.lostCertificates['${at.key}']`)),
  ];
  return findings.map((finding) => checkOf(finding, unknown));
}

function cleanFinding({ before, now }: Pair, drop: Drop, key: string): Finding {
  const right = (group: Group): InputReport[] => without(group.inputs, group.misclassified());
  return {
    id: 'baseline-clean-accuracy',
    label: `clean accuracy ${AGAINST}`,
    key,
    ...accuracyDrop({ before, now }, right, drop, 'classified correctly'),
  };
}

function certifiedFinding({ before, now }: Pair, { at, key: text, value: drop }: Keyed<Drop>, key: string): Finding {
  return {
    id: 'baseline-certified-accuracy',
    label: `certified accuracy at ${now.report.settings.norm} ${text} ${AGAINST}`,
    key,
    epsilon: at,
    ...accuracyDrop({ before, now }, (group) => group.certifiedAt(at), drop, 'certified'),
  };
}

/** How the number of inputs with a quality has changed. Counts are compared, not shares: 8 of 10 less 7 of 10 is exactly a tenth. */
function accuracyDrop({ before, now }: Pair, having: (group: Group) => InputReport[], drop: Drop, quality: string): Comparison {
  const total = now.size;
  const was = having(before).length;
  const is = having(now).length;
  const lost = lostOf(having(before), having(now), now);
  const limit = drop.relative ? (drop.value * was) / total : drop.value;
  const least = Math.max(was / total - limit, 0);
  return {
    group: now,
    met: (was - is) / total <= limit,
    open: (was - is - lost.filter(isLate).length) / total <= limit,
    wanted: atLeast(least, exactPercent(least)),
    got: counted(is, total),
    baseline: counted(was, total),
    blame: lost,
    found: `${is} of ${inputs(total)} are ${quality}, ${was} were; they may be fewer by ${drop.relative ? drop.text : exactPercent(drop.value)}`,
    advice: ADVICE,
  };
}

type Comparison = Omit<Finding, 'id' | 'label' | 'key' | 'epsilon'>;

function radiusFinding({ before, now }: Pair, statistic: RadiusStatistic, drop: Drop, key: string): Finding {
  const was = statistic.of(before.radii());
  const is = statistic.of(now.radii());
  const limit = allowed(drop, was);
  const radii = radiiOf(before);
  const shrunk = shrinkage(now, radii).filter(({ by }) => by > 0);
  return {
    id: `baseline-${statistic.rule}` satisfies GateRule,
    label: `${statistic.name} ${now.report.settings.norm} radius ${AGAINST}`,
    key,
    group: now,
    met: was - is <= limit,
    open: was - statistic.of(now.possibleRadii()) <= limit,
    wanted: atLeast(was - limit, near(Math.max(was - limit, 0))),
    got: radiusQuantity(is),
    baseline: radiusQuantity(was),
    blame: shrunk.map(({ input }) => input),
    found: `It is ${near(is)} and was ${near(was)}; it may be smaller by ${drop.text}`,
    advice: ADVICE,
  };
}

function inputRadiusFinding({ before, now }: Pair, drop: Drop, key: string): Finding {
  const radii = radiiOf(before);
  const all = shrinkage(now, radii);
  const excess = all.filter(({ was, by }) => by > allowed(drop, was));
  const amount = ({ was, by }: Shrunk): number => (drop.relative ? (was === 0 ? 0 : by / was) : by);
  const most = all.reduce((worst, one) => Math.max(worst, amount(one)), 0);
  const shown = drop.relative ? `${Math.ceil(1000 * most) / 10} %` : near(most);
  return {
    id: 'baseline-input-radius',
    label: `drop of the radius of an input ${AGAINST}`,
    key,
    group: now,
    met: excess.length === 0,
    open: excess.every(({ input }) => isLate(input)),
    wanted: atMost(drop.value, drop.relative ? exactPercent(drop.value) : drop.text),
    got: { text: shown, value: most },
    blame: excess.map(({ input }) => input),
    found: `${inputs(excess.length)} of ${now.size} lost more than ${drop.text} of certified radius`,
    advice: ADVICE,
  };
}

function lostFinding({ before, now }: Pair, { at, key: text, value: most }: Keyed<number>, key: string): Finding {
  const lost = lostOf(before.certifiedAt(at), now.certifiedAt(at), now);
  return {
    id: 'baseline-lost-certificates',
    label: `certificates lost at ${now.report.settings.norm} ${text} ${AGAINST}`,
    key,
    epsilon: at,
    group: now,
    met: lost.length <= most,
    open: lost.length - lost.filter(isLate).length <= most,
    wanted: atMost(most, String(most)),
    got: { text: String(lost.length), value: lost.length },
    blame: lost,
    found: `${inputs(lost.length)} of ${before.certifiedAt(at).length} that were certified are no more`,
    advice: ADVICE,
  };
}

interface Shrunk {
  readonly input: InputReport;
  readonly was: number;
  readonly by: number;
}

/** By how much the radius of each input is smaller than it was, the greatest loss first. */
function shrinkage(now: Group, before: ReadonlyMap<number, number>): Shrunk[] {
  return now.inputs
    .map((input) => ({ input, was: before.get(input.index) ?? 0, by: (before.get(input.index) ?? 0) - radiusOf(input) }))
    .sort((a, b) => b.by - a.by);
}

function radiiOf(group: Group): ReadonlyMap<number, number> {
  return new Map(group.inputs.map((input) => [input.index, radiusOf(input)]));
}

function allowed({ value, relative }: Drop, before: number): number {
  return relative ? value * before : value;
}

function lostOf(before: readonly InputReport[], having: readonly InputReport[], now: Group): InputReport[] {
  const had = new Set(before.map(({ index }) => index));
  return without(now.inputs, having).filter(({ index }) => had.has(index));
}

function without(all: readonly InputReport[], some: readonly InputReport[]): InputReport[] {
  const out = new Set(some);
  return all.filter((input) => !out.has(input));
}

function isLate({ status }: InputReport): boolean {
  return status === 'timeout';
}
