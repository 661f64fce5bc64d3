import { AddOn } from '../../src';
import { addOnCommands, installedAddOns, nothingOf, type PlanSide, planChanges, planMarkdown, planText } from '../../src/plan';
import { synthKubernetes } from '../../src/testing';
import { Stall, VERSIONS } from '../add-on-fixture';

const { calico, cilium, metallb } = VERSIONS;

const side = (...addOns: readonly AddOn[]): PlanSide => {
  const options = { addOns, meshed: false, guarded: false };
  return { system: new Stall(options).resolve().system, terraform: {}, kubernetes: synthKubernetes(new Stall(options)) };
};
const METALLB = AddOn.metallb({ version: metallb });
const said = (before: PlanSide, after: PlanSide) => {
  const { addOns, changes, steps } = planChanges(before, after);
  return { changes, addOns: addOns.map(({ name, does, notes }) => [name, does, ...notes]), steps: steps.map(({ run }) => run) };
};

test('what is new is installed before the manifests are applied', () => {
  const after = side(AddOn.calico({ version: calico }), METALLB);
  const { addOns, steps } = said(nothingOf(after.system), after);
  expect(addOns).toEqual([
    ['calico', 'installed', 'Calico 3.32.1'],
    ['metallb', 'installed', 'MetalLB 0.16.1'],
  ]);
  expect(steps).toEqual(['npx isthmus add-ons k8s calico metallb | bash -euxo pipefail', 'kubectl apply --server-side -f dist/']);
});

test('nothing is said of what stays', () => {
  expect(said(side(METALLB), side(METALLB))).toEqual({ changes: false, addOns: [], steps: [] });
});

test('a version, and each value, is told of', () => {
  const newer = AddOn.metallb({ version: '0.17.0', values: { speaker: { logLevel: 'debug' } } });
  expect(said(side(METALLB), side(newer))).toMatchObject({
    changes: true,
    addOns: [['metallb', 'updated', 'version from 0.16.1 to 0.17.0', 'values of metallb: speaker.logLevel']],
    steps: ['npx isthmus add-ons k8s metallb | bash -euxo pipefail'],
  });
  expect(said(side(newer), side(METALLB)).addOns[0]).toContain('version from 0.17.0 to 0.16.1: makers promise nothing of the way back');
  const elsewhere = AddOn.metallb({ version: metallb, repository: 'https://charts.example' });
  expect(said(side(METALLB), side(elsewhere)).addOns).toEqual([['metallb', 'updated', 'its charts or its manifest come from elsewhere']]);
});

test('what leaves stays in its cluster, and what would take it away is told', () => {
  expect(said(side(METALLB), side())).toMatchObject({
    addOns: [['metallb', 'left-alone', 'MetalLB 0.16.1', '`helm uninstall metallb --namespace metallb-system` takes it away']],
    steps: [],
  });
  // Somebody else cares for it from now on.
  expect(said(side(METALLB), side(AddOn.existing('metallb', { version: metallb }))).addOns).toEqual([]);
});

test('another network plug-in is no update', () => {
  const [after] = said(side(AddOn.calico({ version: calico })), side(AddOn.cilium({ version: cilium }))).addOns;
  expect(after).toEqual([
    'cilium',
    'installed',
    'Cilium 1.20.0',
    'in the place of Calico 3.32.1: pods of each node are without a network until it is restarted',
  ]);
});

test('who must approve it reads of it', () => {
  const plan = planChanges(side(), side(METALLB), { against: 'main' });
  expect(planText(plan)).toMatch(/^Add-ons\n {2}metallb {2}installed: MetalLB 0\.16\.1$/m);
  expect(planMarkdown(plan)).toContain(
    '**Add-ons**\n\n| what | becomes | why, or how |\n|---|---|---|\n| metallb | **installed** | MetalLB 0.16.1 |',
  );
});

describe('commands', () => {
  const { system } = new Stall().resolve();
  const [cluster] = system.clusters;
  const commands = (several: boolean) =>
    cluster ? installedAddOns(cluster).flatMap((addOn) => addOnCommands(addOn, { cluster: 'k8s', several })) : [];

  test('are those of Helm and kubectl, in their order, each of which waits', () => {
    const wait = (what: string, of: string) => `kubectl wait --for=${what} --timeout=10m ${of}`;
    const space = (name: string) => `kubectl create namespace ${name} --dry-run=client --output=yaml | kubectl apply --server-side -f -`;
    const open = (name: string) => `kubectl label namespace ${name} --overwrite pod-security.kubernetes.io/enforce=privileged`;
    const release = (name: string, chart: string, version: string, namespace: string, file: string) =>
      `helm upgrade --install ${name} ${chart} --version ${version} --namespace ${namespace} --values dist/add-ons/${file}.values.yaml --wait --timeout 10m`;
    const istio = (name: string, chart: string) =>
      release(name, `${chart} --repo https://istio-release.storage.googleapis.com/charts`, '1.30.3', 'istio-system', `60-${name}`);
    expect(commands(false)).toEqual([
      ...[space('tigera-operator'), open('tigera-operator')],
      'helm template calico-crds crd.projectcalico.org.v1 --repo https://docs.tigera.io/calico/charts --version v3.32.1 | kubectl apply --server-side --force-conflicts -f -',
      release('calico', 'tigera-operator --repo https://docs.tigera.io/calico/charts', 'v3.32.1', 'tigera-operator', '10-calico'),
      wait('create', 'tigerastatus/calico'),
      wait('condition=Available', 'tigerastatus/calico'),
      wait('condition=Ready', 'nodes --all'),
      ...[space('metallb-system'), open('metallb-system')],
      release('metallb', 'metallb --repo https://metallb.github.io/metallb', '0.16.1', 'metallb-system', '20-metallb'),
      'kubectl apply --server-side -f https://github.com/kubernetes-sigs/gateway-api/releases/download/v1.6.1/standard-install.yaml',
      wait(
        'condition=Established',
        ['gatewayclasses', 'gateways', 'httproutes', 'grpcroutes', 'referencegrants']
          .map((kind) => `crd/${kind}.gateway.networking.k8s.io`)
          .join(' '),
      ),
      space('cert-manager'),
      release('cert-manager', 'cert-manager --repo https://charts.jetstack.io', 'v1.21.1', 'cert-manager', '40-cert-manager'),
      space('external-secrets'),
      release(
        'external-secrets',
        'external-secrets --repo https://charts.external-secrets.io',
        '2.9.0',
        'external-secrets',
        '50-external-secrets',
      ),
      ...[space('istio-system'), open('istio-system')],
      ...[istio('istio-base', 'base'), istio('istiod', 'istiod'), istio('istio-cni', 'cni')],
      space('kong'),
      release('kong', 'ingress --repo https://charts.konghq.com', '0.24.0', 'kong', '70-kong'),
    ]);
  });

  test('of one of several clusters name its context, and its folder', () => {
    const all = commands(true);
    expect(all.filter((line) => !/--context k8s|--kube-context k8s/.test(line) && !line.startsWith('helm template'))).toEqual([]);
    expect(all.filter((line) => line.includes('--values') && !line.includes('dist/k8s/add-ons/'))).toEqual([]);
  });
});
