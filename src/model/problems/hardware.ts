import type { Problem } from '../problem';

export const invalidHardware = (path: string, prop: string, reason: string, fix: string): Problem => ({
  code: 'INVALID_HARDWARE',
  path,
  message: `hardware.${prop} ${reason}.`,
  fix,
});

export const vsockTaken = (path: string, cid: number, host: string, holder: string): Problem => ({
  code: 'VSOCK_TAKEN',
  path,
  message: `hardware.vsock.cid: the context id ${cid} of the host ${host} is that of ${holder}.`,
  fix: 'Use another from 3, or leave `cid` out: the next free one is chosen, and kept by the lock.',
});

/** @param holders machines that ask for it; several: each has it for itself */
export const hostDevice = (
  path: string,
  host: string,
  device: string,
  call: string,
  holders: readonly string[],
  known: readonly string[],
): Problem =>
  known.includes(device)
    ? {
        code: 'HOST_DEVICE_TAKEN',
        path,
        message: `${holders.join(' and ')} would each have the device ${device} of the host ${host} for itself.`,
        fix: 'Give it to one of them, or put one on another host that has such a device.',
      }
    : {
        code: 'HOST_DEVICE_UNKNOWN',
        path,
        message: `${holders.join(' and ')} would have the device ${device}, and the host ${host} states ${known.length === 0 ? 'none' : known.join(', ')}.`,
        fix: `State it at the host, once you have seen there that it is no network card (\`lspci -nn\`, \`lsusb\`): devices: [${call}].`,
      };

/**
 * @param holders machines that are pinned to it; several: each would have it for itself
 * @param dedicated whether the host dedicates it
 * @param all that it dedicates, in libvirt's text
 */
export const dedicatedCpu = (
  path: string,
  host: string,
  cpu: string,
  holders: readonly string[],
  dedicated: boolean,
  all: string,
): Problem =>
  dedicated
    ? {
        code: 'CPU_PINNED_TWICE',
        path,
        message: `${holders.join(' and ')} would each have the processor ${cpu} of the host ${host} for itself.`,
        fix: `Pin one of them to others of its dedicated processors (${all}).`,
      }
    : {
        code: 'CPU_NOT_DEDICATED',
        path,
        message: `${holders.join(' and ')}: pinned to the processor ${cpu} of the host ${host}, ${all === '' ? 'which dedicates none' : `whose dedicated ones are ${all}`}.`,
        fix: "Pin it to one of those, or state the processor in the host's `dedicatedCpus`: machines that are not pinned then keep off it.",
      };

export const numaNode = (path: string, host: string, node: string, wanted: string, available: string | undefined): Problem =>
  available === undefined
    ? {
        code: 'NUMA_NODE_UNKNOWN',
        path,
        message: `Machines want ${wanted} of the NUMA node ${node}, which the host ${host} does not state.`,
        fix: "State the nodes of the host, as `virsh capabilities` shows them: numaNodes: [{ cpus: '0-15', memory: Size.gibibytes(128) }, …].",
      }
    : {
        code: 'HOST_OVER_CAPACITY',
        path,
        message: `Machines need ${wanted} of the NUMA node ${node} (mode strict), the host has ${available} there.`,
        fix: 'Bind some of them to another node, make one smaller, use NumaMode.PREFERRED, or correct the figures of the host.',
      };
