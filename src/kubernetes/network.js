"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.addMachineService = addMachineService;
exports.addAddressPool = addAddressPool;
const cdk8s_plus_27_1 = require("cdk8s-plus-27");
const ip_address_1 = require("ip-address");
const metallb_1 = require("./imports/metallb");
const names_1 = require("./names");
const ports_1 = require("./ports");
/**
 * The name of a virtual machine for pods: `<name>.<namespace>.svc`. A Service without selector and cluster address, so that the name
 * stands for the machine's own address and NetworkPolicies see where a pod really goes; the EndpointSlice is ours, no controller's.
 * @throws Error when the address is one of the cluster's Services (the server would take it)
 */
function addMachineService(chart, cluster, { machine, address, ports }) {
    if (new ip_address_1.Address4(address).isInSubnet(new ip_address_1.Address4(cluster.serviceCidr))) {
        throw new Error(`${machine} has the address ${address}, which lies in the service CIDR ${cluster.serviceCidr} of the cluster ${cluster.name}.`);
    }
    const { single, unsaid } = namedPorts(ports);
    const service = new cdk8s_plus_27_1.k8s.KubeService(chart, `${machine}-service`, {
        metadata: {
            name: machine,
            namespace: cluster.namespace,
            annotations: unsaid.length > 0 ? { [names_1.Annotation.NOT_REPRESENTABLE]: unsaid.join('; ') } : undefined,
        },
        spec: {
            clusterIp: 'None',
            ipFamilyPolicy: 'SingleStack',
            ipFamilies: ['IPv4'],
            // TCP is TCP to the mesh, too: it must not wait for the client of a protocol in which the server speaks first.
            ports: single.map(({ name, protocol, port }) => ({ name, protocol, port, ...appProtocol(protocol) })),
        },
    });
    new cdk8s_plus_27_1.k8s.KubeEndpointSlice(chart, `${machine}-endpoints`, {
        metadata: {
            name: machine,
            namespace: cluster.namespace,
            labels: { 'kubernetes.io/service-name': machine, 'endpointslice.kubernetes.io/managed-by': names_1.MANAGER },
        },
        addressType: 'IPv4',
        endpoints: [{ addresses: [address], conditions: { ready: true } }],
        // Ports belong together by their names.
        ports: single.map(({ name, protocol, port }) => ({ name, protocol, port, ...appProtocol(protocol) })),
    });
    return service;
}
const appProtocol = (protocol) => protocol === 'TCP' ? { appProtocol: 'tcp' } : {};
/** Ranges are reached through the name as well; listing thousands of ports would only burden DNS and the mesh. */
function namedPorts(ports) {
    const { ports: said, notRepresentable } = (0, ports_1.transportPorts)(ports);
    const ranges = said.filter(({ from, to }) => from !== to);
    return {
        single: (0, ports_1.singlePorts)(said.filter(({ from, to }) => from === to)),
        unsaid: [...notRepresentable, ...ranges.map(({ protocol, from, to }) => `${protocol} ${from}-${to}: a Service lists single ports`)],
    };
}
/** The addresses of LoadBalancer Services and how they are announced; given out by the system's address plan only. */
function addAddressPool(chart, cluster, users) {
    if (!cluster.pool)
        return;
    const { name, cidr, namespace } = cluster.pool;
    const metadata = { name, namespace };
    new metallb_1.IpAddressPool(chart, 'address-pool', {
        metadata,
        spec: { addresses: [cidr], autoAssign: false, serviceAllocation: { namespaces: users } },
    });
    new metallb_1.L2Advertisement(chart, 'advertisement', { metadata, spec: { ipAddressPools: [name] } });
}
