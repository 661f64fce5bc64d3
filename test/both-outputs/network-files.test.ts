import { External, Forward, Network, PodEgress, Port, StatefulService, type System, Volume } from '../../src';
import { synthKubernetes, synthTerraform } from '../../src/testing';
import { verify } from '../../src/verify';
import type { Manifest } from '../kubernetes/manifests';
import { cluster, existingCluster, problemsOf, service, subnet, vm, yard } from '../model/fixture';
import { instancesOf } from '../terraform-instances';

const NFS = Port.tcp(2049, 'nfs');
const NAS = External.address('192.0.2.9', { name: 'nas' });

/** Pods with what a machine of the system exports, and with what one outside of it does. */
const build =
  (own: boolean, podEgress = PodEgress.MASQUERADE, path = '/srv/pictures') =>
  (): System => {
    const y = yard();
    const k8s = own ? cluster(y, 'k8s', { podEgress }) : existingCluster(y, 'k8s', { podEgress });
    const files = vm(y, 'files', { listens: [NFS] });
    const pictures = Volume.nfs('pictures', { server: files, path });
    service(k8s, 'thumbnails', {
      volumes: { '/pictures': pictures, '/archive': Volume.nfs('archive', { server: NAS, path: '/', readOnly: true }) },
      sidecars: [{ name: 'indexer', image: 'registry.example/indexer:1', volumes: { '/in': pictures } }],
    });
    new StatefulService(k8s, 'index', {
      image: 'registry.example/index:1',
      volumes: { '/pictures': Volume.nfs('pictures', { server: files, path }) },
    });
    return y.system;
  };

const objectsOf = (make: () => System): readonly Manifest[] => Object.values(synthKubernetes(make())).flat() as Manifest[];
const ofKind = (kind: string, make: () => System): readonly Manifest[] => objectsOf(make).filter((each) => each.kind === kind);

describe('what is rendered', () => {
  const make = build(true);

  test('is a volume of the cluster for each, that one claim is bound to', () => {
    const [archive, ...others] = ofKind('PersistentVolume', make).filter(({ metadata }) => metadata.name.includes('thumbnails'));
    expect(others).toHaveLength(1);
    expect(archive).toMatchObject({
      metadata: { name: expect.stringMatching(/^yard-thumbnails-archive-[0-9a-f]{8}$/) },
      spec: {
        accessModes: ['ReadOnlyMany'],
        storageClassName: '',
        persistentVolumeReclaimPolicy: 'Retain',
        mountOptions: ['nfsvers=4.1'],
        nfs: { server: '192.0.2.9', path: '/', readOnly: true },
      },
    });
    expect(archive?.metadata.namespace).toBeUndefined();
    const claim = ofKind('PersistentVolumeClaim', make).find(({ metadata }) => metadata.name === archive?.spec.claimRef.name);
    expect(claim).toMatchObject({
      metadata: { namespace: 'yard' },
      spec: { accessModes: ['ReadOnlyMany'], storageClassName: '', volumeName: archive?.metadata.name },
    });
    expect(archive?.spec.claimRef).toEqual({ namespace: 'yard', name: claim?.metadata.name });
  });

  test('containers of a pod share one, and pods with names of their own share theirs', () => {
    const [pod] = ofKind('Deployment', make).map(({ spec }) => spec.template.spec);
    const claims = pod.volumes.map((each: Manifest) => each.persistentVolumeClaim.claimName);
    expect(claims).toHaveLength(2);
    expect(pod.initContainers[0].volumeMounts).toEqual([{ name: 'share-1', mountPath: '/in' }]);
    expect(pod.containers[0].volumeMounts).toEqual([
      { name: 'share-0', mountPath: '/archive', readOnly: true },
      { name: 'share-1', mountPath: '/pictures' },
    ]);
    const [set] = ofKind('StatefulSet', make);
    expect(set?.spec.volumeClaimTemplates).toBeUndefined();
    expect(set?.spec.template.spec.volumes).toHaveLength(1);
  });

  test('is another one where Kubernetes would change nothing, and the same else', () => {
    const names = (of: () => System): readonly string[] => ofKind('PersistentVolume', of).map(({ metadata }) => metadata.name);
    expect(names(build(true))).toEqual(names(build(false)));
    expect(names(build(true, PodEgress.MASQUERADE, '/srv/others')).filter((name) => names(make).includes(name))).toEqual(
      names(make).filter((name) => name.includes('archive')),
    );
  });

  test('has what it needs told', () => {
    expect(
      make()
        .resolve()
        .system.prerequisites.filter((line) => line.includes('NFS')),
    ).toEqual([
      'Cluster k8s: its nodes mount NFS 4.1 (nfs-common, nfs-utils), and 10.1.1.2 exports /srv/pictures to them.',
      'Cluster k8s: its nodes mount NFS 4.1 (nfs-common, nfs-utils), and 192.0.2.9 exports / to them.',
    ]);
  });
});

