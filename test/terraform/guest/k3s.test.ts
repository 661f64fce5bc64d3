import { createHash } from 'node:crypto';
import { load } from 'js-yaml';
import type { ClusterNodeRole, FlannelBackendName, ResolvedBringUp, ResolvedK3s } from '../../../src/model/resolved';
import { AGENT_FLAGS, SERVER_FLAGS, type Takes } from './k3s-flags';
import { machine, OS } from './machines';
import { Guest, FIRST as KUBEADM_FIRST, nodeRole, TOKEN } from './node-programs';
import { fileOf, readCloudInit } from './render';

const K3S: ResolvedK3s = { name: 'k3s', release: 'v1.34.2+k3s1', flannelBackend: 'vxlan', localStorage: false };
const SERVER_TOKEN = 'e'.repeat(64);

const FIRST: ResolvedBringUp = { ...KUBEADM_FIRST, secrets: { joinToken: 'k8s_join_token', serverToken: 'k8s_server_token' } };
const SERVER: ResolvedBringUp = { ...FIRST, part: 'control-plane', awaits: [], secrets: { serverToken: 'k8s_server_token' } };
const AGENT: ResolvedBringUp = { ...FIRST, part: 'worker', awaits: [], secrets: { joinToken: 'k8s_join_token' } };

const role = (bringUp: ResolvedBringUp, more: Partial<ClusterNodeRole> = {}): ClusterNodeRole =>
  nodeRole(bringUp, { distribution: K3S, ...more });
const node = (bringUp: ResolvedBringUp, more: Partial<ClusterNodeRole> = {}) =>
  machine(OS.debian12, role(bringUp, more), { installs: false });

const STATE = '/var/lib/isthmus/kubernetes';
const SECRETS = '/etc/isthmus/kubernetes/secrets';
const CONFIG = '/etc/rancher/k3s/config.yaml';

/** What the stand-in for k3s answers: its version; nodes of the list; readiness, where there is no file that says otherwise. */
const STAND_IN = `#!/bin/bash
case " $* " in
  ' --version ') echo "k3s version $KUBEADM_VERSION (abcdef12)"; exit ;;
  *' get --raw=/readyz '*) [ ! -e "$ROOT/silent" ]; exit ;;
  *' get node '*' --output='*) grep -qxF "\${*: -2:1}" "$ROOT/nodes" && cat "$ROOT/kubelet"; exit ;;
  *' get node '*) grep -qxF "\${*: -1}" "$ROOT/nodes"; exit ;;
  *' apply '*) cat > "$ROOT/applied" ;;
esac
echo "k3s $*" >> "$ROOT/calls"
`;

const guests: Guest[] = [];
afterEach(() => {
  for (const guest of guests.splice(0)) guest.end();
});
/** @param there nodes that the cluster has */
function boot(bringUp: ResolvedBringUp, there: readonly string[] = [], version = 'v1.34.2+k3s1'): Guest {
  const guest = new Guest(bringUp, version, node(bringUp), { 'server-token': SERVER_TOKEN });
  guest.put('bin/k3s', STAND_IN, 0o755);
  guest.put('nodes', there.map((name) => `${name}\n`).join(''));
  guests.push(guest);
  return guest;
}

const SELF = 'database-vm';
const ADMIN = 'k3s kubectl --kubeconfig=/etc/rancher/k3s/k3s.yaml';
const STARTED = ['systemctl enable k3s.service', 'systemctl start --no-block k3s.service'];
const HANDED_OVER = ['systemctl stop k3s.service', ...STARTED];

