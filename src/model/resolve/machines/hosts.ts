import type { Host } from '../../network/host';
import type { Problem } from '../../problem';
import * as problems from '../../problems';
import type { ResolvedHost } from '../../resolved';
import { shown } from '../../shape';
import { compareText, countOf, Size } from '../../values';
import type { Machine } from '../../workload/machine';
import type { Report } from '../findings';
import type { Inventory } from '../inventory/inventory';

/** Memory that QEMU itself takes beside each guest's own, measured for guests with a few virtio devices. */
const OVERHEAD = Size.mebibytes(256);
const RESERVED = Size.gibibytes(2);
const CPU_OVERCOMMIT = 4;

export function resolveHosts(inventory: Inventory, machines: readonly Machine[], report: Report): readonly ResolvedHost[] {
  return inventory.hosts.map((host) => {
    const own = machines.filter((machine) => machine.props.host === host);
    checkHost(host, report);
    const figures = wrongFigures(host);
    for (const [prop, reason] of figures) report(problems.invalidAmount(host.node.path, prop, reason));
    if (figures.length === 0 && own.length > 0) checkCapacity(host, own, report);
    return resolveHost(host, own);
  });
}

function resolveHost(host: Host, machines: readonly Machine[]): ResolvedHost {
  const { props } = host;
  const pools = new Map<string, string | undefined>();
  for (const machine of machines) pools.set(poolOf(machine), undefined);
  if (props.pool && pools.has(props.pool.name)) pools.set(props.pool.name, props.pool.path);
  return {
    name: host.node.id,
    providerUri: props.uri ?? sshUri(host, 'provider'),
    virshUri: props.uri ?? sshUri(host, 'virsh'),
    virtualization: props.virtualization ?? 'kvm',
    cpus: props.cpus,
    memoryMiB: props.memory.toMebibytes,
    reservedMiB: (props.reservedMemory ?? RESERVED).toMebibytes,
    overheadMiB: OVERHEAD.toMebibytes,
    virtualCpus: Math.floor(props.cpus * (props.cpuOvercommit ?? CPU_OVERCOMMIT)),
    pools: [...pools].sort(([a], [b]) => compareText(a, b)).map(([name, path]) => (path === undefined ? { name } : { name, path })),
  };
}

export const poolOf = (machine: Machine): string => machine.props.pool ?? machine.props.host.props.pool?.name ?? 'default';

/** The provider's SSH transport and virsh's have different schemes; both run the user's ssh, which looks up host keys as ever. */
function sshUri({ props: { ssh } }: Host, dialect: 'provider' | 'virsh'): string {
  if (!ssh) return '';
  const scheme = dialect === 'provider' ? 'qemu+sshcmd' : 'qemu+ssh';
  const port = ssh.port === undefined ? '' : `:${ssh.port}`;
  const key = ssh.keyFile === undefined ? '' : `?keyfile=${encodeURI(ssh.keyFile)}`;
  return `${scheme}://${ssh.user}@${ssh.address}${port}/system${key}`;
}

function checkHost({ node, props }: Host, report: Report): void {
  if ((props.uri === undefined) === (props.ssh === undefined)) {
    report(
      problems.invalidHost(
        node.path,
        props.uri === undefined ? 'Neither `uri` nor `ssh` says how to reach it.' : 'Both `uri` and `ssh` say how to reach it.',
        'Give one of them.',
      ),
    );
  }
  const uriProblem = props.uri === undefined ? undefined : problemOfUri(node.path, props.uri);
  if (uriProblem) report(uriProblem);
  if (props.pool?.path !== undefined && !props.pool.path.startsWith('/'))
    report(
      problems.invalidHost(
        node.path,
        `The pool's path "${props.pool.path}" is not absolute.`,
        'Write the absolute path of a directory of its own.',
      ),
    );
}

/** libvirt: "Connection URIs". Authority and path are those of any URL. */
function problemOfUri(path: string, uri: string): Problem | undefined {
  const url = URL.canParse(uri) ? new URL(uri) : undefined;
  if (url?.password)
    return problems.secretGiven(path, 'uri', 'a password', 'Leave it out: libvirt asks for it, or reads it from its own auth.conf.');
  const plain = /^[A-Za-z0-9:/?=&%._~@[\]+-]+$/.test(uri) && /^\/(system|session|embed)$/.test(url?.pathname ?? '');
  if (!url || !plain || !/^qemu(\+[a-z]+)?:$/.test(url.protocol)) {
    const what = `${shown(uri)} is no URI of QEMU's driver in libvirt.`;
    return problems.invalidHost(path, what, 'Write one such as qemu:///system, or use `ssh: { user, address }`.');
  }
  if (!/^qemu(\+(tcp|tls))?:$/.test(url.protocol)) {
    const what = `The provider and virsh read "${uri}" differently.`;
    return problems.invalidHost(path, what, 'Use `ssh: { user, address }` for SSH: it makes one URI for each.');
  }
  return undefined;
}

/** Figures that no capacity can be reckoned from: the prop, and what is wrong with it. */
function wrongFigures({ props }: Host): readonly (readonly [string, string])[] {
  const wrong: [string, string][] = [];
  if (!Number.isInteger(props.cpus) || props.cpus < 1) wrong.push(['cpus', `${props.cpus} is not a whole number from 1`]);
  if (props.memory.defect) wrong.push(['memory', props.memory.defect]);
  if (props.reservedMemory?.defect) wrong.push(['reservedMemory', props.reservedMemory.defect]);
  if (props.cpuOvercommit !== undefined && !(props.cpuOvercommit > 0))
    wrong.push(['cpuOvercommit', `${props.cpuOvercommit} is not above 0`]);
  return wrong;
}

function checkCapacity(host: Host, machines: readonly Machine[], report: Report): void {
  const { props, node } = host;
  const reserved = props.reservedMemory ?? RESERVED;
  const guests = machines.reduce((sum, machine) => sum + machine.props.memory.toMebibytes, 0);
  const overhead = machines.length * OVERHEAD.toMebibytes;
  const memory = props.memory.toMebibytes - reserved.toMebibytes;
  if (guests + overhead > memory) {
    const [needed, free, own, extra, all, kept] = Size.inOneUnit(
      ...([guests + overhead, memory, guests, overhead].map(Size.mebibytes) as [Size, Size, Size, Size]),
      props.memory,
      reserved,
    );
    const detail = `${countOf(machines.length, 'machine')}: ${own} of guests and ${extra} of overhead; ${all} less ${kept} reserved`;
    report(problems.hostOverCapacity(node.path, 'memory', needed, free, detail));
  }
  const ratio = props.cpuOvercommit ?? CPU_OVERCOMMIT;
  const cpus = machines.reduce((sum, machine) => sum + machine.props.cpus, 0);
  if (cpus > props.cpus * ratio) {
    const detail = `${props.cpus} processors with an overcommit of ${ratio}; ${machines.map((machine) => `${machine.name} ${machine.props.cpus}`).join(', ')}`;
    report(problems.hostOverCapacity(node.path, 'virtual processors', `${cpus}`, `${props.cpus * ratio}`, detail));
  }
  const widest = machines.find((machine) => machine.props.cpus > props.cpus);
  if (widest)
    report(
      problems.hostOverCapacity(
        node.path,
        'virtual processors',
        `${widest.props.cpus}`,
        `${props.cpus}`,
        `${widest.name} alone has more than the host`,
      ),
    );
}
