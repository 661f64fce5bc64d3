'use strict';
var __createBinding =
  (this && this.__createBinding) ||
  (Object.create
    ? (o, m, k, k2) => {
        if (k2 === undefined) k2 = k;
        var desc = Object.getOwnPropertyDescriptor(m, k);
        if (!desc || ('get' in desc ? !m.__esModule : desc.writable || desc.configurable)) {
          desc = { enumerable: true, get: () => m[k] };
        }
        Object.defineProperty(o, k2, desc);
      }
    : (o, m, k, k2) => {
        if (k2 === undefined) k2 = k;
        o[k2] = m[k];
      });
var __setModuleDefault =
  (this && this.__setModuleDefault) ||
  (Object.create
    ? (o, v) => {
        Object.defineProperty(o, 'default', { enumerable: true, value: v });
      }
    : (o, v) => {
        o['default'] = v;
      });
var __importStar =
  (this && this.__importStar) ||
  (() => {
    var ownKeys = (o) => {
      ownKeys =
        Object.getOwnPropertyNames ||
        ((o) => {
          var ar = [];
          for (var k in o) if (Object.hasOwn(o, k)) ar[ar.length] = k;
          return ar;
        });
      return ownKeys(o);
    };
    return (mod) => {
      if (mod && mod.__esModule) return mod;
      var result = {};
      if (mod != null) for (var k = ownKeys(mod), i = 0; i < k.length; i++) if (k[i] !== 'default') __createBinding(result, mod, k[i]);
      __setModuleDefault(result, mod);
      return result;
    };
  })();
Object.defineProperty(exports, '__esModule', { value: true });
exports.resolveSubnets = resolveSubnets;
const problems = __importStar(require('../problems'));
const values_1 = require('../values');
function resolveSubnets(inventory, space, machines, flows, directory, report) {
  const members = new Map();
  for (const machine of machines) members.set(machine.nic.subnet, [...(members.get(machine.nic.subnet) ?? []), machine]);
  const reachable = reachableBySubnet(machines, flows);
  const bridges = new Map();
  return inventory.subnets.flatMap((subnet) => {
    const area = space.subnets.get(subnet);
    if (!area) return [];
    const { props, node } = subnet;
    const mode = props.forward?.mode ?? 'route';
    const own = members.get(node.id) ?? [];
    const hosts = [...new Set(own.map((machine) => machine.host))].sort(values_1.compareText);
    if (hosts.length > 1 && mode !== 'bridge') report(problems.subnetSpansHosts(node.path, hosts, mode));
    const objectName = `${inventory.name}-${node.id}`;
    const bridge = props.forward?.bridgeName ?? (0, values_1.shorten)(objectName, 15);
    const other = bridges.get(bridge);
    if (mode !== 'bridge') {
      if (other !== undefined) report(problems.derivedNameClash(node.path, 'bridge', bridge, other));
      bridges.set(bridge, node.path);
    }
    const names = [...own.map((machine) => machine.name), ...(reachable.get(node.id) ?? [])];
    return [
      {
        name: node.id,
        network: subnet.network.node.id,
        cidr: `${area.cidr}`,
        prefix: area.cidr.prefix,
        gateway: (0, values_1.formatIp)(area.gateway),
        mode,
        objectName,
        bridge,
        hosts,
        isolation: props.isolation ?? 'standard',
        mtu: props.mtu ?? 1500,
        nameservers: mode === 'bridge' ? (props.nameservers ?? []) : [(0, values_1.formatIp)(area.gateway)],
        dnsForward: mode !== 'isolated' && props.isolation !== 'high',
        records: mode === 'bridge' ? [] : records(names, directory),
        reservations: own
          .filter((machine) => machine.guest.network.addressedBy === 'dhcp')
          .map((machine) => ({ mac: machine.nic.mac, address: machine.nic.address, name: machine.name })),
        ...(area.services ? { services: `${area.services}` } : {}),
      },
    ];
  });
}
function records(names, directory) {
  const entries = [...new Set(names)].flatMap((name) => directory.get(name) ?? []);
  return entries
    .map(({ address, fqdn }) => ({ address, names: [fqdn] }))
    .sort((a, b) => (0, values_1.compareText)(a.names[0] ?? '', b.names[0] ?? ''));
}
/** What the machines of each subnet may reach by name. */
function reachableBySubnet(machines, flows) {
  const subnetOf = new Map(machines.map((machine) => [machine.name, machine.nic.subnet]));
  const map = new Map();
  for (const { from, to } of flows) {
    const subnet = from.kind === 'machine' ? subnetOf.get(from.name) : from.kind === 'subnet' ? from.name : undefined;
    if (subnet === undefined || (to.kind !== 'machine' && to.kind !== 'microservice' && to.kind !== 'gateway')) continue;
    const list = map.get(subnet);
    if (list) list.push(to.name);
    else map.set(subnet, [to.name]);
  }
  return map;
}
