import type { k8s } from 'cdk8s-plus-27';
import type { HardeningRule, ResolvedMicroservice } from '../../model/resolved';
import { filled } from '../names';

/** What a rule puts into a workload. */
interface HardeningEffect {
  /** Whether PodSecurity "restricted" refuses a pod that does not keep the rule (kubernetes.io, "Pod Security Standards"). */
  readonly restricted: boolean;
  readonly pod?: (service: ResolvedMicroservice) => k8s.PodSecurityContext;
  readonly container?: k8s.SecurityContext;
}

const effects: Record<HardeningRule, HardeningEffect> = {
  'read-only-root': { restricted: false, container: { readOnlyRootFilesystem: true } },
  // Excused from it, a container runs as the user that its image names.
  'run-as-non-root': { restricted: true, pod: ({ runAs }) => ({ runAsNonRoot: true, runAsUser: runAs, runAsGroup: runAs }) },
  'drop-capabilities': { restricted: true, container: { capabilities: { drop: ['ALL'] } } },
  seccomp: { restricted: true, pod: () => ({ seccompProfile: { type: 'RuntimeDefault' } }) },
  'no-privilege-escalation': { restricted: true, container: { allowPrivilegeEscalation: false } },
  // Written on the ServiceAccount and the pod by their own fields.
  'no-service-account-token': { restricted: false },
};

export const breaksRestricted = (rule: HardeningRule): boolean => effects[rule].restricted;

/** Whether a workload is held to a rule. */
export const keeps = (service: ResolvedMicroservice, rule: HardeningRule): boolean =>
  !service.waivers.some((waiver) => waiver.rule === rule);

/** The security contexts of a workload's pods and of its container: every rule but the waived ones. */
export function securityContexts(service: ResolvedMicroservice): {
  readonly pod: k8s.PodSecurityContext;
  readonly container: k8s.SecurityContext;
} {
  const kept = (Object.keys(effects) as HardeningRule[]).filter((rule) => keeps(service, rule)).map((rule) => effects[rule]);
  return {
    pod: Object.assign({}, ...kept.map((effect) => effect.pod?.(service)), lowPorts(service)),
    container: Object.assign({}, ...kept.map((effect) => effect.container)),
  };
}

/** Ports below are for those with a capability that no container here has, unless the pod's kernel settings say otherwise. */
const FIRST_UNPRIVILEGED = 1024;

/**
 * Lets the container listen on its own low ports. Not every container runtime does so by itself (containerd 1 does not); the setting is one
 * of those that Kubernetes counts as safe, and that restricted PodSecurity admits.
 */
function lowPorts({ ports }: ResolvedMicroservice): k8s.PodSecurityContext {
  const lowest = Math.min(...ports.map(({ from }) => from));
  return lowest < FIRST_UNPRIVILEGED ? { sysctls: [{ name: 'net.ipv4.ip_unprivileged_port_start', value: String(lowest) }] } : {};
}

/** Why a workload is excused from rules, for its Deployment. */
export const waiverAnnotations = (service: ResolvedMicroservice): Record<string, string> | undefined =>
  filled(Object.fromEntries(service.waivers.map(({ rule, because }) => [`isthmus/excused-from-${rule}`, because])));
