import type { ClientPorts } from '../../resolved';
import { clientPorts, without } from '../../values';
import type { Machine } from '../../workload/machine';
import { adminPorts } from './index';

/**
 * Ports that connections of a machine come from: those that its system chooses from, less each single one that it listens on
 * itself, since no system chooses what somebody is bound to. Of a range that it listens on ports may be free at times, and be chosen.
 */
export function clientPortsOf(machine: Machine): ClientPorts {
  const heard = [...machine.listens.map(({ resolved }) => resolved), ...adminPorts(machine)].filter(({ from, to }) => from === to);
  const { ephemeralPorts } = machine.props.os.resolved;
  return clientPorts((protocol) =>
    without(
      ephemeralPorts,
      heard.filter((port) => port.protocol === protocol).map(({ from }) => from),
    ),
  );
}
