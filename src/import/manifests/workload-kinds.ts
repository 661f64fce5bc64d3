import { type Reader, texts } from '../reader';
import { code, optionalNumber, optionalSeconds, optionalText, type Program, type Props, text } from '../source';
import type { Manifest } from './manifests';
import { at } from './neighbours';

export interface Kind {
  readonly construct: string;
  /** Where its pods are described. */
  readonly template: readonly string[];
  /** It may have ports. */
  readonly serves: boolean;
  /** There may be any number of its pods. */
  readonly scales: boolean;
  readonly own: (manifest: Reader, program: Program) => Props;
}

const nothing: Kind['own'] = () => ({});
const run = (manifest: Reader, at: readonly string[], program: Program): Props => ({
  completions: optionalNumber(manifest.number(...at, 'completions')),
  parallelism: optionalNumber(manifest.number(...at, 'parallelism')),
  retries: optionalNumber(manifest.number(...at, 'backoffLimit')),
  deadline: optionalSeconds(manifest.number(...at, 'activeDeadlineSeconds'), program),
});
const CONCURRENCY: ReadonlyMap<string, string> = new Map([
  ['Allow', 'ALLOW'],
  ['Forbid', 'FORBID'],
  ['Replace', 'REPLACE'],
]);

/** The kinds of manifests that are workloads. */
export const WORKLOADS: Readonly<Record<string, Kind>> = {
  Deployment: { construct: 'Microservice', template: ['spec', 'template'], serves: true, scales: true, own: nothing },
  StatefulSet: { construct: 'StatefulService', template: ['spec', 'template'], serves: true, scales: true, own: nothing },
  DaemonSet: { construct: 'DaemonService', template: ['spec', 'template'], serves: true, scales: false, own: nothing },
  Job: {
    construct: 'Job',
    template: ['spec', 'template'],
    serves: false,
    scales: false,
    own: (manifest, program) => run(manifest, ['spec'], program),
  },
  CronJob: {
    construct: 'CronJob',
    template: ['spec', 'jobTemplate', 'spec', 'template'],
    serves: false,
    scales: false,
    own: (manifest, program) => {
      const policy = CONCURRENCY.get(manifest.text('spec', 'concurrencyPolicy') ?? '');
      return {
        schedule: text(manifest.text('spec', 'schedule') ?? '0 0 * * *'),
        timeZone: optionalText(manifest.text('spec', 'timeZone')),
        concurrency: policy === undefined ? undefined : code(`${program.lib('Concurrency')}.${policy}`),
        ...run(manifest, ['spec', 'jobTemplate', 'spec'], program),
      };
    },
  },
};

/** Labels of the pods of a workload. */
export const podLabelsOf = ({ kind, content }: Manifest): Readonly<Record<string, string>> =>
  texts(at(content, ...(WORKLOADS[kind]?.template ?? []), 'metadata', 'labels'));
