import type { Report } from '../../problem';
import * as problems from '../../problems';
import type { ResolvedContainer } from '../../resolved';
import { optional, type Shape } from '../../shape';
import { DURATION, HEALTH, PORT, PORTS } from '../../shape/values';
import { PROTOCOLS } from '../../values';
import { Health } from '../../workload/health';
import type { ServingProps, ServingWorkload } from '../../workload/serving';
import { SYNONYMS, WORKLOAD } from './shapes';

/** What kinds have in common that run until they are told to end. */

export const SERVING: { readonly [K in keyof Required<ServingProps>]: Shape } = {
  ...WORKLOAD,
  port: optional(PORT),
  morePorts: optional(PORTS),
  health: optional(HEALTH),
  sessionAffinity: optional(DURATION),
};

/** What others call the same. */
export const SERVING_SYNONYMS = {
  ...SYNONYMS,
  livenessProbe: 'health',
  readinessProbe: 'health',
  ports: 'morePorts',
  strategy: 'rollout',
  updateStrategy: 'rollout',
  podDisruptionBudget: 'disruption',
  autoscaling: 'scaling',
  podManagementPolicy: 'podManagement',
} as const;

export const affinityOf = ({ sessionAffinity }: ServingProps): { readonly affinitySeconds?: number } =>
  sessionAffinity ? { affinitySeconds: sessionAffinity.toSeconds } : {};

export const WAY_TO_PORT = 'Give it the `port` that it listens on, or remove the flow.';

export function probesOf({ props }: ServingWorkload): ResolvedContainer['probes'] {
  if (!props.port) return undefined;
  const { readiness, liveness } = props.health ?? Health.tcp();
  const port = props.port.resolved.from;
  return { startup: { ...readiness, port }, readiness: { ...readiness, port }, liveness: { ...liveness, port } };
}

export function checkServing(workload: ServingWorkload, report: Report): void {
  checkService(workload, report);
  checkHealth(workload, report);
  checkAffinity(workload, report);
}

/** Kubernetes' own limit: a day. */
const LONGEST_AFFINITY = 24 * 60 * 60;

function checkAffinity({ node: { path }, props: { sessionAffinity } }: ServingWorkload, report: Report): void {
  if (!sessionAffinity) return;
  const { toSeconds } = sessionAffinity;
  if (!sessionAffinity.defect && toSeconds >= 1 && toSeconds <= LONGEST_AFFINITY) return;
  const text = `sessionAffinity: ${toSeconds} seconds is not a whole number from 1 to ${LONGEST_AFFINITY}.`;
  report(problems.invalidWorkload(path, text, 'Write one such as Duration.minutes(30).'));
}

function checkService({ node: { path }, props, listens }: ServingWorkload, report: Report): void {
  for (const { resolved } of listens) {
    const range = `The port range ${resolved.from} to ${resolved.to} cannot be a Service's port.`;
    if (resolved.from !== resolved.to) report(problems.invalidWorkload(path, range, 'List its ports one by one.'));
  }
  if (props.port || listens.length === 0) return;
  const text = `It has ${listens.length} in \`morePorts\`, and no \`port\`.`;
  report(problems.invalidWorkload(path, text, 'Let `port` be the one at which its health is checked.'));
}

function checkHealth({ node: { path }, props: { port, health } }: ServingWorkload, report: Report): void {
  if (health && !port)
    report(
      problems.invalidWorkload(path, 'Its `health` is checked at its port, and it has none.', 'Give it a `port`, or leave out health.'),
    );
  const { numbered, connects } = port ? PROTOCOLS[port.resolved.protocol] : { numbered: false, connects: false };
  if (numbered && !connects) {
    const text = `Its health is checked over TCP at its first port, but ${port} is not TCP: its pods would never be ready.`;
    report(problems.invalidWorkload(path, text, 'Let `port` be one that answers over TCP, and list the others in `morePorts`.'));
  }
  for (const probe of [health?.readiness, health?.liveness]) {
    if (probe?.path !== undefined && !/^\/[^\s]*$/.test(probe.path))
      report(problems.invalidWorkload(path, `health: "${probe.path}" is no path of a URL.`, 'Start it with "/".'));
  }
}
