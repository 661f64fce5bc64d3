import { deviceKey } from '../../capacity/load';
import type { HostDevice } from '../../network/host-device';
import type { ResolvedHostDevice } from '../../resolved';
import { compareText } from '../../values';

/** Devices of a host, or of a machine, in the order of their buses and ids. */
export const resolveDevices = (devices: readonly HostDevice[] = []): readonly ResolvedHostDevice[] =>
  devices.map(({ bus, id }) => ({ bus, id })).sort((a, b) => compareText(deviceKey(a), deviceKey(b)));
