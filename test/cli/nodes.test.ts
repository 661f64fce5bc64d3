import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { load } from 'js-yaml';
import { Distribution, GuestOs, LoadBalancer } from '../../src';
import { CommandError } from '../../src/cli/command-error';
import { joinToken } from '../../src/cli/nodes/join-token';
import { kubeconfig } from '../../src/cli/nodes/kubeconfig';
import { upgradeNode } from '../../src/cli/nodes/upgrade-node';
import { serializeLock } from '../../src/model/lock/lock';
import { parseLock } from '../../src/model/lock/parse';
import { cluster, existingCluster, HTTP, machineProps, OFFICE, sshKey, vm, yard } from '../model/fixture';
import { inProject } from './handed-over';
import { catchPrinted } from './printed';

/** A project with a cluster of three nodes, whose machines a stand-in of `ssh` answers for. */
const path = process.env.PATH;
const project = inProject();
const printed = catchPrinted();

beforeEach(() => {
  process.env.PATH = `${process.cwd()}:${path}`;
  const y = yard({ admin: { from: OFFICE, sshAuthorizedKeys: [sshKey('a')] } });
  cluster(y, 'k8s', { nodes: { count: 3 } });
  project.put(y.system.resolve().system);
});

afterEach(() => {
  process.env.PATH = path;
});

/** What ssh prints and ends with; its words are kept, and what it reads. */
function answers(text: string, status = 0): void {
  const folder = process.cwd();
  writeFileSync('answer', text);
  writeFileSync(
    'ssh',
    `#!/bin/sh\nprintf '%s\\n' "$@" >> ${folder}/asked\ncat >> ${folder}/asked\ncat ${folder}/answer\necho refused >&2\nexit ${status}\n`,
  );
  chmodSync('ssh', 0o755);
}

const CONFIG = `apiVersion: v1
kind: Config
clusters:
- cluster: { certificate-authority-data: Q0E=, server: https://api.k8s.yard.internal:6443 }
  name: k8s
contexts:
- context: { cluster: k8s, user: kubernetes-admin }
  name: kubernetes-admin@k8s
current-context: kubernetes-admin@k8s
users:
- name: kubernetes-admin
  user: { client-certificate-data: Q0VSVA==, client-key-data: S0VZ }
`;

