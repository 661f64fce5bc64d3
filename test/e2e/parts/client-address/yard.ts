import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse } from 'yaml';
import type { ResolvedMachine, ResolvedSystem } from '../../../../src';
import { seedOf } from '../../containers/seed';
import type { Lab } from '../../harness/lab';
import type { Daemon } from '../../harness/process';
import { addBridge } from '../../network/bridge';
import { Space } from '../../network/space';

/** Somebody in the world. */
export const CLIENT = '203.0.113.7';
/** Beside the load balancers. */
export const STRANGER = '10.1.4.99';

const NODE = '192.168.6.10';
const SERVICE = { address: '127.0.0.1', port: 8080 };

/** Answers with what it was told of who asks. */
const ECHO = `require('node:http').createServer((request, answer) => answer.end(JSON.stringify(request.headers))).listen(${JSON.stringify({ host: SERVICE.address, port: SERVICE.port })})`;

/** What a proxy needs to know of where it is. */
export interface Place {
  /** Its own. */
  readonly folder: string;
  /** Files of PEM. */
  readonly certificate: string;
  readonly key: string;
  readonly service: { readonly address: string; readonly port: number };
}

/** Writes what a proxy is told. @returns its command */
export type ProxyCommand = (system: ResolvedSystem, place: Place) => readonly string[];

/** One of a pair of load balancers, in a network of its own. */
export interface Member {
  readonly space: Space;
  /** Ends HAProxy. */
  readonly stop: () => Promise<void>;
}

export interface Yard {
  readonly client: Space;
  readonly stranger: Space;
  readonly members: ReadonlyMap<string, Member>;
}

/**
 * The world, a host with the load balancers' bridge, and a node on which proxy and service run.
 * @param address of the proxy's Service
 */
export async function yardOf(lab: Lab, system: ResolvedSystem, address: string, proxy: ProxyCommand): Promise<Yard> {
  const host = await Space.create(lab, 'host');
  for (const subnet of system.subnets) await addBridge(host, subnet);
  const client = await Space.create(lab, 'client');
  await host.connect(client, 'client');
  await host.shell('ip address add 203.0.113.1/24 dev client');
  await client.shell(`ip address add ${CLIENT}/24 dev eth0; ip route add default via 203.0.113.1`);
  await startNode(lab, host, system, address, proxy);

  const [edge] = system.subnets;
  const onBridge = async (name: string, own: string): Promise<Space> => {
    const space = await Space.create(lab, name);
    await host.connect(space, name);
    await host.run(['ip', 'link', 'set', name, 'master', edge?.bridge ?? '']);
    await space.shell(`ip address add ${own}/${edge?.prefix} dev eth0; ip route add default via ${edge?.gateway}`);
    return space;
  };
  const members = new Map<string, Member>();
  for (const machine of system.machines)
    members.set(machine.name, await startMember(lab, await onBridge(machine.name, machine.nic.address), machine));
  return { client, members, stranger: await onBridge('stranger', STRANGER) };
}

/** A node with the proxy and the service behind it. */
async function startNode(lab: Lab, host: Space, system: ResolvedSystem, address: string, proxy: ProxyCommand): Promise<void> {
  const node = await Space.create(lab, 'node');
  await host.connect(node, 'node');
  await host.shell(`ip address add 192.168.6.1/24 dev node; ip route add ${address}/32 via ${NODE}`);
  await node.shell(`ip address add ${NODE}/24 dev eth0; ip address add ${address}/32 dev lo; ip route add default via 192.168.6.1`);
  // kube-proxy's part: the address of the Service leads to the proxy's ports, and who calls keeps theirs.
  const ports = system.gateways.flatMap(({ listeners }) => listeners.map(({ port, proxyPort }) => [port.from, proxyPort]));
  const led = ports.map(([dialled, own]) => `ip daddr ${address} tcp dport ${dialled} redirect to :${own};`).join(' ');
  await node.run(['nft', '-f', '-'], { input: `table ip services { chain pre { type nat hook prerouting priority -100; ${led} }; }` });
  const folder = lab.folder();
  const [certificate, key] = [join(folder, 'tls.crt'), join(folder, 'tls.key')];
  const made = ['-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=entry', '-keyout', key, '-out', certificate];
  await lab.output(['openssl', 'req', '-x509', ...made]);
  node.start('service', [process.execPath, '-e', ECHO]);
  node.start('proxy', proxy(system, { folder, certificate, key, service: SERVICE }));
}

interface WrittenFile {
  readonly path: string;
  readonly permissions: string;
  readonly content: string;
}

/** What its two programs are told at its first boot, in folders that are theirs alone; the check lies where keepalived looks for it. */
async function startMember(lab: Lab, space: Space, machine: ResolvedMachine): Promise<Member> {
  const { write_files: files } = parse(seedOf(machine, {})['user-data'], { version: '1.1' }) as { write_files: readonly WrittenFile[] };
  const folder = lab.folder();
  const copied = files
    .filter(({ path }) => /^\/(etc\/isthmus|usr\/libexec\/keepalived)\//.test(path))
    .map(({ path, content, permissions }) => {
      writeFileSync(join(folder, basename(path)), content, { mode: Number.parseInt(permissions, 8) });
      return `cp ${join(folder, basename(path))} ${path.replace('/etc/isthmus/', '/run/')}`;
    });
  const own = ['/run', '/usr/libexec'].map((place) => `mount -t tmpfs tmpfs ${place}`);
  const prepare = [...own, 'mkdir /run/haproxy /usr/libexec/keepalived', ...copied];
  const start = (name: string, command: string): Daemon =>
    space.start(`${machine.name}-${name}`, ['unshare', '--mount', 'sh', '-ec', [...prepare, `exec ${command}`].join('\n')]);
  const haproxy = start('haproxy', 'haproxy -db -f /run/haproxy.cfg');
  start('keepalived', 'keepalived --dont-fork --log-console --log-detail --use-file=/run/keepalived.conf');
  return { space, stop: () => haproxy.stop() };
}