describe('the first server', () => {
  test('makes the cluster, makes the token good for agents, waits for all, and takes it back', () => {
    const guest = boot(FIRST, [SELF]);
    guest.put('later', 'k8s-node-3\nk8s-node-2\n');
    const { status, output } = guest.run();
    expect({ status, output }).toEqual({ status: 0, output: expect.stringContaining('done: what is no longer needed') });
    const calls = guest.calls.filter((call) => !call.startsWith('mkdir'));
    expect(calls).toEqual([
      ...HANDED_OVER,
      `${ADMIN} apply --server-side --force-conflicts --filename=-`,
      'sleep 15',
      'sleep 15',
      `${ADMIN} --namespace=kube-system delete secret bootstrap-token-abcdef --ignore-not-found`,
    ]);
    expect(JSON.parse(guest.read('applied'))).toMatchObject({
      type: 'bootstrap.kubernetes.io/token',
      metadata: { name: 'bootstrap-token-abcdef', namespace: 'kube-system' },
      stringData: {
        'token-id': 'abcdef',
        'token-secret': '0123456789abcdef',
        'usage-bootstrap-authentication': 'true',
        'auth-extra-groups': 'system:bootstrappers:k3s:default-node-token',
        expiration: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      },
    });
    expect(guest.has(SECRETS)).toBe(false);
    expect(guest.read('/etc/rancher/k3s/token')).toBe(SERVER_TOKEN);
  });

  test('says nothing secret, and no token is an argument of anything', () => {
    const guest = boot(FIRST, [SELF, 'k8s-node-2', 'k8s-node-3']);
    const { output } = guest.run();
    for (const text of [output, guest.calls.join()])
      for (const secret of ['0123456789abcdef', SERVER_TOKEN]) expect(text).not.toContain(secret);
  });

  test('that was cut off before it had answered begins anew; once it has, nothing is thrown away', () => {
    const cut = (answered: boolean): Guest => {
      const guest = boot(FIRST, [SELF, 'k8s-node-2', 'k8s-node-3']);
      guest.put(`${STATE}/begun`, 'an earlier boot');
      if (answered) guest.put(`${STATE}/answered`, '');
      guest.put('/var/lib/rancher/k3s/server/db/etcd/member/wal/0', '');
      expect(guest.run().status).toBe(0);
      return guest;
    };
    expect(cut(false).has('/var/lib/rancher/k3s/server')).toBe(false);
    expect(cut(true).has('/var/lib/rancher/k3s/server/db/etcd/member/wal/0')).toBe(true);
  });

  test('that does not answer is tried again, with what it has', () => {
    const guest = boot(FIRST, [SELF, 'k8s-node-2', 'k8s-node-3']);
    guest.put('silent', '');
    expect(guest.run()).toEqual({ status: 1, output: expect.stringContaining('journalctl -u k3s.service') });
    guest.remove('silent');
    expect(guest.run().status).toBe(0);
    expect(guest.calls.filter((call) => call.includes('stop'))).toHaveLength(1);
  });

  test('of several servers, made anew, joins where another one answers, and makes no second cluster', () => {
    const several: ResolvedBringUp = {
      ...FIRST,
      apiServer: { name: FIRST.apiServer.name, addresses: ['10.10.10.10', '10.10.10.11'] },
      awaits: [{ name: 'k8s-node-2', controlPlane: true }],
    };
    const again = boot(several, [SELF]);
    again.put('answering', '10.10.10.11\n');
    expect(again.run()).toEqual({ status: 0, output: expect.stringContaining('joined the cluster k8s') });
    expect(load(again.read(CONFIG))).toMatchObject({ server: 'https://api.k8s.shop.internal:6443' });
    expect(load(again.read(CONFIG))).not.toHaveProperty('cluster-init');
    const told = boot(several, [SELF]);
    told.put(`${SECRETS}/join-token`, `K10${'1'.repeat(64)}::${TOKEN}`);
    expect(told.run().output).toContain('joining the cluster');
    const first = boot(several, [SELF, 'k8s-node-2']);
    expect(first.run().output).toContain('making the cluster');
    expect(first.calls.join()).not.toContain('apply');
  });
});

describe('others', () => {
  test('an agent joins with its token, whatever it was told first', () => {
    const guest = boot(AGENT);
    guest.put('bin/sleep', '#!/bin/bash\n', 0o755);
    expect(guest.run()).toEqual({ status: 1, output: expect.stringContaining('npx isthmus join-token k8s --to database-vm') });
    expect(guest.run('token').status).toBe(0);
    guest.put('nodes', `${SELF}\n`);
    expect(guest.run().status).toBe(0);
    expect(guest.read('/etc/rancher/k3s/token')).toMatch(/^K10[0-9a-f]{64}::/);
    expect(guest.calls).toEqual([...HANDED_OVER, 'systemctl restart --no-block isthmus-kubernetes.service', ...HANDED_OVER]);
    expect(guest.has(SECRETS)).toBe(false);
    expect(guest.run('token').output).toContain('is part of the cluster k8s already');
  });

  test('a server joins with the token of servers, and takes no other', () => {
    const guest = boot(SERVER, [SELF]);
    expect(guest.run('token').output).toContain('it joins with another secret');
    expect(guest.run().status).toBe(0);
    expect(guest.read('/etc/rancher/k3s/token')).toBe(SERVER_TOKEN);
    expect(guest.calls).toEqual(HANDED_OVER);
  });

  test('another release than the system says is refused before anything is started', () => {
    const guest = boot(AGENT, [SELF], 'v1.34.1+k3s1');
    expect(guest.run()).toEqual({
      status: 1,
      output: expect.stringContaining('k3s is v1.34.1+k3s1, and the cluster is to be v1.34.2+k3s1'),
    });
    expect(guest.calls).toEqual([]);
  });
});