const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBgTCCASegAwIBAgIUMoNGHwOmyoLn7BiadF2ys7YbYgQwCgYIKoZIzj0EAwIw
FTETMBEGA1UEAwwKa3ViZXJuZXRlczAgFw0yNjExMjgxNDQzMTBaGA8yMTI2MTEw
NDE0NDMxMFowFTETMBEGA1UEAwwKa3ViZXJuZXRlczBZMBMGByqGSM49AgEGCCqG
SM49AwEHA0IABBA9K1rKyR2FGXqutKKQBMTOYPeUMN+JnnScp7mie/tIL7n9MZ6G
vjDN/FKUr20tRS0WvlNX/rdCdU3YYP8M8DOjUzBRMB0GA1UdDgQWBBTN+deSB7Ec
6C7whBDp80DBL/ShuDAfBgNVHSMEGDAWgBTN+deSB7Ec6C7whBDp80DBL/ShuDAP
BgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0gAMEUCIQDW6OViskqrkXZkgafp
M1odjACBNfpcBl+ccmj2JI1AjgIgcxb43Jei7uGkG4LHL0fEl/XwY/V7EpjjEBEE
PZgO784=
-----END CERTIFICATE-----
`;
/** Of its public key, by `openssl dgst`. */
const DIGEST = 'b446339063c81ef7c1e8d52d9c751bdf6b33f1628036254c890ea07bbf83e516';

describe("the administrator's way into a cluster", () => {
  test("is fetched from the first node by the image's own user, and has the node's address", () => {
    answers(CONFIG);
    kubeconfig('k8s', {});
    expect(readFileSync('asked', 'utf8')).toContain('--\ndebian@10.1.2.2\nsudo cat /etc/kubernetes/admin.conf\n');
    expect(load(printed.text)).toEqual({
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: 'yard-k8s', cluster: { 'certificate-authority-data': 'Q0E=', server: 'https://10.1.2.2:6443' } }],
      users: [{ name: 'yard-k8s-admin', user: { 'client-certificate-data': 'Q0VSVA==', 'client-key-data': 'S0VZ' } }],
      contexts: [{ name: 'yard-k8s', context: { cluster: 'yard-k8s', user: 'yard-k8s-admin' } }],
      'current-context': 'yard-k8s',
    });
  });

  test('of several clusters is called as commands for it name it', () => {
    const y = yard({ admin: { from: OFFICE, sshAuthorizedKeys: [sshKey('a')] } });
    cluster(y, 'k8s');
    existingCluster(y, 'other', { podCidr: '10.249.0.0/16', serviceCidr: '10.128.0.0/16' });
    const { system } = y.system.resolve();
    project.put(system);
    answers(CONFIG);
    kubeconfig('k8s', {});
    expect(load(printed.text)).toMatchObject({
      clusters: [{ name: 'yard-k8s' }],
      contexts: [{ name: 'k8s', context: { cluster: 'yard-k8s', user: 'yard-k8s-admin' } }],
      'current-context': 'k8s',
    });
  });

  test('is for its owner alone, also in a file that was for everybody', () => {
    answers(CONFIG);
    writeFileSync('admin', 'old');
    chmodSync('admin', 0o644);
    kubeconfig('k8s', { write: 'admin' });
    expect(statSync('admin').mode & 0o777).toBe(0o600);
    expect(readFileSync('admin', 'utf8')).toContain('https://10.1.2.2:6443');
    expect(printed.text).toBe('');
  });

  test('by a load balancer before the API servers has the address of that, which clients keep', () => {
    const y = yard({ admin: { from: OFFICE, sshAuthorizedKeys: [sshKey('a')] } });
    const { nodes } = cluster(y, 'k8s', { nodes: { count: 3, controlPlanes: 3 } });
    new LoadBalancer(y.system, 'api-lb', {
      ...machineProps(y),
      os: GuestOs.debian12(),
      backends: nodes,
      pair: { onOneHost: { because: 'a test' } },
    });
    new LoadBalancer(y.system, 'other', { ...machineProps(y), os: GuestOs.debian12(), backends: vm(y, 'web', { listens: [HTTP] }) });
    const { system } = y.system.resolve();
    project.put(system);
    answers(CONFIG);
    kubeconfig('k8s', { through: 'api-lb' });
    expect(load(printed.text)).toMatchObject({ clusters: [{ cluster: { server: `https://${system.pairs[0]?.address}:6443` } }] });
    expect(() => kubeconfig('k8s', { through: 'other' })).toThrow(/API_ENTRANCE_UNKNOWN[\s\S]*Name one of these: api-lb\./);
  });

  test('is asked of a node of that cluster, by somebody who may log in', () => {
    expect(() => kubeconfig('k9s', {})).toThrow('CLUSTER_WITHOUT_NODES');
    expect(() => kubeconfig('k8s', { node: 'k8s-node-9' })).toThrow('NODE_UNKNOWN');
    const y = yard();
    cluster(y);
    project.put(y.system.resolve().system);
    expect(() => kubeconfig('k8s', {})).toThrow('NOBODY_LOGS_IN');
    answers(CONFIG);
    kubeconfig('k8s', { user: 'root', node: 'k8s-node-2' });
    expect(readFileSync('asked', 'utf8')).toContain('root@10.1.2.3\n');
  });

  test('where the node does not answer, what ssh says is said', () => {
    answers('', 255);
    expect(() => kubeconfig('k8s', {})).toThrow(/TOOL_FAILED at ssh debian@10\.1\.2\.2\n {2}ssh does not answer: refused\./);
    answers('not yet');
    expect(() => kubeconfig('k8s', {})).toThrow('KUBECONFIG_FOREIGN');
  });
});

describe('what nodes join with', () => {
  test('is made for a cluster that is not there yet without asking anybody, and is another each time', () => {
    joinToken('k8s', { new: true });
    joinToken('k8s', { new: true });
    const [first, second] = printed.text.trim().split('\n');
    expect(first).toMatch(/^[a-z0-9]{6}\.[a-z0-9]{16}$/);
    expect(second).not.toBe(first);
  });

  test("has the digest of the cluster's authority, as openssl tells it, where the cluster is there", () => {
    answers(`abcdef.0123456789abcdef\n${CERTIFICATE}`);
    joinToken('k8s', {});
    expect(printed.text).toBe(`abcdef.0123456789abcdef/sha256:${DIGEST}\n`);
  });

  test('is handed to a node that waits, as something that it reads and nobody else sees', () => {
    answers(`abcdef.0123456789abcdef\n${CERTIFICATE}`);
    joinToken('k8s', { to: 'k8s-node-3' });
    const asked = readFileSync('asked', 'utf8');
    expect(asked).toContain(`debian@10.1.2.4\nsudo /usr/local/sbin/isthmus-kubernetes token\nabcdef.0123456789abcdef/sha256:${DIGEST}\n`);
    expect(printed.text).toBe('');
    expect(() => joinToken('k8s', { to: 'k8s-node-4' })).toThrow(CommandError);
  });

  test('comes from nobody who does not know the cluster', () => {
    answers('command not found');
    expect(() => joinToken('k8s', {})).toThrow('JOIN_TOKEN_FOREIGN');
  });
});

