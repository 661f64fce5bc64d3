import assert from 'node:assert/strict';
import type { ResolvedMachine, ResolvedSystem } from '../../../src';
import { withNames } from '../../../src/cli/nodes/kubeconfig';
import { ContainerGuest } from '../containers/guest';
import { nodeRoot } from '../containers/node-root';
import { seedOf } from '../containers/seed';
import type { Lab } from '../harness/lab';
import { go, kubectl, program, root } from '../harness/needs';
import type { Part } from '../harness/part';
import { addBridge } from '../network/bridge';
import { Space } from '../network/space';
import { NODE_SECRETS } from '../systems/node-secrets';
import { NodeSystem } from '../systems/nodes';
import { subnetOf } from './guests/places';

/** Seconds for a control plane to come up beside other work: it takes one on an idle machine. */
const BRING_UP = 420;
const STATE = '/var/lib/isthmus/kubernetes';
const UNIT = 'isthmus-kubernetes.service';

export const nodes = (version: string): Part => ({
  name: 'nodes',
  title: `machines that become a cluster by themselves, with real programs of Kubernetes ${version}`,
  needs: [
    root,
    go,
    kubectl,
    program('systemd-nspawn', 'Debian: systemd-container'),
    program('mmdebstrap', 'Debian: mmdebstrap'),
    program('ip', 'Debian: iproute2'),
  ],
  minutes: 20,
  run: (lab) => run(lab, version),
});

async function run(lab: Lab, version: string): Promise<void> {
  const { system } = new NodeSystem().resolve();
  const files = await nodeRoot(lab, version);
  const host = await Space.create(lab, 'host');
  for (const subnet of system.subnets) await addBridge(host, subnet);
  const [first, second, third] = system.machines as readonly [ResolvedMachine, ResolvedMachine, ResolvedMachine];
  const boot = (machine: ResolvedMachine): Promise<ContainerGuest> =>
    ContainerGuest.boot(lab, {
      ...{
        name: machine.name,
        root: files,
        seed: seedOf(machine, NODE_SECRETS),
        host,
        bridge: subnetOf(system, machine).bridge,
        mac: machine.nic.mac,
      },
      runsContainers: true,
    });

  const worker = await boot(second);
  await lab.step('a worker that is there first waits for its cluster', async () => {
    assert.deepEqual(await worker.configured(BRING_UP), [], await worker.configurationLog());
    await lab.eventually(60, async () => assert.match(await journal(worker), /joining the cluster k8s/));
  });

  const plane = await boot(first);
  await lab.step('the first node, cut off while it makes the cluster, goes on with the authority that it has', async () => {
    await lab.eventually(BRING_UP, () => plane.output(['test', '-d', '/var/lib/etcd/member/wal']));
    const authority = await plane.output(['cat', '/etc/kubernetes/pki/ca.crt']);
    await plane.restart();
    await lab.eventually(BRING_UP, () => plane.output(['test', '-e', `${STATE}/joined`]));
    assert.equal(await plane.output(['cat', '/etc/kubernetes/pki/ca.crt']), authority);
  });

  const late = await boot(third);
  await lab.step('a first boot that was cut off begins again, and the node joins', async () => {
    await lab.eventually(BRING_UP, () => late.output(['test', '-e', '/etc/isthmus/kubernetes/kubeadm.yaml']));
    await late.restart();
    await lab.eventually(BRING_UP, () => late.output(['test', '-e', `${STATE}/done`]));
  });
  await lab.step('all nodes are registered, with their labels and addresses', async () => {
    await lab.eventually(BRING_UP, () => worker.output(['test', '-e', `${STATE}/done`]));
    const { items } = JSON.parse(await plane.output(asAdmin('get', 'nodes', '--output=json'))) as { readonly items: readonly Node[] };
    const found = items.map(({ metadata, status }) => [
      metadata.name,
      metadata.labels.disk,
      status.addresses.find(({ type }) => type === 'InternalIP')?.address,
    ]);
    assert.deepEqual(
      found,
      system.machines.map(({ name, nic }) => [name, 'ssd', nic.address]),
    );
  });
  await lab.step('what is secret is gone once all have joined: from the nodes, and from the cluster', async () => {
    await lab.eventually(120, () => plane.output(['test', '-e', `${STATE}/done`]));
    for (const guest of [plane, worker, late])
      assert.equal(
        (
          await guest.attempt([
            'ls',
            '/etc/isthmus/kubernetes/secrets',
            '/etc/isthmus/kubernetes/kubeadm.yaml',
            '/run/isthmus/kubeadm.yaml',
          ])
        ).stdout,
        '',
      );
    assert.doesNotMatch(await plane.output(['kubeadm', 'token', 'list']), /abcdef/);
  });
  await lab.step('Secrets are encrypted in etcd, and what is done is written down without them', async () => {
    await plane.output(asAdmin('create', 'secret', 'generic', 'hush', '--from-literal=word=xyzzy-plugh'));
    const { stdout } = await plane.attempt([
      'sh',
      '-c',
      'grep -ac k8s:enc:secretbox:v1:first /var/lib/etcd/member/wal/*.wal; grep -ac xyzzy-plugh /var/lib/etcd/member/wal/*.wal',
    ]);
    const [encrypted, clear] = stdout.trim().split('\n').map(Number);
    assert.ok(encrypted && encrypted > 0, stdout);
    assert.equal(clear, 0);
    const audit = await plane.output(['grep', '"hush"', '/var/log/kubernetes/audit.log']);
    assert.match(audit, /"verb":"create"/);
    assert.doesNotMatch(audit, /xyzzy-plugh|eHl6enkt/);
  });
  await lab.step('kubelets answer nobody without a name, and have no port in clear', async () => {
    for (const { nic } of system.machines) {
      const status = await host.shell(
        `curl --silent --insecure --output /dev/null --write-out '%{http_code}' https://${nic.address}:10250/pods || true`,
      );
      assert.equal(status.trim(), '401');
    }
    assert.notEqual((await plane.attempt(['bash', '-c', 'exec 3<>/dev/tcp/127.0.0.1/10255'])).status, 0);
  });

  await lab.step('with a network plug-in all nodes are Ready, and pods run on the workers', async () => {
    await plugIn(system, [plane, worker, late], plane);
    await plane.output(asAdmin('wait', '--for=condition=Ready', 'nodes', '--all', '--timeout=180s'), { timeoutSeconds: 240 });
    await plane.output(asAdmin('apply', '--filename=-'), { input: PODS });
    await plane.output(asAdmin('rollout', 'status', 'deployment/answer', '--timeout=240s'), { timeoutSeconds: 300 });
    const placed = await plane.output(asAdmin('get', 'pods', '--selector=app=answer', '--output=jsonpath={.items[*].spec.nodeName}'));
    assert.ok(!placed.includes(first.name), placed);
  });
  await lab.step('a Service leads to them, and a node port leads nowhere', async () => {
    const address = await plane.output(asAdmin('get', 'service', 'answer', '--output=jsonpath={.spec.clusterIP}'));
    const port = await plane.output(asAdmin('get', 'service', 'answer', '--output=jsonpath={.spec.ports[0].nodePort}'));
    await lab.eventually(60, () =>
      worker.output(['timeout', '10', 'bash', '-c', `exec 3<>/dev/tcp/${address}/80; timeout 5 cat <&3 | grep .`]),
    );
    for (const to of ['127.0.0.1', second.nic.address]) {
      const { status } = await worker.attempt(['timeout', '5', 'bash', '-c', `exec 3<>/dev/tcp/${to}/${port}`]);
      assert.notEqual(status, 0, `${to}:${port}`);
    }
  });
  await lab.step('what opens the cluster to administrators does so at the address of the model', async () => {
    const text = withNames(await plane.output(['cat', '/etc/kubernetes/admin.conf']), 'ns-k8s', first.nic.address);
    const shown = await worker.output(['sh', '-c', 'cat > /run/kubeconfig && kubectl --kubeconfig=/run/kubeconfig get nodes'], {
      input: text ?? '',
    });
    assert.match(shown, new RegExp(`${first.name}\\s+Ready`));
  });
  await lab.step('a node that is started again is what it was, and its pods run', async () => {
    await worker.restart();
    await lab.eventually(BRING_UP, async () => {
      await plane.output(asAdmin('wait', '--for=condition=Ready', `node/${second.name}`, '--timeout=5s'));
      assert.equal((await worker.attempt(['systemctl', 'is-active', UNIT])).stdout.trim(), 'inactive');
    });
    await lab.eventually(180, () => plane.output(asAdmin('rollout', 'status', 'deployment/answer', '--timeout=5s')));
  });
}

