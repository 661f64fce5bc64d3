import type { LoadBalancerRole, ResolvedMachine } from '../../../src/model/resolved';
import { CONTAINERD_REPOSITORY, kubernetesRepository, renderCloudInit } from '../../../src/terraform/guest';
import { machine, OS } from './machines';
import { fileOf, readCloudInit } from './render';

describe('load balancer', () => {
  const port = (from: number, name: string): LoadBalancerRole['frontends'][number]['port'] => ({ protocol: 'tcp', from, to: from, name });
  const BALANCER: LoadBalancerRole = {
    kind: 'load-balancer',
    memoryMiB: 2048,
    frontends: [
      { port: port(80, 'http'), backends: [{ name: 'api', address: '10.10.30.193', port: 8000, proxyProtocol: true }] },
      {
        port: port(5432, 'postgresql'),
        backends: [
          { name: 'database', address: '10.10.10.10', port: 5432, proxyProtocol: false },
          { name: 'database', address: '10.10.10.11', port: 5432, proxyProtocol: false },
        ],
      },
    ],
  };
  const sections = (subject: ResolvedMachine): Record<string, string[]> => {
    const result: Record<string, string[]> = {};
    let current: string[] = [];
    for (const line of fileOf(subject, '/etc/isthmus/haproxy.cfg').content.split('\n')) {
      if (/^\S/.test(line)) {
        current = [];
        result[line] = current;
      } else if (line !== '') current.push(line.trim());
    }
    return result;
  };

  test('passes each port on to its backends, which it checks', () => {
    expect(sections(machine(OS.debian12, BALANCER))).toMatchObject({
      'listen http': ['bind *:80', 'balance leastconn', 'server api-10.10.30.193 10.10.30.193:8000 check send-proxy-v2 check-send-proxy'],
      'listen postgresql': [
        'bind *:5432',
        'balance leastconn',
        'server database-10.10.10.10 10.10.10.10:5432 check',
        'server database-10.10.10.11 10.10.10.11:5432 check',
      ],
    });
  });

  test('works on TCP, with bounded waits and a log that the journal reads', () => {
    const { global, defaults } = sections(machine(OS.debian12, BALANCER));
    expect(global).toEqual(
      expect.arrayContaining(['log /dev/log local0', 'maxconn 16384', 'stats socket /run/haproxy/admin.sock mode 600 level admin']),
    );
    expect(defaults).toEqual(
      expect.arrayContaining(['mode tcp', 'timeout connect 5s', 'timeout check 3s', 'timeout client 1h', 'timeout server 1h']),
    );
  });

  test('is checked before it replaces the configuration, and started last', () => {
    const { userData } = readCloudInit(machine(OS.rhel9, BALANCER));
    expect(userData.runcmd.slice(-5)).toEqual([
      'if command -v selinuxenabled > /dev/null && selinuxenabled; then setsebool -P haproxy_connect_any on; fi',
      'haproxy -c -f /etc/isthmus/haproxy.cfg',
      'install -m 0644 /etc/isthmus/haproxy.cfg /etc/haproxy/haproxy.cfg',
      'systemctl enable haproxy.service',
      'systemctl restart haproxy.service',
    ]);
    expect(userData.packages).toContain('haproxy');
    expect(sections(machine(OS.rhel9, BALANCER)).global).toContain('stats socket /var/lib/haproxy/stats mode 600 level admin');
  });

  test.each([
    [{ protocol: 'udp', from: 53, to: 53, name: 'dns' }, 'a load balancer passes single TCP ports on, not udp 53-53 (dns)'],
    [{ protocol: 'tcp', from: 8000, to: 8010, name: 'range' }, 'a load balancer passes single TCP ports on, not tcp 8000-8010 (range)'],
  ] as const)('refuses what it cannot pass on', (refused, message) => {
    expect(() =>
      renderCloudInit(machine(OS.debian12, { kind: 'load-balancer', memoryMiB: 2048, frontends: [{ port: refused, backends: [] }] })),
    ).toThrow(message);
  });
});

