import { deviceKey, type Load } from '../../capacity/load';
import { Room } from '../../capacity/room';
import type { Shortage } from '../../capacity/shortage';
import { poolNamed, poolsOf } from '../../kinds/pool/choice';
import type { Host } from '../../network/host';
import type { Problem, Report } from '../../problem';
import * as problems from '../../problems';
import { type ResolvedHost, stackName } from '../../resolved';
import { shown } from '../../shape';
import { countOf, cpuSetText, hostInUri, parseCpuSet, Size } from '../../values';
import type { Machine } from '../../workload/machine';
import type { Inventory } from '../inventory/inventory';
import { isHugePage } from './hardware';
import { dedicatedCpusOf, HOST_DEFAULTS, hostFigures } from './host-figures';
import { loadOfMachine } from './loads';
import type { Placement } from './placement/placement';
import { checkPools, resolvePool, usedPools } from './pools';

export function resolveHosts(
  { hosts, name: system }: Inventory,
  { machines, hostOf, homeless }: Placement,
  report: Report,
): readonly ResolvedHost[] {
  return hosts.map((host) => {
    const own = machines.filter((machine) => hostOf(machine) === host);
    checkHost(host, report);
    const figures = wrongFigures(host);
    for (const [prop, reason] of figures) report(problems.invalidAmount(host.node.path, prop, reason));
    const counted = own.filter((machine) => !homeless.has(machine));
    if (figures.length === 0 && counted.length > 0) checkCapacity(host, counted, report);
    return resolveHost(host, own, system);
  });
}

function resolveHost(host: Host, machines: readonly Machine[], system: string): ResolvedHost {
  const { props } = host;
  return {
    ...hostFigures(host),
    providerUri: props.uri ?? sshUri(host, 'provider'),
    virshUri: props.uri ?? sshUri(host, 'virsh'),
    virtualization: props.virtualization ?? 'kvm',
    ...(props.firmware && { firmware: { ...props.firmware } }),
    ...(props.zone !== undefined && { zone: props.zone }),
    stack: stackName(system, props.stack),
    pools: usedPools(machines, host).map(resolvePool),
  };
}

/** The provider's SSH transport and virsh's have different schemes; both run the user's ssh, which looks up host keys as ever. */
function sshUri({ props: { ssh } }: Host, dialect: 'provider' | 'virsh'): string {
  if (!ssh) return '';
  const scheme = dialect === 'provider' ? 'qemu+sshcmd' : 'qemu+ssh';
  const port = ssh.port === undefined ? '' : `:${ssh.port}`;
  const key = ssh.keyFile === undefined ? '' : `?keyfile=${encodeURI(ssh.keyFile)}`;
  return `${scheme}://${ssh.user}@${hostInUri(ssh.address)}${port}/system${key}`;
}

function checkHost(host: Host, report: Report): void {
  const { node, props } = host;
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
  checkPools(host, report);
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
  wrong.push(...wrongClaims(props));
  for (const [index, pool] of [props.pool, ...(props.pools ?? [])].entries()) {
    const { size, overcommit } = pool?.space ?? {};
    const at = index === 0 ? 'pool' : `pools[${index - 1}]`;
    if (size?.defect) wrong.push([`${at}.size`, size.defect]);
    if (overcommit !== undefined && !(overcommit > 0)) wrong.push([`${at}.overcommit`, `${overcommit} is not above 0`]);
  }
  return wrong;
}

/** Memory of a host that is kept as huge pages. */
const pagesMiB = ({ hugePages = [] }: Host['props']): number =>
  hugePages.reduce((sum, { size, count }) => sum + size.toMebibytes * count, 0);

/** Of what machines have for themselves. */
function wrongClaims(props: Host['props']): readonly [string, string][] {
  const { cpus, memory, hugePages = [], numaNodes = [], devices = [] } = props;
  const wrong: [string, string][] = [];
  const beyond = (numbers: readonly number[]): number | undefined => numbers.find((each) => each >= cpus);
  const dedicated = dedicatedCpusOf({ props });
  const far = beyond(dedicated);
  if (far !== undefined) wrong.push(['dedicatedCpus', `there is no processor ${far}: the host has ${cpus}, from 0`]);
  else if (dedicated.length > 0 && dedicated.length === cpus)
    wrong.push(['dedicatedCpus', `all ${cpus} are dedicated, and none is left for the host itself and for QEMU`]);
  for (const [index, { size, count }] of hugePages.entries()) {
    const at = `hugePages[${index}]`;
    if (!isHugePage(size)) wrong.push([`${at}.size`, `${size} is neither 2 MiB nor 1 GiB`]);
    if (!Number.isInteger(count) || count < 1) wrong.push([`${at}.count`, `${count} is not a whole number from 1`]);
    if (hugePages.slice(0, index).some((other) => other.size.bytes === size.bytes)) wrong.push([`${at}.size`, `${size} is there twice`]);
  }
  const pages = Size.mebibytes(pagesMiB(props));
  if (pages.bytes > memory.bytes) {
    const [all, has] = Size.inOneUnit(pages, memory);
    wrong.push(['hugePages', `they come to ${all}, and the host has ${has}`]);
  }
  const seen = new Set<number>();
  for (const [index, node] of numaNodes.entries()) {
    const numbers = parseCpuSet(node.cpus) ?? [];
    const [out, again] = [beyond(numbers), numbers.find((each) => seen.has(each))];
    if (out !== undefined) wrong.push([`numaNodes[${index}].cpus`, `there is no processor ${out}: the host has ${cpus}, from 0`]);
    if (again !== undefined) wrong.push([`numaNodes[${index}].cpus`, `the processor ${again} is in another node as well`]);
    if (node.memory.defect) wrong.push([`numaNodes[${index}].memory`, node.memory.defect]);
    for (const each of numbers) seen.add(each);
  }
  const nodes = Size.mebibytes(numaNodes.reduce((sum, node) => sum + node.memory.toMebibytes, 0));
  if (nodes.bytes > memory.bytes) {
    const [all, has] = Size.inOneUnit(nodes, memory);
    wrong.push(['numaNodes', `they have ${all}, and the host has ${has}`]);
  }
  const keys = devices.map(deviceKey);
  for (const [index, key] of keys.entries()) if (keys.indexOf(key) < index) wrong.push([`devices[${index}]`, `${key} is there twice`]);
  return wrong;
}

