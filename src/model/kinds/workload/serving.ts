import type { Report } from '../../problem';
import * as problems from '../../problems';
import type { ResolvedProbes, ResolvedServingFacts } from '../../resolved';
import { data, map, optional, type Shape } from '../../shape';
import { inKeyOrder } from '../../values';
import type { ServingProps, ServingWorkload } from '../../workload/serving';
import { checkAnnotations } from '../metadata';
import { checkHooks, HOOKS } from '../pod/hooks';
import { checkHealth, HEALTH, probesOf } from '../pod/probes';
import { DURATION, PORT, PORTS } from '../values';
import { SYNONYMS, WORKLOAD } from './shapes';

/** What kinds have in common that run until they are told to end. */

export const SERVING: { readonly [K in keyof Required<ServingProps>]: Shape } = {
  ...WORKLOAD,
  port: optional(PORT),
  morePorts: optional(PORTS),
  health: optional(HEALTH),
  hooks: optional(HOOKS),
  sessionAffinity: optional(DURATION),
  serviceAnnotations: optional(map(data)),
};

/** What others call the same. */
export const SERVING_SYNONYMS = {
  ...SYNONYMS,
  livenessProbe: 'health',
  readinessProbe: 'health',
  startupProbe: 'health',
  lifecycle: 'hooks',
  containerPort: 'port',
  targetPort: 'port',
  ports: 'morePorts',
  strategy: 'rollout',
  updateStrategy: 'rollout',
  podDisruptionBudget: 'disruption',
  autoscaling: 'scaling',
  podManagementPolicy: 'podManagement',
} as const;

/** What is said of the Service. */
export const serviceOf = ({
  sessionAffinity,
  serviceAnnotations = {},
}: ServingProps): Pick<ResolvedServingFacts, 'affinitySeconds' | 'serviceAnnotations'> => ({
  ...(sessionAffinity && { affinitySeconds: sessionAffinity.toSeconds }),
  ...(Object.keys(serviceAnnotations).length > 0 && { serviceAnnotations: inKeyOrder(serviceAnnotations) }),
});

export const WAY_TO_PORT = 'Give it the `port` that it listens on, or remove the flow.';

export const askedOf = (workload: ServingWorkload): ResolvedProbes | undefined => probesOf(workload.props.health ?? {}, workload.ownPorts);

export function checkServing(workload: ServingWorkload, report: Report): void {
  checkService(workload, report);
  const { node, props, ownPorts } = workload;
  checkHealth(props.health ?? {}, ownPorts, { path: node.path, at: 'health' }, report);
  checkHooks(props.hooks ?? {}, ownPorts, props.mesh !== undefined, { path: node.path, at: 'hooks' }, report);
  checkAffinity(workload, report);
  checkServiceAnnotations(workload, report);
}

function checkServiceAnnotations({ node: { path }, props, listens }: ServingWorkload, report: Report): void {
  const { serviceAnnotations } = props;
  if (!serviceAnnotations) return;
  checkAnnotations(path, 'serviceAnnotations', serviceAnnotations, report);
  if (listens.length > 0) return;
  const text = 'serviceAnnotations: it has no port, and so no Service.';
  report(problems.invalidWorkload(path, text, 'Give it the `port` that it listens on, or leave them out.'));
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

function checkService({ node: { path }, props, listens, ownPorts }: ServingWorkload, report: Report): void {
  for (const { resolved } of listens) {
    const range = `The port range ${resolved.from} to ${resolved.to} cannot be a Service's port.`;
    if (resolved.from !== resolved.to) report(problems.invalidWorkload(path, range, 'List its ports one by one.'));
  }
  if (props.port || ownPorts.length === 0) return;
  const text = `It has ${ownPorts.length} in \`morePorts\`, and no \`port\`.`;
  report(problems.invalidWorkload(path, text, 'Let `port` be the one at which its health is checked.'));
}
