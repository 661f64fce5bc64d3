import type { MachineEnd } from './end';
import type { CardNetwork } from './guest-network';
import type { ResolvedMachine, ResolvedNic } from './machine';

/** All network cards of a machine, the first one first. */
export const nicsOf = ({ nic, otherNics }: Pick<ResolvedMachine, 'nic' | 'otherNics'>): readonly ResolvedNic[] => [nic, ...otherNics];

/** The same with what the guest has to know of each. */
export const networksOf = ({
  nic,
  otherNics,
  guest,
}: Pick<ResolvedMachine, 'nic' | 'otherNics' | 'guest'>): readonly { readonly nic: ResolvedNic; readonly network: CardNetwork }[] => [
  { nic, network: guest.network },
  ...otherNics.map((other) => ({ nic: other, network: other.network })),
];

/** A network card with its machine. */
export interface CardOfMachine {
  readonly machine: ResolvedMachine;
  readonly nic: ResolvedNic;
  /** As an end of flows. */
  readonly end: MachineEnd;
}

/** The cards of machines, as ends of flows. */
export const cardsOfMachines = (machines: readonly ResolvedMachine[]): readonly CardOfMachine[] =>
  machines.flatMap((machine) =>
    nicsOf(machine).map((nic) => {
      const end: MachineEnd = { is: 'machine', name: nic.name, ...(nic !== machine.nic && { machine: machine.name }) };
      return { machine, nic, end };
    }),
  );
