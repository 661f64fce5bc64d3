"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.transportPorts = transportPorts;
exports.singlePorts = singlePorts;
/** How Services, containers and NetworkPolicies call a protocol. */
const transports = {
    tcp: 'TCP',
    udp: 'UDP',
    sctp: 'SCTP',
    icmp: { notRepresentable: 'ICMP: Kubernetes knows TCP, UDP and SCTP only, and leaves ICMP to the network plugin' },
    any: { notRepresentable: 'every protocol at once: meant for the traffic between nodes, which no NetworkPolicy governs' },
};
/** Ports that Kubernetes can say, and why the others cannot be said. */
function transportPorts(ports) {
    const said = [];
    const notRepresentable = new Set();
    for (const port of ports) {
        const transport = transports[port.protocol];
        if (typeof transport === 'string')
            said.push({ protocol: transport, from: port.from, to: port.to, name: port.name });
        else
            notRepresentable.add(transport.notRepresentable);
    }
    return { ports: said, notRepresentable: [...notRepresentable].sort() };
}
/** Longest name of a container port (IANA service name). */
const MAX_PORT_NAME = 15;
/**
 * Ports one by one, for objects that have no ranges (containers, Services): ranges are written out. A name that stands for several
 * ports gets protocol and number as its ending, such as `dns-udp53`.
 */
function singlePorts(ports) {
    const counts = new Map();
    for (const { name, from, to } of ports)
        counts.set(name, (counts.get(name) ?? 0) + to - from + 1);
    return ports.flatMap(({ name, protocol, from, to }) => Array.from({ length: to - from + 1 }, (_, index) => {
        const port = from + index;
        return { name: counts.get(name) === 1 ? name : withEnding(name, `${protocol.toLowerCase()}${port}`), protocol, port };
    }));
}
const withEnding = (name, ending) => `${name.slice(0, MAX_PORT_NAME - 1 - ending.length).replace(/-+$/, '')}-${ending}`;
