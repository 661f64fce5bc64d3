import { nicsOf, type ResolvedHost, type ResolvedMachine, type ResolvedSystem } from '../model/resolved';
import { forAll } from './for-all';
import { type IgnitionConfig, ignitionOf } from './ignition';
import type { CompiledFilter, FilterCompiler } from './policy';
import { type Seed, seedOf } from './seed';

/** What of a system is on some of its hosts. */
export function systemOn(hosts: readonly ResolvedHost[], system: ResolvedSystem): ResolvedSystem {
  const names = new Set(hosts.map(({ name }) => name));
  const isThere = ({ host }: { readonly host: string }): boolean => names.has(host);
  return {
    ...system,
    hosts,
    subnets: system.subnets.map((subnet) => ({ ...subnet, hosts: subnet.hosts.filter((host) => names.has(host)) })),
    machines: system.machines.filter(isThere),
    retired: system.retired.filter(isThere),
    ...(system.leftAlone && { leftAlone: system.leftAlone.filter(isThere) }),
  };
}

/** What is computed for a machine before anything is rendered. */
export interface MachineParts {
  readonly machine: ResolvedMachine;
  /** By the names of its cards. */
  readonly filters: readonly { readonly card: string; readonly filter: CompiledFilter }[];
  /** Unset for a guest that is set up by no CD. */
  readonly seed: Seed | undefined;
  /** Unset for a guest that Ignition does not set up. */
  readonly ignition: IgnitionConfig | undefined;
}

/** @throws InvalidSystemError with what libvirt could not take: all problems of all machines */
export const preparedParts = (machines: readonly ResolvedMachine[], compiler: FilterCompiler): readonly MachineParts[] =>
  forAll(machines, (machine) => ({
    machine,
    filters: nicsOf(machine)
      .filter(({ filter }) => filter !== undefined)
      .map((nic) => ({ card: nic.name, filter: compiler.compile(machine, nic) })),
    seed: seedOf(machine),
    ignition: ignitionOf(machine),
  }));
