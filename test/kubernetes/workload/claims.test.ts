import { AccessMode, Job, Microservice, Size, StatefulService, Volume } from '../../../src/model';
import { cluster, HTTP, resolved, type Yard } from '../../model/fixture';
import { type Manifest, named, objects } from '../manifests';

const IMAGE = 'registry.example/db:1';
const rendered = (build: (y: Yard) => unknown): Manifest[] => objects(resolved(build).system);
const data = Volume.claim('data', { size: Size.gibibytes(20), storageClass: 'fast' });

test('a workload has its claim beside it, and one pod at a time', () => {
  const all = rendered(
    (y) => new Microservice(cluster(y), 'files', { image: IMAGE, port: HTTP, replicas: 1, volumes: { '/data': data, '/again': data } }),
  );
  const claim = named(all, 'PersistentVolumeClaim', 'files-data');
  expect(claim.metadata).toMatchObject({ namespace: 'yard', annotations: { 'isthmus/keeps-data': 'true' } });
  expect(claim.spec).toEqual({ accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '20Gi' } }, storageClassName: 'fast' });
  const { template, strategy } = named(all, 'Deployment', 'files').spec;
  expect(template.spec.volumes).toEqual([{ name: 'claim-0', persistentVolumeClaim: { claimName: 'files-data' } }]);
  expect(template.spec.containers[0].volumeMounts).toEqual([
    { name: 'claim-0', mountPath: '/again' },
    { name: 'claim-0', mountPath: '/data' },
  ]);
  expect(template.spec.securityContext).toMatchObject({ fsGroup: 10001, fsGroupChangePolicy: 'OnRootMismatch' });
  // The new pod could wait for ever for a volume that the old one has on another node.
  expect(strategy).toEqual({ type: 'Recreate' });
});

test('one that all nodes can have changes nothing about how pods are replaced', () => {
  const shared = Volume.claim('data', { size: Size.gibibytes(1), accessMode: AccessMode.READ_WRITE_MANY, keep: false });
  const all = rendered((y) => new Microservice(cluster(y), 'files', { image: IMAGE, port: HTTP, volumes: { '/data': shared } }));
  expect(named(all, 'Deployment', 'files').spec.strategy.type).toBe('RollingUpdate');
  expect(named(all, 'PersistentVolumeClaim', 'files-data').metadata.annotations).toBeUndefined();
});

test.each([
  [undefined, 'Retain'],
  [true, 'Retain'],
  [false, 'Delete'],
])('a stateful service gives one to each pod; kept: %s', (keep, policy) => {
  const each = Volume.claim('data', { size: Size.gibibytes(20), keep });
  const all = rendered((y) => new StatefulService(cluster(y), 'db', { image: IMAGE, port: HTTP, volumes: { '/data': each } }));
  const { spec } = named(all, 'StatefulSet', 'db');
  expect(spec.volumeClaimTemplates).toEqual([
    { metadata: { name: 'data' }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '20Gi' } } } },
  ]);
  expect(spec.persistentVolumeClaimRetentionPolicy).toEqual({ whenDeleted: policy, whenScaled: policy });
  expect(spec.template.spec.containers[0].volumeMounts).toEqual([{ name: 'data', mountPath: '/data' }]);
  expect(spec.template.spec).not.toHaveProperty('volumes');
  expect(all.filter(({ kind }) => kind === 'PersistentVolumeClaim')).toEqual([]);
});

test('a stateful service without claims says nothing of them', () => {
  const { spec } = named(
    rendered((y) => new StatefulService(cluster(y), 'db', { image: IMAGE, port: HTTP })),
    'StatefulSet',
    'db',
  );
  expect(Object.keys(spec)).not.toEqual(expect.arrayContaining(['volumeClaimTemplates']));
  expect(spec).not.toHaveProperty('persistentVolumeClaimRetentionPolicy');
});

test('a job has one under its own name, whatever it runs', () => {
  const all = rendered((y) => new Job(cluster(y), 'import', { image: IMAGE, volumes: { '/data': data } }));
  expect(named(all, 'PersistentVolumeClaim', 'import-data').spec.storageClassName).toBe('fast');
});

test('claims that are rendered are no prerequisite', () => {
  const { system } = resolved((y) => new Microservice(cluster(y), 'files', { image: IMAGE, replicas: 1, volumes: { '/data': data } }));
  expect(system.prerequisites.filter((line) => line.includes('PersistentVolumeClaim'))).toEqual([]);
});
