import { address } from '../sets/addresses';
import { covers, union } from '../sets/intervals';
import { printTransport, transport } from '../sets/transport';
import type { Difference } from './difference';
import { type Model, transportOf } from './model';

/** Names under which pods reach virtual machines, and which lead elsewhere or nowhere. */
export function nameDifferences(model: Model): readonly Difference[] {
  return model.system.clusters.flatMap(({ name, namespace, machineServices }) => {
    const { services = [], slices = [] } = model.cluster(name) ?? {};
    return machineServices.flatMap(({ machine, address: expected, ports }): readonly Difference[] => {
      const about = `${machine}.${namespace}`;
      const missing = (text: string): readonly Difference[] => [{ kind: 'missing', about, text: `the name ${about} ${text}` }];
      const service = services.find((each) => each.name === machine && each.namespace === namespace);
      if (!service) return missing('is not there');
      const own = slices.filter((slice) => slice.service === machine && slice.namespace === namespace);
      const addresses = own.flatMap((slice) => slice.addresses);
      const wrong = addresses.find((each) => address(each) !== address(expected));
      if (wrong !== undefined) return [{ kind: 'too-wide', about, text: `the name ${about} leads to ${wrong} instead of ${expected}` }];
      if (addresses.length === 0) return missing('leads nowhere: it has no endpoint');
      // kube-proxy and meshes join the ports of both by name.
      const joined = own.flatMap((slice) =>
        slice.ports.filter((port) => service.ports.some((each) => each.name === port.name && each.protocol === port.protocol)),
      );
      const open = union(...joined.map(({ protocol, port }) => transport(protocol, [port, port])));
      const wanted = transportOf(ports.filter(({ protocol }) => protocol !== 'icmp' && protocol !== 'any'));
      return covers(open, wanted) ? [] : missing(`does not lead to ${printTransport(wanted)} of its machine`);
    });
  });
}