describe('what k3s is told', () => {
  const configuration = (...args: Parameters<typeof node>) => load(fileOf(node(...args), CONFIG).content) as Record<string, unknown>;

  test('follows from the system', () => {
    const marks = { nodeLabels: { disk: 'ssd' }, nodeTaints: [{ key: 'dedicated', value: 'batch', effect: 'no-schedule' }] } as const;
    expect(configuration(FIRST, marks)).toEqual({
      'cluster-init': true,
      'token-file': '/etc/rancher/k3s/token',
      'node-name': SELF,
      'node-ip': '10.10.10.10',
      'node-label': ['disk=ssd'],
      'node-taint': ['dedicated=batch:NoSchedule'],
      'tls-san': FIRST.certificateNames,
      'cluster-cidr': '10.244.0.0/16',
      'service-cidr': '10.96.0.0/12',
      'cluster-domain': 'cluster.local',
      'flannel-backend': 'vxlan',
      disable: ['local-storage', 'servicelb', 'traefik'],
      'disable-helm-controller': true,
      'secrets-encryption': true,
      'secrets-encryption-provider': 'secretbox',
      'write-kubeconfig-mode': '0600',
      'kube-apiserver-arg': expect.arrayContaining([
        'admission-control-config-file=/etc/rancher/k3s/isthmus/admission.yaml',
        'audit-policy-file=/etc/rancher/k3s/isthmus/audit-policy.yaml',
      ]),
      'kube-controller-manager-arg': ['node-cidr-mask-size=24', 'profiling=false'],
      'kube-scheduler-arg': ['profiling=false'],
      'protect-kernel-defaults': true,
      'kubelet-arg': ['anonymous-auth=false', 'authorization-mode=Webhook', 'read-only-port=0'],
      'kube-proxy-arg': ['iptables-localhost-nodeports=false', 'metrics-bind-address=127.0.0.1:10249', 'nodeport-addresses=127.0.0.0/8'],
    });
    expect(configuration({ ...AGENT, maxPods: 61 })).toEqual({
      server: 'https://api.k8s.shop.internal:6443',
      'token-file': '/etc/rancher/k3s/token',
      'node-name': SELF,
      'node-ip': '10.10.10.10',
      'protect-kernel-defaults': true,
      'kubelet-arg': expect.arrayContaining(['anonymous-auth=false', 'max-pods=61', 'read-only-port=0']),
      'kube-proxy-arg': expect.arrayContaining(['nodeport-addresses=127.0.0.0/8']),
    });
  });

  test('is what was chosen', () => {
    const own = configuration(SERVER, { distribution: { ...K3S, flannelBackend: 'none', localStorage: true }, version: '1.31' });
    expect(own).toMatchObject({ 'flannel-backend': 'none', 'disable-network-policy': true, disable: ['servicelb', 'traefik'] });
    expect(own).not.toHaveProperty('secrets-encryption-provider');
    expect(configuration(SERVER, { distribution: { ...K3S, flannelBackend: 'wireguard-native' } })).not.toHaveProperty(
      'disable-network-policy',
    );
  });

  /** What a flag that takes so may be given. */
  const TAKEN: { readonly [T in Takes]: (given: unknown) => boolean } = {
    // A switch that is off is left out: as `--flag false` it would be on.
    switch: (given) => given === true,
    value: (given) => typeof given === 'string',
    values: (given) =>
      typeof given === 'string' || (Array.isArray(given) && given.length > 0 && given.every((each) => typeof each === 'string')),
  };

  test.each([
    ['server', 'the first server', FIRST, SERVER_FLAGS],
    ['server', 'a server', SERVER, SERVER_FLAGS],
    ['agent', 'an agent', AGENT, AGENT_FLAGS],
  ] as const)('is what `k3s %s` has a flag for: %s', (_, __, bringUp, flags) => {
    const backends: readonly FlannelBackendName[] = ['vxlan', 'wireguard-native', 'none'];
    const marks = { nodeLabels: { disk: 'ssd' }, nodeTaints: [{ key: 'dedicated', effect: 'no-execute' }] } as const;
    const told = backends.flatMap((flannelBackend) =>
      [true, false].flatMap((localStorage) =>
        Object.entries(configuration({ ...bringUp, maxPods: 61 }, { ...marks, distribution: { ...K3S, flannelBackend, localStorage } })),
      ),
    );
    expect(told.filter(([flag]) => !Object.hasOwn(flags, flag))).toEqual([]);
    expect(told.filter(([flag, given]) => !TAKEN[flags[flag] ?? 'value'](given))).toEqual([]);
  });

  test('has its images out of the declared repository', () => {
    const mirrors = (imageRepository: string) => load(fileOf(node(AGENT, { imageRepository }), '/etc/rancher/k3s/registries.yaml').content);
    expect(mirrors('registry.example:5000/kubernetes/k3s')).toEqual({
      mirrors: {
        'docker.io': { endpoint: ['https://registry.example:5000'], rewrite: { '^rancher/(.*)': 'kubernetes/k3s/rancher/$1' } },
      },
    });
    expect(mirrors('registry.example')).toEqual({ mirrors: { 'docker.io': { endpoint: ['https://registry.example'] } } });
  });

  test('agents are told nothing that is for servers alone', () => {
    const files = readCloudInit(node(AGENT)).userData.write_files ?? [];
    expect(files.map(({ path }) => path).filter((path) => /server-token|isthmus\/(admission|audit)/.test(path))).toEqual([]);
    expect(fileOf(node(AGENT), '/etc/systemd/system/k3s.service').content).toContain('ExecStart=/usr/local/bin/k3s agent\n');
    expect(fileOf(node(SERVER), '/etc/systemd/system/k3s.service').content).toContain('ExecStart=/usr/local/bin/k3s server\n');
  });
});

