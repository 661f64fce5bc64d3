import fc from 'fast-check';
import type { ResolvedSystem, System } from '../../src/model';
import type { HardeningRule } from '../../src/model/resolved';
import { Shop } from '../../system';
import { type Manifest, manifestsOf } from '../both-outputs/render';
import { KindsSystem } from '../e2e/systems/kinds';
import { EXAMPLES } from '../examples/outputs';
import { build } from '../properties/build';
import { plans } from '../properties/plan';
import { runs } from '../runs';
import { type Complaint, harden, judged } from './judge';

/** What kube-score calls critical and is meant. */
const MEANT: Readonly<Record<string, string>> = {
  'service-targets-pod': "Services of others' pods: where they lead is seen in the lab",
  'networkpolicy-targets-pod': 'nothing may talk in a namespace before its first pod is there, either',
  'cronjob-has-deadline': 'a run that is late is left out only where the user says so',
};

/** What serves nothing has nothing that could be ready; kube-score asks for probes of all pods behind a Service, headless ones, too. */
const isWorkerWithoutProbe = ({ check, object }: Complaint, manifests: readonly Manifest[]): boolean =>
  check === 'pod-probes' &&
  manifests.some(
    (manifest) => `${manifest.kind} ${manifest.metadata.name}` === object && !JSON.stringify(manifest).includes('"containerPort"'),
  );

/** What workloads are excused from, with a reason, as the two tell it. */
const EXCUSES: { readonly [R in HardeningRule]?: { readonly check: string; readonly text: RegExp } } = {
  'no-host-paths': { check: 'pod-security', text: /^restricted volume types \(.*hostPath/ },
  'no-host-processes': { check: 'pod-security', text: /^host namespaces \(hostPID=true\)/ },
  'read-only-root': { check: 'container-security-context-readonlyrootfilesystem', text: /^/ },
};

const isExcused = ({ check, object, text }: Complaint, { workloads }: ResolvedSystem): boolean =>
  workloads.some(
    ({ name, pods }) =>
      // A Job has a digest behind its name.
      new RegExp(`^\\w+ ${name}(-[0-9a-f]{8})?$`).test(object) &&
      pods.waivers.some(({ rule }) => EXCUSES[rule]?.check === check && EXCUSES[rule].text.test(text)),
  );

const complaintsOf = (manifests: readonly Manifest[], version: string): readonly Complaint[] =>
  harden(manifests, version).complaints.filter((it) => !(it.check in MEANT) && !isWorkerWithoutProbe(it, manifests));

const complaints = (system: ResolvedSystem): readonly Complaint[] =>
  system.clusters.flatMap(({ name, version }) =>
    complaintsOf(manifestsOf(system).get(name) ?? [], version).filter((complaint) => !isExcused(complaint, system)),
  );

const resolved = (system: System): ResolvedSystem => system.resolve().system;

judged('neither PodSecurity nor kube-score has anything against a workload of any kind', () => {
  const system = resolved(new KindsSystem('1.34', ['192.168.7.11', '192.168.7.12', '192.168.7.13']));
  const [manifests = []] = manifestsOf(system).values();
  expect(harden(manifests, '1.34').pods).toBe(manifests.filter(({ kind }) => CONTROLLERS.has(kind)).length);
  expect(complaints(system)).toEqual([]);
  for (const Described of [Shop, ...Object.values(EXAMPLES)]) expect(complaints(resolved(new Described()))).toEqual([]);
});

judged('nor against random ones', () => {
  fc.assert(
    fc.property(plans(), (plan) => {
      expect(complaints(resolved(build(plan)))).toEqual([]);
    }),
    runs(40),
  );
});

judged('both complain of what is not hardened', () => {
  const [manifests = []] = manifestsOf(resolved(new KindsSystem('1.34', ['192.168.7.11', '192.168.7.12', '192.168.7.13']))).values();
  const kinds = new Set<string>();
  for (const manifest of manifests.filter(({ kind }) => CONTROLLERS.has(kind))) {
    kinds.add(manifest.kind);
    const text = JSON.stringify(manifest);
    for (const [from, to, check] of MISTAKES) {
      expect(text).toContain(from);
      const found = complaintsOf([JSON.parse(text.replaceAll(from, to)) as Manifest], '1.34');
      expect(found).toContainEqual(expect.objectContaining({ check, object: `${manifest.kind} ${manifest.metadata.name}` }));
    }
  }
  expect([...kinds].sort()).toEqual([...CONTROLLERS].sort());
});

const CONTROLLERS: ReadonlySet<string> = new Set(['CronJob', 'DaemonSet', 'Deployment', 'Job', 'StatefulSet']);

/** What is changed, to what, and who notices. */
const MISTAKES: readonly (readonly [string, string, string])[] = [
  ['"allowPrivilegeEscalation":false', '"allowPrivilegeEscalation":true', 'pod-security'],
  ['"readOnlyRootFilesystem":true', '"readOnlyRootFilesystem":false', 'container-security-context-readonlyrootfilesystem'],
];
