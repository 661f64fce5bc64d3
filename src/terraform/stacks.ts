import type { domain, network, provider, volume } from '@cdktf/provider-libvirt';
import type { Construct } from 'constructs';
import { type ResolvedSystem, stacksOf } from '../model/resolved';
import { forAll } from './for-all';
import { byName, type Named } from './named';
import { FilterCompiler } from './policy';
import { VirtualMachinesStack } from './stack';

/** Props of {@link VirtualMachinesStacks}. */
export interface VirtualMachinesStacksProps {
  /** What `resolve()` answered. */
  readonly system: ResolvedSystem;
  /**
   * Which of several environments it is: its configuration lies in a folder of that name within the output, and states are called after it.
   * @default - the only one
   */
  readonly environment?: string;
}

/**
 * The Terraform stacks of a system: a single one, unless hosts name stacks of their own. What is looked up is found in whichever has it.
 */
export class VirtualMachinesStacks {
  /** By name. */
  readonly all: readonly VirtualMachinesStack[];
  private readonly byHost = new Map<string, VirtualMachinesStack>();
  private readonly byMachine = new Map<string, VirtualMachinesStack>();
  private readonly bySubnet = new Map<string, VirtualMachinesStack>();
  private readonly byDisk = new Map<string, VirtualMachinesStack>();

  /**
   * @throws InvalidSystemError when libvirt could not take what machines need: all problems of all machines
   */
  constructor(
    scope: Construct,
    private readonly props: VirtualMachinesStacksProps,
  ) {
    const { system } = props;
    const filters = new FilterCompiler(system);
    this.all = forAll(stacksOf(system), ({ name, hosts }) => {
      const stack = new VirtualMachinesStack(scope, name, { ...props, hosts, filters });
      for (const host of hosts) this.byHost.set(host.name, stack);
      return stack;
    });
    for (const machine of system.machines) {
      const stack = this.stackOf(machine.host);
      this.byMachine.set(machine.name, stack);
      for (const { key, existing } of [machine.root, ...machine.data]) if (!existing) this.byDisk.set(key, stack);
    }
    for (const {
      name,
      hosts: [host],
    } of system.subnets)
      if (host !== undefined) this.bySubnet.set(name, this.stackOf(host));
  }

  /** The stack that holds what is on a host: the scope of resources of your own. They must name a provider, see {@link providerOf}. */
  stackOf(host: Named): VirtualMachinesStack {
    return this.holder(this.byHost, 'host', host);
  }

  /** The native domain of a machine, to change what this library has no option for. */
  domainOf(machine: Named): domain.Domain {
    return this.holder(this.byMachine, 'machine', machine).domainOf(machine);
  }

  /** The native network of a subnet, but for those on an existing bridge. */
  networkOf(subnet: Named): network.Network | undefined {
    return this.holder(this.bySubnet, 'subnet with machines', subnet).networkOf(subnet);
  }

  /** The native volume of a disk, by `<machine>-<disk id>`, e.g. `database-vm-root`. */
  volumeOf(disk: string): volume.Volume {
    return this.holder(this.byDisk, 'disk', disk).volumeOf(disk);
  }

  /** The provider configuration of a host, for resources of your own. */
  providerOf(host: Named): provider.LibvirtProvider {
    return this.stackOf(host).providerOf(host);
  }

  /** @throws InvalidSystemError when there is none of that name */
  private holder(stacks: ReadonlyMap<string, VirtualMachinesStack>, what: string, named: Named): VirtualMachinesStack {
    return byName(stacks, this.props.system.name, what, named);
  }
}
