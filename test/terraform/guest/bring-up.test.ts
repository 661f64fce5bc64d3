import { parseAllDocuments } from 'yaml';
import type { ResolvedBringUp } from '../../../src/model/resolved';
import { FIRST, Guest, nodeMachine, PLANE, TOKEN, WORKER } from './node-programs';
import { fileOf, readCloudInit } from './render';

const guests: Guest[] = [];
afterEach(() => {
  for (const guest of guests.splice(0)) guest.end();
});
function boot(bringUp: ResolvedBringUp, version?: string): Guest {
  const guest = new Guest(bringUp, version);
  guests.push(guest);
  return guest;
}

const SECRETS = '/etc/isthmus/kubernetes/secrets';
const STATE = '/var/lib/isthmus/kubernetes';

describe('the first node', () => {
  test('makes the cluster, waits for all others, and forgets what they join with', () => {
    const guest = boot(FIRST);
    guest.put('later', 'k8s-node-3\nk8s-node-2\n');
    const { status, output } = guest.run();
    expect({ status, output }).toEqual({ status: 0, output: expect.stringContaining('what is secret is deleted') });
    const [skipping, whole, ...rest] = guest.calls;
    expect(skipping).toMatch(/^kubeadm init --config \/run\/isthmus\/kubeadm.yaml --skip-phases=.*\bbootstrap-token\b/);
    expect(whole).toMatch(/^kubeadm init --config \/run\/isthmus\/kubeadm.yaml --skip-token-print --ignore-preflight-errors=/);
    expect(rest).toEqual([
      'sleep 15',
      'sleep 15',
      'kubeadm token delete abcdef',
      'kubectl --kubeconfig=/etc/kubernetes/admin.conf --namespace=kube-system delete secret kubeadm-certs --ignore-not-found',
    ]);
    expect(output).toContain('waiting for k8s-node-2 k8s-node-3 \n');
    expect(output).toContain('waiting for k8s-node-2 \n');
    expect([SECRETS, '/etc/isthmus/kubernetes/kubeadm.yaml', '/run/isthmus/kubeadm.yaml'].filter(guest.has)).toEqual([]);
    expect(guest.read('/etc/hosts')).toBe('127.0.0.1 localhost\n10.10.10.10 api.k8s.shop.internal\n');
  });

  test('tells kubeadm its token and version, and the API server its key, which is kept nowhere else', () => {
    const guest = boot(FIRST);
    guest.put('nodes', 'k8s-node-2\nk8s-node-3\n');
    guest.run();
    const given = guest.read('/given-init.yaml');
    expect(given).toContain(`token: "${TOKEN}"`);
    expect(given).toContain('kubernetesVersion: "v1.34.2"');
    expect(given).not.toMatch(/@[a-z-]+@/);
    expect(guest.read('/etc/kubernetes/isthmus/encryption.yaml')).toContain('secret: "YWJjZGVm');
  });

  describe('of several that run the control plane, made anew', () => {
    const OTHER = '10.10.10.11';
    const ONE_OF_TWO: ResolvedBringUp = {
      ...FIRST,
      apiServer: { name: FIRST.apiServer.name, addresses: ['10.10.10.10', OTHER] },
      awaits: [{ name: 'k8s-node-2', controlPlane: true }],
      secrets: { ...FIRST.secrets, certificateKey: 'k8s_certificate_key' },
    };
    const started = (guest: Guest): string | undefined => guest.calls.find((call) => /^kubeadm (init|join)/.test(call));

    test('joins by a token that its cluster has made, and makes no second cluster', () => {
      const guest = boot(ONE_OF_TWO);
      guest.put(`${SECRETS}/join-token`, `${TOKEN}/sha256:${'1'.repeat(64)}`);
      const { status, output } = guest.run();
      expect({ status, output }).toEqual({ status: 0, output: expect.stringContaining('joined the cluster k8s') });
      expect(guest.calls).toEqual(['kubeadm join --config /run/isthmus/kubeadm.yaml']);
      const given = guest.read('/given-join.yaml');
      expect(given).toContain('kind: JoinConfiguration');
      expect(given).toContain(`caCertHashes: ["sha256:${'1'.repeat(64)}"]`);
      expect(given).toContain(`certificateKey: "${'f'.repeat(64)}"`);
      const told = ['kubeadm.yaml', 'kubeadm-join.yaml', 'secrets'].map((name) => `/etc/isthmus/kubernetes/${name}`);
      expect(told.filter(guest.has)).toEqual([]);
    });

    test('joins whichever token it has where another one answers, and goes on so when that failed', () => {
      const guest = boot(ONE_OF_TWO);
      guest.put('answering', `${OTHER}\n`);
      guest.put('/fail-join', '');
      expect(guest.run().status).toBe(1);
      guest.put('answering', '');
      expect(guest.run().status).toBe(0);
      expect(guest.calls.filter((call) => call.startsWith('kubeadm init'))).toEqual([]);
    });

    test('makes the cluster where nobody has it: the first time', () => {
      const guest = boot(ONE_OF_TWO);
      guest.put('nodes', 'k8s-node-2\n');
      guest.run();
      expect(started(guest)).toMatch(/^kubeadm init/);
    });

    test('the only one that runs the control plane has no cluster to go back to', () => {
      const guest = boot(FIRST);
      guest.put('nodes', 'k8s-node-2\nk8s-node-3\n');
      guest.put(`${SECRETS}/join-token`, `${TOKEN}/sha256:${'1'.repeat(64)}`);
      guest.run();
      expect(started(guest)).toMatch(/^kubeadm init/);
    });
  });

  test('that was cut off once it had answered goes on with what it has made, and throws nothing away', () => {
    const guest = boot(FIRST);
    guest.put('nodes', 'k8s-node-2\nk8s-node-3\n');
    guest.put(`${STATE}/begun`, 'an earlier boot');
    guest.put(`${STATE}/answered`, '');
    guest.put('/var/lib/etcd/member/snap', '');
    guest.put('/etc/kubernetes/pki/ca.key', 'the key');
    expect(guest.run().status).toBe(0);
    expect(guest.calls[0]).toMatch(/^kubeadm init .*--ignore-preflight-errors=.*DirAvailable--var-lib-etcd/);
    expect(guest.calls.join()).not.toMatch(/skip-phases|reset/);
    expect([guest.read('/etc/kubernetes/pki/ca.key'), guest.has('/var/lib/etcd/member/snap')]).toEqual(['the key', true]);
  });

  test('that was cut off before it had answered begins anew: a key may be half written, and etcd without a member', () => {
    const guest = boot(FIRST);
    guest.put('nodes', 'k8s-node-2\nk8s-node-3\n');
    guest.put(`${STATE}/begun`, 'an earlier boot');
    guest.put('/var/lib/etcd/member/wal/0', '');
    guest.put('/etc/kubernetes/pki/ca.key', '');
    expect(guest.run().status).toBe(0);
    expect(guest.calls.slice(0, 2)).toEqual(['kubeadm reset --force', expect.stringMatching(/^kubeadm init .*--skip-phases=\S+$/)]);
    expect([guest.has('/etc/kubernetes/pki/ca.key'), guest.has('/var/lib/etcd/member/wal')]).toEqual([false, false]);
    expect(guest.has('/etc/kubernetes/isthmus/encryption.yaml')).toBe(true);
  });

  test('that is slow tries again with what is there already', () => {
    const guest = boot(FIRST);
    guest.put('nodes', 'k8s-node-2\nk8s-node-3\n');
    guest.put('/fail-init', '');
    expect(guest.run().status).toBe(1);
    guest.put('/etc/kubernetes/pki/ca.key', 'the key');
    expect(guest.run().status).toBe(0);
    expect(guest.calls[1]).toMatch(/^kubeadm init .*--skip-phases=.* --ignore-preflight-errors=/);
    expect(guest.read('/etc/kubernetes/pki/ca.key')).toBe('the key');
  });

  test('leaves a cluster alone that is there', () => {
    const guest = boot(FIRST);
    guest.put('nodes', 'k8s-node-2\nk8s-node-3\n');
    guest.run();
    const before = guest.calls.length;
    expect(guest.run().status).toBe(0);
    expect(guest.calls.slice(before).filter((call) => /init|reset/.test(call))).toEqual([]);
  });

  test('waits for a day, then takes the token back', () => {
    const guest = boot(FIRST);
    guest.put(`${STATE}/joined`, '');
    guest.put('bin/stat', '#!/bin/bash\necho 1000\n', 0o755);
    const { status, output } = guest.run();
    expect(status).toBe(0);
    expect(output).toContain('k8s-node-2 k8s-node-3  did not join within a day');
    expect(guest.calls).toContain('kubeadm token delete abcdef');
  });

  test('is stopped by an image of another version', () => {
    const guest = boot(FIRST, 'v1.33.1');
    expect(guest.run()).toEqual({
      status: 1,
      output: expect.stringContaining(
        'kubeadm is v1.33.1, and the cluster is to be 1.34: the image has another version than the system says',
      ),
    });
    expect(guest.calls).toEqual([]);
  });

  test('that has no workers runs pods and announces addresses', () => {
    const guest = boot({ ...FIRST, awaits: [], runsPods: true });
    expect(guest.run().status).toBe(0);
    expect(guest.read('/given-init.yaml')).toContain('taints: []');
    expect(guest.calls[2]).toMatch(/label node \S+ node.kubernetes.io\/exclude-from-external-load-balancers-$/);
  });

  test('hands the keys of the control plane over as long as somebody waits for them', () => {
    const secrets = { ...FIRST.secrets, certificateKey: 'k8s_certificate_key' };
    const guest = boot({ ...FIRST, awaits: [{ name: 'k8s-node-2', controlPlane: true }], secrets });
    guest.put(`${STATE}/joined`, '');
    guest.put('bin/stat', '#!/bin/bash\necho $(($(date +%s) - 7200))\n', 0o755);
    guest.put('later', 'other\nk8s-node-2\n');
    guest.run();
    expect(guest.calls.filter((call) => call.startsWith('kubeadm'))).toEqual([
      'kubeadm init phase upload-certs --upload-certs --skip-certificate-key-print --config /run/isthmus/kubeadm.yaml',
      'kubeadm token delete abcdef',
    ]);
  });
});