describe.each([
  [true, PodEgress.MASQUERADE],
  [true, PodEgress.NATIVE],
  [false, PodEgress.MASQUERADE],
  [false, PodEgress.NATIVE],
])('nodes of the system: %s, pods leave: %s', (own, podEgress) => {
  const make = build(own, podEgress);
  const { system } = make().resolve();
  const flows = system.flows.filter(({ origin }) => origin === 'network-files');

  test('nodes reach the servers, and no pod does', () => {
    expect(flows.map(({ id }) => id)).toEqual(['k8s-nodes-to-external-nas', 'k8s-nodes-to-files']);
    const cluster = system.clusters[0];
    for (const { way } of flows)
      expect(way.by === 'network' ? way.source.blocks.map(({ cidr }) => cidr) : []).toEqual(
        cluster?.nodeAddresses.map((each) => `${each}/32`),
      );
    const policies = JSON.stringify(ofKind('NetworkPolicy', make));
    expect(policies).not.toContain('2049');
  });

  test('the filter of the server lets them in, and its answers out to ports below 1024', () => {
    const rules: string = instancesOf(synthTerraform(make())['stacks/yard/cdk.tf.json'] as never, 'terraform_data', 'filter-rules')?.files
      .xml;
    for (const address of system.clusters[0]?.nodeAddresses ?? [])
      expect(rules).toMatch(new RegExp(`srcipaddr='${address}' dstipaddr='10.1.1.2' protocol='tcp' dstportstart='2049'`));
    expect(rules).toContain("protocol='tcp' srcportstart='2049' dstportstart='600'");
  });

  test('the outputs say what the model says', () => {
    expect(verify({ system, terraform: synthTerraform(make()), kubernetes: synthKubernetes(make()) })).toEqual([]);
    const ingress = flows.find(({ id }) => id === 'k8s-nodes-to-files')?.enforcement.find(({ point }) => point === 'hypervisor-ingress');
    // What masquerades is seen as its nodes are.
    expect(ingress?.precision).toBe(podEgress === PodEgress.NATIVE ? 'exact' : 'coarse');
  });
});

test('a server that nodes cannot be routed to is a problem', () => {
  const y = yard();
  const apart = new Network(y.system, 'apart', { cidr: '10.3.0.0/16' }).addSubnet('cell', {
    cidr: '10.3.1.0/24',
    forward: Forward.ISOLATED,
  });
  const files = vm(y, 'files', { subnet: apart, listens: [NFS] });
  service(existingCluster(y), 'thumbnails', { volumes: { '/pictures': Volume.nfs('pictures', { server: files, path: '/srv' }) } });
  expect(() => y.system.resolve()).toThrow(/FLOW_NOT_ROUTABLE[\s\S]*volume pictures of thumbnails/);
});

test('a server with several cards is mounted by its first one, or the one that is named', () => {
  const y = yard();
  const storage = subnet(y, 'storage', 9);
  const files = vm(y, 'files', { listens: [NFS] });
  const fast = files.addInterface('storage', { subnet: storage });
  service(cluster(y), 'thumbnails', {
    volumes: {
      '/slow': Volume.nfs('slow', { server: files, path: '/srv' }),
      '/fast': Volume.nfs('fast', { server: fast, path: '/srv' }),
    },
  });
  const problems = problemsOf(y.system);
  expect(problems.map(({ code, message }) => `${code}: ${message}`)).toEqual([
    expect.stringMatching(/^FLOW_BY_OTHER_CARD: .*volume fast of thumbnails.*by its card "files", not by "files-storage"/),
  ]);
});