describe('cluster node', () => {
  const NODE = { kind: 'cluster-node', cluster: 'k8s', distribution: { name: 'kubeadm' }, version: '1.34' } as const;
  const setup = (subject: ResolvedMachine): string => fileOf(subject, '/usr/local/sbin/isthmus-cluster-node').content;
  const paths = (subject: ResolvedMachine): string[] => (readCloudInit(subject).userData.write_files ?? []).map(({ path }) => path);

  test('the repository follows from the version', () => {
    expect(kubernetesRepository('1.34', 'apt')).toBe('https://pkgs.k8s.io/core:/stable:/v1.34/deb/');
    expect(kubernetesRepository('1.35', 'dnf')).toBe('https://pkgs.k8s.io/core:/stable:/v1.35/rpm/');
  });

  test('apt: the key is there before the source is used, and updates move nothing', () => {
    const text = setup(machine(OS.ubuntu2404, NODE));
    const order = [
      'Release.key',
      'deb [signed-by=/etc/apt/keyrings/kubernetes.asc]',
      'apt-get update',
      'install --yes',
      'apt-mark hold kubelet kubeadm kubectl',
    ];
    const found = order.map((part) => text.indexOf(part));
    expect(found).not.toContain(-1);
    expect(found).toEqual([...found].sort((a, b) => a - b));
    expect(readCloudInit(machine(OS.ubuntu2404, NODE)).userData.packages).toContain('containerd');
  });

  test('dnf: signed repositories, from which updates take nothing', () => {
    const subject = machine(OS.rhel9, NODE);
    expect(fileOf(subject, '/etc/yum.repos.d/kubernetes.repo').content.split('\n')).toEqual(
      expect.arrayContaining([
        'baseurl=https://pkgs.k8s.io/core:/stable:/v1.34/rpm/',
        'gpgcheck=1',
        'gpgkey=https://pkgs.k8s.io/core:/stable:/v1.34/rpm/repodata/repomd.xml.key',
        'exclude=kubelet kubeadm kubectl cri-tools kubernetes-cni',
      ]),
    );
    expect(fileOf(subject, '/etc/yum.repos.d/containerd.repo').content).toContain(
      `baseurl=${CONTAINERD_REPOSITORY}$releasever/$basearch/stable\n`,
    );
    expect(setup(subject)).toContain('dnf --assumeyes install containerd.io kubelet kubeadm kubectl --disableexcludes=kubernetes');
  });

  test('an image that has everything is set up without any repository', () => {
    for (const os of [OS.ubuntu2404, OS.rhel9]) {
      const subject = machine(os, NODE, { installs: false });
      expect(setup(subject)).not.toMatch(/apt-get|dnf|curl/);
      expect(paths(subject).filter((path) => path.startsWith('/etc/yum'))).toEqual([]);
    }
  });

  test('the kernel forwards and filters bridged packets; there is no swap', () => {
    const subject = machine(OS.debian12, NODE);
    expect(fileOf(subject, '/etc/modules-load.d/kubernetes.conf').content).toBe('br_netfilter\noverlay\n');
    expect(fileOf(subject, '/etc/sysctl.d/90-kubernetes.conf').content).toContain('net.ipv4.ip_forward = 1\n');
    expect(setup(subject)).toContain('\nswapoff --all\n');
  });

  test.each([
    ['apt', OS.debian12, '/etc/default/kubelet'],
    ['dnf', OS.rhel9, '/etc/sysconfig/kubelet'],
  ])('%s: the kubelet is told its address', (_, os, path) => {
    expect(fileOf(machine(os, NODE), path).content).toBe('KUBELET_EXTRA_ARGS=--node-ip=10.10.10.10\n');
  });

  test('the kubelet gives its node the labels that the pool has', () => {
    const labelled = { ...NODE, nodeLabels: { disk: 'ssd', 'topology.kubernetes.io/zone': 'a' } };
    expect(fileOf(machine(OS.debian12, labelled), '/etc/default/kubelet').content).toBe(
      'KUBELET_EXTRA_ARGS="--node-ip=10.10.10.10 --node-labels=disk=ssd,topology.kubernetes.io/zone=a"\n',
    );
  });

  test('the kubelet gives its node the taints that the pool has', () => {
    const dedicated = { key: 'dedicated', value: 'batch', effect: 'no-schedule' } as const;
    const tainted = { ...NODE, nodeTaints: [dedicated, { key: 'example.com/gpu', effect: 'no-execute' } as const] };
    expect(fileOf(machine(OS.rhel9, tainted), '/etc/sysconfig/kubelet').content).toBe(
      'KUBELET_EXTRA_ARGS="--node-ip=10.10.10.10 --register-with-taints=dedicated=batch:NoSchedule,example.com/gpu:NoExecute"\n',
    );
  });

  test('joining is left to the administrator', () => {
    expect(setup(machine(OS.debian12, NODE))).not.toMatch(/^\s*kubeadm (join|init)/m);
  });
});

describe('plain machine', () => {
  test('gets no files beside its firewall', () => {
    expect(readCloudInit(machine(OS.debian12, { kind: 'plain' })).userData).not.toHaveProperty('write_files');
  });
});