describe('a node that joins', () => {
  test('tries until it is let in, and forgets what it joined with', () => {
    const guest = boot(WORKER);
    guest.put('/fail-join', '');
    expect(guest.run()).toEqual({ status: 1, output: expect.stringContaining('npx isthmus join-token k8s --to') });
    expect(guest.has(`${SECRETS}/join-token`)).toBe(true);
    expect(guest.run().status).toBe(0);
    expect(guest.calls).toEqual([
      'kubeadm join --config /run/isthmus/kubeadm.yaml',
      'kubeadm reset --force',
      'kubeadm join --config /run/isthmus/kubeadm.yaml',
    ]);
    expect([SECRETS, '/etc/isthmus/kubernetes/kubeadm.yaml', '/run/isthmus/kubeadm.yaml'].filter(guest.has)).toEqual([]);
    expect(guest.has(`${STATE}/done`)).toBe(true);
  });

  test('is never reset once it is part of the cluster', () => {
    const guest = boot(WORKER);
    guest.put(`${STATE}/begun`, '');
    guest.put(`${STATE}/joined`, '');
    expect(guest.run().status).toBe(0);
    expect(guest.calls).toEqual([]);
  });

  test('takes another token, with the digest of the authority that it then insists on', () => {
    const guest = boot(WORKER);
    expect(guest.run('token').status).toBe(0);
    expect(guest.calls).toEqual(['systemctl restart --no-block isthmus-kubernetes.service']);
    guest.run();
    const given = guest.read('/given-join.yaml');
    expect(given).toContain(`token: "${TOKEN.replace('0', '9')}"`);
    expect(given).toContain(`caCertHashes: ["sha256:${'1'.repeat(64)}"]`);
    expect(given).not.toContain('unsafeSkipCAVerification');
    expect(guest.run('token')).toEqual({ status: 1, output: expect.stringContaining('part of the cluster k8s already') });
  });

  test('of the control plane gets its keys by the key for them', () => {
    const guest = boot(PLANE);
    expect(guest.run().status).toBe(0);
    expect(guest.read('/given-join.yaml')).toContain(`certificateKey: "${'f'.repeat(64)}"`);
    expect(guest.read('/etc/kubernetes/isthmus/encryption.yaml')).toContain('secretbox');
  });
});