describe('a node that is upgraded', () => {
  /** The project's nodes were set up with the version before. */
  function older(): void {
    const at = (version: string) => {
      const y = yard({ admin: { from: OFFICE, sshAuthorizedKeys: [sshKey('a')] } });
      cluster(y, 'k8s', { version, nodes: { count: 3 } });
      return y.system;
    };
    const { lock } = at('1.33').resolve();
    project.put(at('1.34').resolve({ lock }).system);
    writeFileSync('isthmus.lock.json', serializeLock(lock));
  }
  const noted = (name: string) => parseLock(readFileSync('isthmus.lock.json', 'utf8'), fail)?.machines[name]?.told;
  const fail = (problem: unknown): never => {
    throw new Error(JSON.stringify(problem));
  };

  test("gets the system's version, of which the lock then knows, and of nothing else", () => {
    older();
    const before = noted('k8s-node-1');
    answers('');
    upgradeNode('k8s-node-1', {});
    expect(readFileSync('asked', 'utf8')).toContain('--\ndebian@10.1.2.2\nsudo /usr/local/sbin/isthmus-upgrade-node 1.34\n');
    expect(noted('k8s-node-1')).toEqual({ ...before, version: ['1.34'] });
    expect(noted('k8s-node-2')?.version).toEqual(['1.33']);
  });

  test('that cannot be upgraded keeps its version in the lock', () => {
    older();
    answers('', 1);
    expect(() => upgradeNode('k8s-node-1', {})).toThrow(
      /^MACHINE_COMMAND_FAILED at ssh debian@10\.1\.2\.2\n {2}`sudo \/usr\/local\/sbin\/isthmus-upgrade-node 1\.34` has ended with 1\.\n {2}Fix: What it has said above/,
    );
    answers('', 255);
    expect(() => upgradeNode('k8s-node-1', {})).toThrow(/^TOOL_FAILED at ssh debian@10\.1\.2\.2\n {2}ssh does not answer: /);
    expect(noted('k8s-node-1')?.version).toEqual(['1.33']);
  });

  test('does not come before the control plane', () => {
    older();
    answers('');
    expect(() => upgradeNode('k8s-node-2', {})).toThrow(/NODE_BEFORE_CONTROL_PLANE[\s\S]*isthmus upgrade-node k8s-node-1/);
    expect(existsSync('asked')).toBe(false);
    upgradeNode('k8s-node-1', {});
    upgradeNode('k8s-node-2', {});
    expect(noted('k8s-node-2')?.version).toEqual(['1.34']);
  });

  test('is a node that has joined by itself', () => {
    older();
    expect(() => upgradeNode('k8s-node-9', {})).toThrow(/NODE_UNKNOWN[\s\S]*k8s-node-1, k8s-node-2, k8s-node-3/);
  });
});

describe('nodes of k3s', () => {
  const light = (release: string) => {
    const y = yard({ admin: { from: OFFICE, sshAuthorizedKeys: [sshKey('a')] } });
    const binary = { url: 'https://mirror.example/k3s', sha256: 'A'.repeat(64) };
    cluster(y, 'k8s', { distribution: Distribution.k3s({ release, binary }), nodes: { count: 3, cpus: 2 } });
    return y.system;
  };
  const RELEASE = 'v1.34.2+k3s1';
  const TOKEN = `K10${'1'.repeat(64)}::abcdef.0123456789abcdef`;

  test('are asked where k3s has what is asked for', () => {
    project.put(light(RELEASE).resolve().system);
    answers(CONFIG);
    kubeconfig('k8s', {});
    expect(readFileSync('asked', 'utf8')).toContain('sudo cat /etc/rancher/k3s/k3s.yaml\n');
    expect(load(printed.text)).toMatchObject({ clusters: [{ cluster: { server: 'https://10.1.2.2:6443' } }] });
  });

  test('join with a token that has the digest of the authority already', () => {
    project.put(light(RELEASE).resolve().system);
    answers(`${TOKEN}\n`);
    joinToken('k8s', {});
    expect(printed.text).toBe(`${TOKEN}\n`);
    expect(readFileSync('asked', 'utf8')).toContain('sudo /usr/local/bin/k3s token create --ttl 2h');
    answers('abcdef.0123456789abcdef\n');
    expect(() => joinToken('k8s', {})).toThrow('JOIN_TOKEN_FOREIGN');
  });

  test('are upgraded to a release, of which the lock then knows', () => {
    const { lock } = light(RELEASE).resolve();
    project.put(light('v1.34.3+k3s1').resolve({ lock }).system);
    writeFileSync('isthmus.lock.json', serializeLock(lock));
    answers('');
    upgradeNode('k8s-node-1', {});
    expect(readFileSync('asked', 'utf8')).toContain(
      `sudo /usr/local/sbin/isthmus-upgrade-node 1.34 v1.34.3+k3s1 'https://mirror.example/k3s' ${'a'.repeat(64)}\n`,
    );
    const { machines } = JSON.parse(readFileSync('isthmus.lock.json', 'utf8'));
    expect([1, 2].map((n) => machines[`k8s-node-${n}`].told['distribution.release'])).toEqual([['v1.34.3+k3s1'], [RELEASE]]);
  });
});