function checkCapacity(host: Host, machines: readonly Machine[], report: Report): void {
  const room = new Room(hostFigures(host));
  const loads = machines.map(loadOfMachine);
  for (const shortage of room.lacks(loads)) report(DETAILS[shortage.of](host, loads, shortage));
}

/** What is said of an amount that there is too little of. */
const DETAILS: { readonly [A in Shortage['of']]: (host: Host, loads: readonly Load[], shortage: Shortage) => Problem } = {
  memory: ({ node, props }, loads, { needed, free }) => {
    const sum = (of: (load: Load) => number): number => loads.reduce((all, load) => all + of(load), 0);
    const guests = sum(({ guestMiB, hugePagesMiB }) => (hugePagesMiB === undefined ? guestMiB : 0));
    const overhead = sum(({ overheadMiB }) => overheadMiB);
    const pages = pagesMiB(props);
    const [all, left, own, extra, huge, total, kept] = Size.inOneUnit(
      ...([needed, free, guests, overhead, pages].map(Size.mebibytes) as [Size, Size, Size, Size, Size]),
      props.memory,
      props.reservedMemory ?? HOST_DEFAULTS.reservedMemory,
    );
    const less = pages === 0 ? `${kept} reserved` : `${kept} reserved and ${huge} of huge pages`;
    const detail = `${countOf(loads.length, 'machine')}: ${own} of guests and ${extra} of overhead; ${total} less ${less}`;
    return problems.hostOverCapacity(node.path, 'memory', all, left, detail);
  },
  cpus: ({ node, props }, loads, { needed, free }) => {
    const dedicated = dedicatedCpusOf({ props });
    const floating = loads.filter(({ pinned }) => !pinned);
    const widest = floating.find(({ cpus }) => cpus > props.cpus - dedicated.length);
    const shared = dedicated.length === 0 ? `${props.cpus} processors` : `${props.cpus} processors less ${dedicated.length} dedicated ones`;
    const detail = widest
      ? `${widest.name} alone has more than the host${dedicated.length === 0 ? '' : ' has for those that are not pinned'}`
      : `${shared} with an overcommit of ${props.cpuOvercommit ?? HOST_DEFAULTS.cpuOvercommit}; ${floating.map(({ name, cpus }) => `${name} ${cpus}`).join(', ')}`;
    return problems.hostOverCapacity(node.path, 'virtual processors', `${needed}`, `${free}`, detail);
  },
  disk: (host, _loads, { needed, free, item: name = poolsOf(host)[0].name }) => {
    const { node } = host;
    const { size = Size.mebibytes(free), overcommit = 1 } = poolNamed(host, name).space;
    const [all, left, stated] = Size.inOneUnit(Size.mebibytes(needed), Size.mebibytes(free), size);
    const detail = `disks in the pool ${name} when they are fully written; ${stated} with an overcommit of ${overcommit}`;
    return problems.hostOverCapacity(node.path, 'space', all, left, detail);
  },
  'huge-pages': ({ node }, loads, { needed, free, item }) => {
    const size = Size.mebibytes(Number(item));
    const asking = loads.filter(({ hugePagesMiB }) => hugePagesMiB === size.toMebibytes);
    const texts = asking.map(({ name, guestMiB }) => `${name} ${guestMiB / size.toMebibytes}`);
    const [wanted, has] = [needed, free].map((mebibytes) => `${mebibytes / size.toMebibytes}`);
    return problems.hostOverCapacity(node.path, `huge pages of ${size}`, wanted ?? '', has ?? '', texts.join(', '));
  },
  'dedicated-cpu': (host, loads, { item = '' }) => {
    const holders = loads.flatMap(({ name, pinned = [] }) => (pinned.includes(Number(item)) ? [name] : []));
    const dedicated = dedicatedCpusOf(host);
    return problems.dedicatedCpu(host.node.path, host.name, item, holders, dedicated.includes(Number(item)), cpuSetText(dedicated));
  },
  'numa-node': ({ node, name, props }, _loads, { needed, free, item = '' }) => {
    const [wanted, has] = Size.inOneUnit(Size.mebibytes(needed), Size.mebibytes(free));
    return problems.numaNode(node.path, name, item, wanted, props.numaNodes?.[Number(item)] === undefined ? undefined : has);
  },
  device: ({ node, name, props: { devices = [] } }, loads, { item = '' }) => {
    const holders = loads.flatMap((load) => (load.devices?.includes(item) ? [load.name] : []));
    const [bus, id] = item.split(' ');
    return problems.hostDevice(node.path, name, item, `HostDevice.${bus}('${id}')`, holders, devices.map(deviceKey));
  },
};