describe('what kubeadm is told', () => {
  const configuration = (bringUp: ResolvedBringUp, version = '1.34', imageRepository?: string): Record<string, unknown>[] =>
    parseAllDocuments(
      fileOf(nodeMachine(bringUp, { version, ...(imageRepository && { imageRepository }) }), '/etc/isthmus/kubernetes/kubeadm.yaml')
        .content,
    ).map((document) => document.toJS() as Record<string, unknown>);
  const of = (kind: string, ...rest: Parameters<typeof configuration>): Record<string, unknown> =>
    configuration(...rest).find((document) => document.kind === kind) ?? {};

  test('follows from the system', () => {
    expect(of('ClusterConfiguration', FIRST, '1.34', 'registry.example/kubernetes')).toMatchObject({
      apiVersion: 'kubeadm.k8s.io/v1beta4',
      controlPlaneEndpoint: 'api.k8s.shop.internal:6443',
      imageRepository: 'registry.example/kubernetes',
      networking: { podSubnet: '10.244.0.0/16', serviceSubnet: '10.96.0.0/12' },
      apiServer: { certSANs: FIRST.certificateNames },
      controllerManager: { extraArgs: expect.arrayContaining([{ name: 'node-cidr-mask-size', value: '24' }]) },
    });
    expect(of('JoinConfiguration', WORKER)).toMatchObject({
      discovery: { bootstrapToken: { apiServerEndpoint: 'api.k8s.shop.internal:6443' } },
    });
  });

  test('is said as the version reads it', () => {
    const older = of('ClusterConfiguration', FIRST, '1.30');
    expect(older).toMatchObject({
      apiVersion: 'kubeadm.k8s.io/v1beta3',
      apiServer: { extraArgs: { profiling: 'false' }, timeoutForControlPlane: '15m0s' },
    });
    expect(of('InitConfiguration', FIRST, '1.31')).toMatchObject({
      apiVersion: 'kubeadm.k8s.io/v1beta4',
      timeouts: { controlPlaneComponentHealthCheck: '15m0s' },
    });
    expect(of('InitConfiguration', FIRST, '1.30')).not.toHaveProperty('timeouts');
  });

  test('keeps kubelets from those without a name, and node ports and figures at home', () => {
    expect(of('KubeletConfiguration', FIRST)).toMatchObject({
      authentication: { anonymous: { enabled: false }, webhook: { enabled: true } },
      authorization: { mode: 'Webhook' },
      readOnlyPort: 0,
    });
    expect(of('KubeProxyConfiguration', FIRST)).toMatchObject({
      nodePortAddresses: ['127.0.0.0/8'],
      iptables: { localhostNodePorts: false },
      metricsBindAddress: '127.0.0.1:10249',
    });
  });

  test('no secret is part of what is written down', () => {
    const { userData } = readCloudInit(nodeMachine(FIRST));
    const secret = userData.write_files?.filter(({ path }) => path.startsWith(SECRETS));
    expect(secret?.map(({ path, permissions, content }) => [path, permissions, content])).toEqual([
      [`${SECRETS}/join-token`, '0600', `\${base64encode(var.k8s_join_token)}`],
      [`${SECRETS}/encryption-key`, '0600', `\${base64encode(var.k8s_encryption_key)}`],
    ]);
    expect(readCloudInit(nodeMachine(WORKER)).userData.write_files?.map(({ path }) => path)).not.toContain(`${SECRETS}/encryption-key`);
  });

  test('sandboxes are of the image that kubeadm names, out of the declared repository', () => {
    const setUp = fileOf(nodeMachine(FIRST, { imageRepository: 'registry.example/kubernetes' }), '/usr/local/sbin/isthmus-cluster-node');
    expect(setUp.content).toContain(
      'kubeadm config images list --kubernetes-version=v1.34.0 --image-repository=registry.example/kubernetes',
    );
  });
});
