import { duration } from '../report/numbers.js';
import type { CertifyReport } from '../report/schema.js';
import { checkOf, type Finding } from './check.js';
import type { Keyed } from './config-values.js';
import type { GroupThresholds, RadiusThresholds, Thresholds } from './config.js';
import { Group, MEAN, MEDIAN, MIN, quantileStatistic, radiusOf, type RadiusStatistic } from './group.js';
import type { GateCheck } from './outcome.js';
import { atLeast, atMost, counted, exactPercent, inputs, near, radiusQuantity, seconds } from './quantities.js';

const NOTHING = 'There is no such input, so nothing was checked';

/** Holds a report against thresholds. `key`: where they stand in the config; `unknown`: what undecided inputs mean. */
export function checkThresholds(report: CertifyReport, thresholds: Thresholds, key: string, unknown: 'fail' | 'warn'): GateCheck[] {
  const all = new Group(report, null);
  const { attackGap = [], seconds: times = {}, classes = {}, errors = 0 } = thresholds;
  const findings = [
    ...groupFindings(all, thresholds, key),
    ...attackGap.map((gap) => attackGapFinding(all, gap, `${key}.attackGap['${gap.key}']`)),
    ...Object.entries(classes).flatMap(([name, asked]) =>
      classGroups(report, name).flatMap((group) => groupFindings(group, asked, `${key}.classes.${name}`)),
    ),
    ...timeFindings(all, report.summary.wallSeconds, times, key),
    errorFinding(all, errors, key),
  ];
  return findings.map((finding) => checkOf(finding, unknown));
}

function classGroups(report: CertifyReport, name: string): Group[] {
  if (name !== 'each') return [new Group(report, Number(name))];
  const labels = new Set(report.inputs.flatMap(({ label }) => (label === null ? [] : [label])));
  return [...labels].sort((a, b) => a - b).map((label) => new Group(report, label));
}

function groupFindings(group: Group, asked: GroupThresholds, key: string): Finding[] {
  const { cleanAccuracy, certifiedAccuracy = [], radius = {} } = asked;
  return [
    ...(cleanAccuracy === undefined ? [] : [cleanFinding(group, cleanAccuracy, `${key}.cleanAccuracy`)]),
    ...certifiedAccuracy.map((at) => certifiedFinding(group, at, `${key}.certifiedAccuracy['${at.key}']`)),
    ...radiusStatistics(radius).map(({ statistic, value, key: name }) => radiusFinding(group, statistic, value, `${key}.radius.${name}`)),
  ];
}

/** The radii that are asked for, with the names of their keys. */
export function radiusStatistics<T>({
  mean,
  median,
  min,
  quantiles = [],
}: { readonly [key in 'mean' | 'median' | 'min']?: T | undefined } & { readonly quantiles?: readonly Keyed<T>[] | undefined }): {
  statistic: RadiusStatistic;
  value: T;
  key: string;
}[] {
  return [
    ...(mean === undefined ? [] : [{ statistic: MEAN, value: mean, key: 'mean' }]),
    ...(median === undefined ? [] : [{ statistic: MEDIAN, value: median, key: 'median' }]),
    ...quantiles.map(({ at, key, value }) => ({ statistic: quantileStatistic(at), value, key: `quantiles['${key}']` })),
    ...(min === undefined ? [] : [{ statistic: MIN, value: min, key: 'min' }]),
  ];
}

function cleanFinding(group: Group, least: number, key: string): Finding {
  const wrong = group.misclassified();
  const right = group.size - wrong.length;
  return {
    id: 'clean-accuracy',
    label: 'clean accuracy',
    key,
    group,
    met: group.size > 0 && right / group.size >= least,
    wanted: atLeast(least, exactPercent(least)),
    got: counted(right, group.size),
    blame: wrong,
    found: group.size === 0 ? NOTHING : `${right} of ${inputs(group.size)} are classified correctly`,
    advice: `If that is the model, train it better or lower ${key}; if it comes as a surprise, check scale, mean, std, layout and the labels`,
  };
}

function certifiedFinding(group: Group, { at, key: text, value: least }: Keyed<number>, key: string): Finding {
  const certified = group.certifiedAt(at);
  const undecided = group.undecidedAt(at);
  const share = certified.length / group.size;
  const open = group.size > 0 && (certified.length + undecided.length) / group.size >= least;
  const others = group.inputs.filter((input) => !certified.includes(input) && !undecided.includes(input));
  const tail = undecided.length === 0 ? '' : `, ${undecided.length} undecided`;
  return {
    id: 'certified-accuracy',
    label: `certified accuracy at ${group.report.settings.norm} ${text}`,
    key,
    epsilon: at,
    group,
    met: group.size > 0 && share >= least,
    open,
    wanted: atLeast(least, exactPercent(least)),
    got: counted(certified.length, group.size),
    blame: open ? undecided : [...others, ...undecided],
    found: group.size === 0 ? NOTHING : `${certified.length} of ${inputs(group.size)} are certified${tail}`,
    advice: open
      ? `Enough of the undecided ones may be robust: give them more time or a tighter method, or lower ${key}`
      : `Make the model more robust, or lower ${key}`,
  };
}