interface Node {
  readonly metadata: { readonly name: string; readonly labels: Readonly<Record<string, string>> };
  readonly status: { readonly addresses: readonly { readonly type: string; readonly address: string }[] };
}

const asAdmin = (...words: readonly string[]): readonly string[] => ['kubectl', '--kubeconfig=/etc/kubernetes/admin.conf', ...words];

const journal = (guest: ContainerGuest): Promise<string> => guest.output(['journalctl', '--no-pager', '--unit', UNIT]);

/** The simplest there is: a bridge on each node, and routes between them. It enforces nothing. */
async function plugIn(system: ResolvedSystem, guests: readonly ContainerGuest[], plane: ContainerGuest): Promise<void> {
  const listed = await plane.output(
    asAdmin('get', 'nodes', '--output=jsonpath={range .items[*]}{.metadata.name} {.spec.podCIDR}{"\\n"}{end}'),
  );
  const blocks = new Map(
    listed
      .trim()
      .split('\n')
      .map((line) => line.split(' ') as [string, string]),
  );
  const addresses = new Map(system.machines.map(({ name, nic }) => [name, nic.address]));
  for (const guest of guests) {
    const plugin = {
      cniVersion: '0.4.0',
      name: 'lab',
      plugins: [
        {
          type: 'bridge',
          bridge: 'cni0',
          isGateway: true,
          ipMasq: true,
          ipam: { type: 'host-local', ranges: [[{ subnet: blocks.get(guest.name) }]], routes: [{ dst: '0.0.0.0/0' }] },
        },
      ],
    };
    const ways = [...blocks]
      .filter(([name]) => name !== guest.name)
      .map(([name, block]) => `ip route replace ${block} via ${addresses.get(name)}`);
    await guest.shell(
      ['mkdir -p /etc/cni/net.d', `cat > /etc/cni/net.d/10-lab.conflist <<'END'\n${JSON.stringify(plugin)}\nEND`, ...ways].join('\n'),
    );
  }
}

const PODS = `apiVersion: apps/v1
kind: Deployment
metadata: { name: answer }
spec:
  replicas: 2
  selector: { matchLabels: { app: answer } }
  template:
    metadata: { labels: { app: answer } }
    spec:
      containers:
        - { name: answer, image: 'registry.lab.internal/probe:1.0.0', args: [listen, 8080/tcp], imagePullPolicy: Never }
---
apiVersion: v1
kind: Service
metadata: { name: answer }
spec:
  type: NodePort
  selector: { app: answer }
  ports: [{ port: 80, targetPort: 8080 }]
`;
