import { machine, OS } from './machines';
import { FIRST, Guest, nodeRole, WORKER } from './node-programs';
import { fileOf, readCloudInit } from './render';

const PROGRAM = '/usr/local/sbin/isthmus-upgrade-node';
const API_SERVER = '/etc/kubernetes/manifests/kube-apiserver.yaml';

const guests: Guest[] = [];
afterEach(() => {
  for (const guest of guests.splice(0)) guest.end();
});

/** A node with the programs of Kubernetes 1.35.1. @param cluster the version that its cluster has; unset: it does not run the control plane */
function node(cluster?: string, kubelet = 'v1.35.1'): Guest {
  const guest = new Guest(cluster === undefined ? WORKER : FIRST, 'v1.35.1');
  guests.push(guest);
  if (cluster !== undefined) guest.put(API_SERVER, '');
  guest.put('bin/hostname', '#!/bin/bash\necho k8s-node-1\n', 0o755);
  guest.put('bin/sleep', '#!/bin/bash\n', 0o755);
  guest.put(
    'bin/kubectl',
    `#!/bin/bash
case " $* " in
  *'get configmap kubeadm-config '*) printf 'clusterName: k8s\\nkubernetesVersion: ${cluster}\\nnetworking: {}\\n' ;;
  *'kubelet.conf get node k8s-node-1 '*) printf '${kubelet}' ;;
esac
`,
    0o755,
  );
  return guest;
}

const KUBELET = ['systemctl daemon-reload', 'systemctl restart kubelet.service'];

describe('an upgrade of a node', () => {
  test('of the control plane that is the first brings the cluster along', () => {
    const guest = node('v1.34.2');
    expect(guest.upgrade('1.35')).toEqual({ status: 0, output: expect.stringContaining('k8s-node-1 has Kubernetes v1.35.1') });
    expect(guest.calls).toEqual(['kubeadm upgrade apply --yes v1.35.1', ...KUBELET]);
  });

  test('of the control plane that comes after the first follows the cluster', () => {
    const guest = node('v1.35.1');
    expect(guest.upgrade('1.35').status).toBe(0);
    expect(guest.calls).toEqual(['kubeadm upgrade node', ...KUBELET]);
  });

  test('that was cut off goes through all of it again', () => {
    const guest = node('v1.34.2');
    guest.put('/fail-upgrade', '');
    expect(guest.upgrade('1.35').status).toBe(1);
    // As kubeadm has it by then: the configuration is of the new version, what it stands for is not.
    guest.put('bin/kubectl', guest.read('bin/kubectl').replace('v1.34.2', 'v1.35.1'), 0o755);
    expect(guest.upgrade('1.35').status).toBe(0);
    expect(guest.calls).toEqual(['kubeadm upgrade apply --yes v1.35.1', 'kubeadm upgrade apply --yes v1.35.1', ...KUBELET]);
    expect(guest.upgrade('1.35').status).toBe(0);
    expect(guest.calls.slice(-3)).toEqual(['kubeadm upgrade node', ...KUBELET]);
  });

  test('that is a worker asks its cluster alone', () => {
    const guest = node();
    expect(guest.upgrade('1.35').status).toBe(0);
    expect(guest.calls).toEqual(['kubeadm upgrade node', ...KUBELET]);
  });

  test('touches nothing where its programs are of another version, or none is named', () => {
    const guest = node();
    expect(guest.upgrade('1.36')).toEqual({
      status: 1,
      output: expect.stringContaining('put kubeadm, kubelet and kubectl of Kubernetes 1.36'),
    });
    for (const words of [[], ['latest'], ['1.35; reboot']]) expect(guest.upgrade(...words).output).toContain('name a minor version');
    expect(guest.calls).toEqual([]);
  });

  test('is not done before the kubelet is there again', () => {
    const guest = node(undefined, 'v1.34.2');
    expect(guest.upgrade('1.35')).toEqual({ status: 1, output: expect.stringContaining('the kubelet is v1.34.2, and not v1.35.1') });
  });
});

describe('packages of another version', () => {
  test('come from its repository, at versions that no update moves', () => {
    const { content } = fileOf(machine(OS.ubuntu2404, nodeRole(WORKER)), PROGRAM);
    expect(content).toContain('|\\1 https://pkgs.k8s.io/core:/stable:/v$version/deb/ |" /etc/apt/sources.list.d/kubernetes.list');
    expect(content).toContain('apt-mark hold "$@"');
  });

  test('of Enterprise Linux come from the file that first boot has left', () => {
    const subject = machine(OS.rhel9, nodeRole(WORKER));
    const { content } = fileOf(subject, PROGRAM);
    const [edit = ''] = /(?<=sed -i -E ").*(?=" \/etc)/.exec(content) ?? [];
    expect(edit).toContain('s|^(baseurl=).*|\\1https://pkgs.k8s.io/core:/stable:/v$version/rpm/|');
    const { content: repository } = fileOf(subject, '/etc/yum.repos.d/kubernetes.repo');
    expect(repository).toMatch(/^baseurl=https:\/\/pkgs\.k8s\.io\/core:\/stable:\/v1\.34\/rpm\/$/m);
    expect(repository).toMatch(/^gpgkey=.*\/v1\.34\/rpm\/repodata\/repomd\.xml\.key$/m);
  });

  test('are no matter of nodes that somebody joins', () => {
    const { bringUp: _, ...byHand } = nodeRole(WORKER);
    const files = readCloudInit(machine(OS.debian12, byHand)).userData.write_files ?? [];
    expect(files.map(({ path }) => path)).not.toContain(PROGRAM);
  });
});