function radiusFinding(group: Group, statistic: RadiusStatistic, least: number, key: string): Finding {
  const value = statistic.of(group.radii());
  const below = group.inputs.filter((input) => radiusOf(input) < least).sort((a, b) => radiusOf(a) - radiusOf(b));
  const open = group.size > 0 && statistic.of(group.possibleRadii()) >= least;
  return {
    id: statistic.rule,
    label: `${statistic.name} ${group.report.settings.norm} radius`,
    key,
    group,
    met: group.size > 0 && value >= least,
    open,
    wanted: atLeast(least, String(least)),
    got: group.size === 0 ? null : radiusQuantity(value),
    blame: below,
    found: group.size === 0 ? NOTHING : `${below.length} of ${inputs(group.size)} have a certified radius below ${near(least)}`,
    advice: open
      ? `Searches were cut short: give them more time, or lower ${key}`
      : `Make the model more robust, use a tighter method, or lower ${key}`,
  };
}

function attackGapFinding(group: Group, { at, key: text, value: most }: Keyed<number>, key: string): Finding {
  const undecided = group.undecidedAt(at);
  const late = undecided.filter(({ status }) => status === 'timeout').length;
  return {
    id: 'attack-gap',
    label: `attacked less certified accuracy at ${group.report.settings.norm} ${text}`,
    key,
    epsilon: at,
    group,
    met: group.size > 0 && undecided.length / group.size <= most,
    open: group.size > 0 && (undecided.length - late) / group.size <= most,
    wanted: atMost(most, exactPercent(most)),
    got: counted(undecided.length, group.size),
    blame: undecided,
    found: group.size === 0 ? NOTHING : `${undecided.length} of ${inputs(group.size)} are neither certified nor falsified`,
    advice: `Use a tighter method or give it more time, or raise ${key}`,
  };
}

function timeFindings(group: Group, total: number, { mean, total: most }: NonNullable<Thresholds['seconds']>, key: string): Finding[] {
  const slowest = group.inputs.toSorted((a, b) => b.seconds - a.seconds).slice(0, 5);
  const perInput = group.inputs.reduce((sum, input) => sum + input.seconds, 0) / group.size;
  const finding = (id: 'mean-seconds' | 'total-seconds', label: string, limit: number, value: number): Finding => ({
    id,
    label,
    key: `${key}.seconds.${id === 'mean-seconds' ? 'mean' : 'total'}`,
    group,
    met: group.size > 0 && value <= limit,
    wanted: atMost(limit, duration(limit)),
    got: group.size === 0 ? null : seconds(value),
    blame: slowest,
    found: `${inputs(group.size)} took ${duration(total)} together, ${duration(perInput)} each`,
    advice: `Use a faster method or kernel, fewer inputs, or more threads; or raise ${key}.seconds`,
  });
  return [
    ...(mean === undefined ? [] : [finding('mean-seconds', 'mean time of an input', mean, perInput)]),
    ...(most === undefined ? [] : [finding('total-seconds', 'time of all inputs', most, total)]),
  ];
}

function errorFinding(group: Group, most: number, key: string): Finding {
  const failed = group.inputs.filter(({ status }) => status === 'error');
  const first = failed[0]?.error;
  return {
    id: 'errors',
    label: 'inputs that could not be evaluated',
    key: `${key}.errors`,
    group,
    met: failed.length <= most,
    wanted: atMost(most, String(most)),
    got: { text: String(failed.length), value: failed.length },
    blame: failed,
    found:
      first === undefined
        ? `All of ${inputs(group.size)} were evaluated`
        : `${inputs(failed.length)} could not be evaluated (${first.code}: ${first.message})`,
    advice: first?.hint === undefined ? `Repair the data, or raise ${key}.errors` : first.hint.replace(/[.]$/, ''),
  };
}

/** The epsilons that thresholds ask about. */
export function epsilonsOf({ certifiedAccuracy = [], attackGap = [], classes = {} }: Thresholds): number[] {
  const ofClasses = Object.values(classes).flatMap((asked) => asked.certifiedAccuracy ?? []);
  return [...certifiedAccuracy, ...attackGap, ...ofClasses].map(({ at }) => at);
}

/** Whether thresholds need radii. */
export function needsRadii({ radius, classes = {} }: Thresholds): boolean {
  const asked = [radius, ...Object.values(classes).map((group) => group.radius)];
  return asked.some((radii: RadiusThresholds | undefined) => radii !== undefined && radiusStatistics(radii).length > 0);
}
