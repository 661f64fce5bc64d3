import { containersOf, type HardeningRule, type ResolvedPodTemplate, type ResolvedPodVolume } from '../../../model/resolved';
import type { Wanted } from './wanted';

/** What each rule of the hardening takes from pods and their containers (kubernetes.io, "Pod Security Standards"). */
interface Held {
  readonly pod?: (pods: ResolvedPodTemplate) => Wanted;
  readonly container?: Wanted;
}

const RULES: { readonly [R in HardeningRule]: Held } = {
  'read-only-root': { container: { readOnlyRootFilesystem: true } },
  'run-as-non-root': { pod: ({ runAs }) => ({ runAsNonRoot: true, runAsUser: runAs, runAsGroup: runAs }) },
  'drop-capabilities': { container: { capabilities: { drop: ['ALL'] } } },
  seccomp: { pod: () => ({ seccompProfile: { type: 'RuntimeDefault' } }) },
  'no-privilege-escalation': { container: { allowPrivilegeEscalation: false } },
  'no-service-account-token': {},
  'no-host-paths': {},
  'no-host-processes': {},
};

/** Volumes whose files belong to the group of pods. */
const OF_GROUP: { readonly [Kind in ResolvedPodVolume['kind']]: boolean } = {
  scratch: false,
  claim: true,
  'host-path': false,
  files: true,
  keys: true,
};

/** Ports below are for those who may take them. */
const FIRST_FREE_PORT = 1024;

/** Security contexts of pods, and of each of their containers. */
export function wantedSecurity(pods: ResolvedPodTemplate): { readonly pod: Wanted; readonly container: Wanted } {
  const waived = new Set(pods.waivers.map(({ rule }) => rule));
  const held = Object.entries(RULES).flatMap(([rule, each]) => (waived.has(rule as HardeningRule) ? [] : [each]));
  const lowest = Math.min(...containersOf(pods).flatMap(({ ports }) => ports.map(({ from }) => from)));
  const grouped = pods.claims !== undefined || pods.volumes.some(({ kind }) => OF_GROUP[kind]);
  return {
    pod: {
      ...Object.assign({}, ...held.map(({ pod }) => pod?.(pods))),
      ...(grouped && { fsGroup: pods.runAs, fsGroupChangePolicy: 'OnRootMismatch' }),
      ...(lowest < FIRST_FREE_PORT && { sysctls: [{ name: 'net.ipv4.ip_unprivileged_port_start', value: `${lowest}` }] }),
    },
    container: Object.assign({}, ...held.map(({ container }) => container)),
  };
}
