import { isRecord } from '../../model/shape';
import { hasLabels, type Path, type Reader, records, texts } from '../reader';
import { type Code, code, list, number, object, optionalSeconds, type Program, type Props, quoted, text } from '../source';
import type { Manifest } from './manifests';
import { at, type Neighbours } from './neighbours';

/** How long a pod goes on serving, and has to end, where that is not as the library has it for all. */
export function shutdownOf(manifest: Reader, pod: Path, container: Path, serves: boolean, program: Program): Code | undefined {
  const whole = manifest.number(...pod, 'terminationGracePeriodSeconds');
  const drain = manifest.number(...container, 'lifecycle', 'preStop', 'sleep', 'seconds');
  if (whole === undefined && drain === undefined) return undefined;
  const usualDrain = serves ? USUAL.drain : 0;
  const grace = (whole ?? USUAL.grace) - (drain ?? 0);
  if ((drain ?? usualDrain) === usualDrain && grace === USUAL.grace) return undefined;
  return object({ drain: optionalSeconds(drain, program), grace: optionalSeconds(grace > 0 ? grace : undefined, program) });
}

/** Seconds, where nobody says otherwise. */
const USUAL = { drain: 5, grace: 30 };

/** The user that processes run as, where it is a plain one. */
export function userOf(manifest: Reader, pod: Path, container: Path): Code | undefined {
  for (const place of [container, pod]) {
    const user = manifest.peek(...place, 'securityContext', 'runAsUser');
    const group = manifest.peek(...place, 'securityContext', 'runAsGroup') ?? user;
    if (typeof user !== 'number' || user === 0 || group !== user) continue;
    for (const field of ['runAsUser', 'runAsGroup']) manifest.take(...place, 'securityContext', field);
    return user === USUAL_USER ? undefined : number(user);
  }
  return undefined;
}

const USUAL_USER = 10001;

/** `scaling`, out of the autoscaler that aims at a workload. */
export function scalingOf({ kind, name, namespace }: Manifest, neighbours: Neighbours, program: Program): Code | undefined {
  const scaler = neighbours
    .of('HorizontalPodAutoscaler', namespace)
    .find(
      ({ content }) => at(content, 'spec', 'scaleTargetRef', 'kind') === kind && at(content, 'spec', 'scaleTargetRef', 'name') === name,
    );
  if (scaler === undefined) return undefined;
  const { minReplicas: min = 1, maxReplicas: max, metrics } = isRecord(scaler.content.spec) ? scaler.content.spec : {};
  const said = records(metrics).map((metric) => metricCode(metric, program));
  if (typeof min !== 'number' || typeof max !== 'number' || min >= max || said.includes(undefined)) return undefined;
  neighbours.hear(scaler);
  const isUsual = said.length === 1 && said[0]?.code === `${program.lib('Metric')}.cpu(70)`;
  return object({
    min: number(min),
    max: number(max),
    metrics: said.length === 0 || isUsual ? undefined : list(said.flatMap((each) => each ?? [])),
  });
}

/** What the library calls metrics of resources. */
const RESOURCES: ReadonlyMap<unknown, string> = new Map([
  ['cpu', 'cpu'],
  ['memory', 'memory'],
]);

function metricCode(metric: Readonly<Record<string, unknown>>, program: Program): Code | undefined {
  const Metric = program.lib('Metric');
  const percent = at(metric, 'resource', 'target', 'averageUtilization');
  const resource = RESOURCES.get(at(metric, 'resource', 'name'));
  if (resource !== undefined && typeof percent === 'number') return code(`${Metric}.${resource}(${percent})`);
  const [pods, average] = [at(metric, 'pods', 'metric', 'name'), Number(at(metric, 'pods', 'target', 'averageValue'))];
  const isPlain = typeof pods === 'string' && at(metric, 'pods', 'metric', 'selector') === undefined && Number.isFinite(average);
  return isPlain ? code(`${Metric}.pods(${quoted(pods)}, { average: ${average} })`) : undefined;
}

/** `disruption`, out of the budget that selects the pods. */
export function disruptionOf({ namespace }: Manifest, labels: Readonly<Record<string, string>>, neighbours: Neighbours): Code | undefined {
  const budget = neighbours.of('PodDisruptionBudget', namespace).find(({ content }) => {
    const wanted = texts(at(content, 'spec', 'selector', 'matchLabels'));
    return Object.keys(wanted).length > 0 && hasLabels(labels, wanted);
  });
  if (budget === undefined) return undefined;
  const { maxUnavailable, minAvailable } = isRecord(budget.content.spec) ? budget.content.spec : {};
  const [most, least] = [shareCode(maxUnavailable), shareCode(minAvailable)];
  if (most === undefined && least === undefined) return undefined;
  neighbours.hear(budget);
  return maxUnavailable === 1 ? undefined : object({ maxUnavailable: most, minAvailable: least });
}

const shareCode = (share: unknown): Code | undefined =>
  typeof share === 'number' ? number(share) : typeof share === 'string' && /^\d{1,3}%$/.test(share) ? text(share) : undefined;

/** Secrets that images are pulled with. */
export function pullSecretsOf(manifest: Reader, pod: Path, secret: (name: string) => string): Props {
  const names = records(manifest.peek(...pod, 'imagePullSecrets')).flatMap(({ name }) => (typeof name === 'string' ? [name] : []));
  if (names.length === 0) return {};
  manifest.take(...pod, 'imagePullSecrets');
  return { imagePullSecrets: list(names.map((name) => code(secret(name)))) };
}
