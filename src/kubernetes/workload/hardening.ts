import { containersOf, type HardeningRule, type ResolvedPodTemplate, type ResolvedPodVolume } from '../../model/resolved';
import type { PodSecurityContext, SecurityContext } from '../imports/kubernetes';
import { filled } from '../names';

/** What a rule puts into a workload. */
interface HardeningEffect {
  readonly pod?: (pods: ResolvedPodTemplate) => PodSecurityContext;
  readonly container?: SecurityContext;
  /** Pods get no token of their ServiceAccount: said on both by fields of their own. */
  readonly withoutToken?: boolean;
  /** Pods see no process but their own: Kubernetes' default. */
  readonly withoutProcesses?: boolean;
}

const effects: Record<HardeningRule, HardeningEffect> = {
  'read-only-root': { container: { readOnlyRootFilesystem: true } },
  // Excused from it, a container runs as the user that its image names.
  'run-as-non-root': { pod: ({ runAs }) => ({ runAsNonRoot: true, runAsUser: runAs, runAsGroup: runAs }) },
  'drop-capabilities': { container: { capabilities: { drop: ['ALL'] } } },
  seccomp: { pod: () => ({ seccompProfile: { type: 'RuntimeDefault' } }) },
  'no-privilege-escalation': { container: { allowPrivilegeEscalation: false } },
  'no-service-account-token': { withoutToken: true },
  // Without volumes of such paths nothing has to be said.
  'no-host-paths': {},
  'no-host-processes': { withoutProcesses: true },
};

/** What the rules put into a workload that is held to them. */
function kept({ waivers }: ResolvedPodTemplate): readonly HardeningEffect[] {
  const waived = new Set(waivers.map(({ rule }) => rule));
  return (Object.keys(effects) as HardeningRule[]).filter((rule) => !waived.has(rule)).map((rule) => effects[rule]);
}

/** Whether pods are given a token of their ServiceAccount. */
export const mountsToken = (pods: ResolvedPodTemplate): boolean =>
  pods.access.length > 0 || !kept(pods).some(({ withoutToken }) => withoutToken);

/** Whether pods see all processes of their node. */
export const seesProcesses = (pods: ResolvedPodTemplate): boolean => !kept(pods).some(({ withoutProcesses }) => withoutProcesses);

/** The security contexts of a workload's pods and of their containers: every rule but the waived ones. */
export function securityContexts(pods: ResolvedPodTemplate): {
  readonly pod: PodSecurityContext;
  readonly container: SecurityContext;
} {
  const rules = kept(pods);
  return {
    pod: Object.assign({}, ...rules.map(({ pod }) => pod?.(pods)), fileGroup(pods), lowPorts(pods)),
    container: Object.assign({}, ...rules.map(({ container }) => container)),
  };
}

const OF_GROUP: { readonly [Kind in ResolvedPodVolume['kind']]: boolean } = {
  scratch: false,
  claim: true,
  'host-path': false,
  files: true,
  keys: true,
};

/**
 * Lets containers read files that belong to root, and write to volumes that were somebody else's. What a volume holds is not changed one by
 * one at every start.
 */
const fileGroup = ({ volumes, claims, runAs }: ResolvedPodTemplate): PodSecurityContext =>
  claims || volumes.some(({ kind }) => OF_GROUP[kind]) ? { fsGroup: runAs, fsGroupChangePolicy: 'OnRootMismatch' } : {};

/** Ports below are for those with a capability that no container here has, unless the pod's kernel settings say otherwise. */
const FIRST_UNPRIVILEGED = 1024;

/**
 * Lets the container listen on its own low ports. Not every container runtime does so by itself (containerd 1 does not); the setting is one
 * of those that Kubernetes counts as safe, and that restricted PodSecurity admits.
 */
function lowPorts(pods: ResolvedPodTemplate): PodSecurityContext {
  const lowest = Math.min(
    ...containersOf(pods)
      .flatMap(({ ports }) => ports)
      .map(({ from }) => from),
  );
  return lowest < FIRST_UNPRIVILEGED ? { sysctls: [{ name: 'net.ipv4.ip_unprivileged_port_start', value: String(lowest) }] } : {};
}

/** Why a workload is excused from rules, for the object that keeps its pods. */
export const waiverAnnotations = ({ waivers }: ResolvedPodTemplate): Record<string, string> | undefined =>
  filled(Object.fromEntries(waivers.map(({ rule, because }) => [`isthmus/excused-from-${rule}`, because])));
