import { EnvSource, FileSource, type MicroserviceProps, Size, Volume } from '../../../src/model';
import { cluster, resolved, secretOf, service, type Yard } from '../../model/fixture';
import { type Manifest, named, objects } from '../manifests';

/** Everything that a service with these props comes to. */
const rendered = (props: Partial<MicroserviceProps> | ((y: Yard) => Partial<MicroserviceProps>)): Manifest[] =>
  objects(resolved((y) => service(cluster(y), 'api', typeof props === 'function' ? props(y) : props)).system);
const podOf = (all: readonly Manifest[]) => named(all, 'Deployment', 'api').spec.template.spec;
const textsOf = (all: readonly Manifest[]) =>
  all.filter(({ kind, metadata }) => kind === 'ConfigMap' && metadata.labels?.['isthmus/files-of'] === 'api');

describe('files', () => {
  const site = { '/app/config/site.conf': 'listen 8080;\n', '/app/config/tls/ca.pem': FileSource.configMapKey('ca', 'bundle') };

  test('text stands in an immutable ConfigMap that is named by its content', () => {
    const [texts, ...others] = textsOf(rendered({ files: site }));
    expect(others).toEqual([]);
    expect(texts).toMatchObject({ immutable: true, data: { 'site.conf': 'listen 8080;\n' }, metadata: { namespace: 'yard' } });
    expect(texts?.metadata.name).toMatch(/^api-files-[0-9a-f]{10}$/);
  });

  test('other text is another ConfigMap, and another pod template; the same text is the same', () => {
    const name = (text: string) => textsOf(rendered({ files: { '/app/config/site.conf': text } }))[0]?.metadata.name;
    expect(name('a')).toBe(name('a'));
    expect(name('a')).not.toBe(name('b'));
    const all = rendered({ files: { '/app/config/site.conf': 'a' } });
    expect(JSON.stringify(podOf(all).volumes)).toContain(name('a'));
  });

  test('those of a folder and of folders in it are one volume, each with its mode', () => {
    const pod = podOf(rendered({ files: { ...site, '/app/config/run.sh': FileSource.text('#!/bin/sh', { mode: 0o550 }) } }));
    expect(pod.containers[0].volumeMounts).toEqual([{ name: 'files-0', mountPath: '/app/config', readOnly: true }]);
    const name = expect.stringMatching(/^api-files-/);
    expect(pod.volumes).toEqual([
      {
        name: 'files-0',
        projected: {
          defaultMode: 0o440,
          sources: [
            { configMap: { name, items: [{ key: 'run.sh', path: 'run.sh', mode: 0o550 }] } },
            { configMap: { name, items: [{ key: 'site.conf', path: 'site.conf', mode: 0o440 }] } },
            { configMap: { name: 'ca', items: [{ key: 'bundle', path: 'tls/ca.pem', mode: 0o440 }] } },
          ],
        },
      },
    ]);
  });

  test('keys of Secrets, what the pod is called, and tokens for others', () => {
    const pod = podOf(
      rendered((y) => ({
        files: {
          '/run/secrets/db/password': FileSource.secret(secretOf(y, 'db', 'password').key('password'), { mode: 0o400, optional: true }),
          '/run/secrets/vault/token': FileSource.token({ audience: 'vault' }),
          '/run/pod/labels': FileSource.field('metadata.labels'),
        },
      })),
    );
    expect(pod.volumes.map(({ projected }: { projected: { sources: unknown[] } }) => projected.sources)).toEqual([
      [{ downwardAPI: { items: [{ path: 'labels', mode: 0o440, fieldRef: { fieldPath: 'metadata.labels' } }] } }],
      [{ secret: { name: 'db', items: [{ key: 'password', path: 'password', mode: 0o400 }], optional: true } }],
      [{ serviceAccountToken: { audience: 'vault', expirationSeconds: 3600, path: 'token' } }],
    ]);
    expect(pod.automountServiceAccountToken).toBe(false);
  });

  test('the user of the container reads them by its group', () => {
    expect(podOf(rendered({ files: site, runAs: 999 })).securityContext).toMatchObject({ runAsGroup: 999, fsGroup: 999 });
    expect(podOf(rendered((y) => ({ volumes: { '/tls': Volume.secret(secretOf(y, 'tls')) } }))).securityContext.fsGroup).toBe(10001);
    expect(podOf(rendered({ scratch: ['/tmp'] })).securityContext).not.toHaveProperty('fsGroup');
  });

  test('files of the same name and other content have keys of their own; the same content stands there once', () => {
    const files = { '/a/app.conf': 'one', '/b/app.conf': 'two', '/c/app.conf': 'one', '/c/..weird': 'x' };
    const { '/c/..weird': _, ...plain } = files;
    const [texts] = textsOf(rendered({ files: plain }));
    expect(Object.values(texts?.data ?? {}).sort()).toEqual(['one', 'two']);
    expect(Object.keys(texts?.data ?? {})).toEqual(['app.conf', expect.stringMatching(/^app\.conf-[0-9a-f]{8}$/)]);
  });

  test('bytes arrive as bytes', () => {
    const [texts] = textsOf(rendered({ files: { '/app/keys/trust.p12': FileSource.bytes(Uint8Array.of(0, 255, 10)) } }));
    expect(texts).toMatchObject({ binaryData: { 'trust.p12': 'AP8K' } });
    expect(texts).not.toHaveProperty('data');
  });
});