describe('the program itself', () => {
  const BINARY = { url: 'https://mirror.example/k3s/v1.34.2%2Bk3s1/k3s', sha256: '' };
  const setUp = (installs: boolean): string =>
    fileOf(
      machine(OS.debian12, role(AGENT, { distribution: { ...K3S, binary: { ...BINARY, sha256: 'A'.repeat(64) } } }), { installs }),
      '/usr/local/sbin/isthmus-cluster-node',
    ).content;

  test('is downloaded where the image does not bring it, and run only if it is what was asked for', () => {
    expect(setUp(true)).toContain(`get 'https://mirror.example/k3s/v1.34.2%2Bk3s1/k3s' ${'a'.repeat(64)}\n`);
    expect(setUp(false)).not.toContain('mirror.example');
  });

  /** @param holds what the address holds @param kubelet the version that the cluster knows afterwards */
  function upgraded(holds: string, digest: string, kubelet = 'v1.35.0+k3s1') {
    const guest = boot(SERVER, [SELF], 'v1.34.2+k3s1');
    guest.put('usr/local/bin/k3s', 'the old one');
    guest.put('holds', holds);
    guest.put('kubelet', kubelet);
    guest.put('bin/hostname', `#!/bin/bash\necho ${SELF}\n`, 0o755);
    guest.put('bin/sleep', '#!/bin/bash\n', 0o755);
    // What is downloaded takes the place of the stand-in.
    guest.put(
      'bin/curl',
      '#!/bin/bash\ncp "$ROOT/holds" "$ROOT/usr/local/bin/k3s.new"\nsed -i "s/[$]KUBEADM_VERSION/v1.35.0+k3s1/" "$ROOT/bin/k3s"\n',
      0o755,
    );
    const ended = guest.upgrade('1.35', 'v1.35.0+k3s1', 'https://mirror.example/k3s', digest);
    return { guest, ...ended };
  }
  const NEW = 'the new one';
  const sum = (text: string): string => createHash('sha256').update(text).digest('hex');

  test('of another release is put into its place and restarted, and the cluster has to know of it', () => {
    const { guest, status, output } = upgraded(NEW, sum(NEW));
    expect({ status, output }).toEqual({ status: 0, output: expect.stringContaining('has k3s v1.35.0+k3s1') });
    expect(guest.read('usr/local/bin/k3s')).toBe(NEW);
    expect(guest.calls).toEqual(['systemctl restart k3s.service']);
    expect(upgraded(NEW, sum(NEW), 'v1.34.2+k3s1')).toMatchObject({
      status: 1,
      output: expect.stringContaining('the kubelet is v1.34.2+k3s1'),
    });
  });

  test('that is another than was asked for is not run', () => {
    const { guest, status, output } = upgraded(NEW, sum('something else'));
    expect({ status, output }).toEqual({ status: 1, output: expect.stringContaining('its SHA-256 is another') });
    expect([guest.read('usr/local/bin/k3s'), guest.has('usr/local/bin/k3s.new'), guest.calls]).toEqual(['the old one', false, []]);
  });

  test('is brought by somebody else where the system names no address', () => {
    const guest = boot(AGENT);
    expect(guest.upgrade('1.35', 'v1.35.0+k3s1').output).toContain('put k3s v1.35.0+k3s1 onto');
    for (const words of [[], ['1.35'], ['1.35', 'v1.34.2+k3s1'], ['1.35', '1.35; reboot']]) expect(guest.upgrade(...words).status).toBe(1);
  });
});