describe('volumes', () => {
  test('whole Secrets, ConfigMaps and existing claims', () => {
    const pod = podOf(
      rendered((y) => ({
        volumes: {
          '/tls': Volume.secret(secretOf(y, 'api-tls'), { mode: 0o444 }),
          '/data': Volume.existingClaim('old-data'),
          '/docs': Volume.existingClaim('docs', { readOnly: true }),
          '/looks': Volume.configMap('looks', { optional: true }),
        },
      })),
    );
    expect(pod.containers[0].volumeMounts).toEqual([
      { name: 'claim-0', mountPath: '/data' },
      { name: 'claim-1', mountPath: '/docs', readOnly: true },
      { name: 'keys-0', mountPath: '/looks', readOnly: true },
      { name: 'keys-1', mountPath: '/tls', readOnly: true },
    ]);
    expect(pod.volumes).toEqual([
      { name: 'claim-0', persistentVolumeClaim: { claimName: 'old-data' } },
      { name: 'claim-1', persistentVolumeClaim: { claimName: 'docs' } },
      { name: 'keys-0', configMap: { name: 'looks', defaultMode: 0o440, optional: true } },
      { name: 'keys-1', secret: { secretName: 'api-tls', defaultMode: 0o444 } },
    ]);
  });

  test('scratch has a size, which the container may use on top; in memory it is part of its memory', () => {
    const pod = podOf(
      rendered({
        scratch: ['/tmp'],
        volumes: {
          '/cache': Volume.scratch({ size: Size.gibibytes(2) }),
          '/fast': Volume.scratch({ size: Size.mebibytes(64), inMemory: true }),
          '/shm': Volume.scratch({ inMemory: true }),
        },
      }),
    );
    expect(pod.volumes.map(({ emptyDir }: { emptyDir: unknown }) => emptyDir)).toEqual([
      { sizeLimit: '2Gi' },
      { medium: 'Memory', sizeLimit: '64Mi' },
      { medium: 'Memory', sizeLimit: '128Mi' },
      { sizeLimit: '256Mi' },
    ]);
    expect(pod.containers[0].resources.limits).toMatchObject({ 'ephemeral-storage': '2304Mi', memory: '256Mi' });
    expect(pod.containers[0].resources.requests).toMatchObject({ 'ephemeral-storage': '2304Mi' });
  });

  test('one that two containers have is one', () => {
    const shared = Volume.scratch();
    const pod = podOf(
      rendered({
        volumes: { '/out': shared },
        sidecars: [{ name: 'shipper', image: 'registry.example/shipper:1', volumes: { '/in': shared, '/own': Volume.scratch() } }],
      }),
    );
    expect(pod.volumes.map(({ name }: { name: string }) => name)).toEqual(['scratch-0', 'scratch-1']);
    expect(pod.initContainers[0].volumeMounts).toEqual([
      { name: 'scratch-0', mountPath: '/in' },
      { name: 'scratch-1', mountPath: '/own' },
    ]);
  });
});

test('what has to be in the namespace is told, and what is rendered is not', () => {
  const { system } = resolved((y) =>
    service(cluster(y), 'api', {
      envFrom: [],
      env: { A: EnvSource.configMapKey('looks', 'theme') },
      files: { '/app/a': 'text', '/app/b': FileSource.secret(secretOf(y, 'db', 'password').key('password')) },
      volumes: { '/data': Volume.existingClaim('old-data'), '/tls': Volume.secret(secretOf(y, 'tls', 'tls.crt', 'tls.key')) },
      sidecars: [
        { name: 'proxy', image: 'registry.example/proxy:1', env: { B: EnvSource.secret(secretOf(y, 'proxy', 'token').key('token')) } },
      ],
    }),
  );
  expect(system.prerequisites.filter((line) => line.includes('yard/'))).toEqual([
    'Cluster k8s: the ConfigMap yard/looks exists, with the key theme.',
    'Cluster k8s: the PersistentVolumeClaim yard/old-data exists.',
    'Cluster k8s: the Secret yard/db exists, with the key password.',
    'Cluster k8s: the Secret yard/proxy exists, with the key token.',
    'Cluster k8s: the Secret yard/tls exists, with the key tls.crt.',
    'Cluster k8s: the Secret yard/tls exists, with the key tls.key.',
  ]);
});
