import assert from 'node:assert/strict';
import type { ResolvedMachine, ResolvedSystem } from '../../../../src';
import { ContainerGuest } from '../../containers/guest';
import { seedOf } from '../../containers/seed';
import { type GuestPackages, guestRoot } from '../../guests/images';
import type { Lab } from '../../harness/lab';
import { addBridge } from '../../network/bridge';
import { Space } from '../../network/space';
import { subnetOf } from './places';

/** Seconds for a first boot at native speed: it takes a few on an idle machine, and minutes on a busy one. */
const FIRST_BOOT = 600;

interface YardProps {
  readonly system: ResolvedSystem;
  /** Terraform's, by name. */
  readonly variables: Readonly<Record<string, string>>;
  /** What the image of all guests has. */
  readonly packages: GuestPackages;
}

/** All machines of a system as guests on one host, where nothing is filtered: what holds is what guests do themselves. */
export class Yard {
  private readonly guests = new Map<string, ContainerGuest>();

  private constructor(
    private readonly lab: Lab,
    private readonly system: ResolvedSystem,
    private readonly variables: YardProps['variables'],
    private readonly image: string,
    /** Has a bridge for each subnet, and routes between them. */
    readonly host: Space,
  ) {}

  /** @throws Missing where Debian's packages cannot be had */
  static async make(lab: Lab, { system, variables, packages }: YardProps): Promise<Yard> {
    // Each guest's systemd watches files; kernels let all of root's do so 128 times.
    const watches = 'fs.inotify.max_user_instances';
    const before = (await lab.output(['sysctl', '-n', watches])).trim();
    lab.defer(() => lab.output(['sysctl', '-qw', `${watches}=${before}`]));
    await lab.output(['sysctl', '-qw', `${watches}=${Math.max(Number(before), 1024)}`]);
    const image = await guestRoot(lab, packages);
    const host = await Space.create(lab, 'host');
    await host.run(['sysctl', '-qw', 'net.ipv4.ip_forward=1']);
    for (const subnet of system.subnets) await addBridge(host, subnet);
    return new Yard(lab, system, variables, image, host);
  }

  readonly guest = (name: string): ContainerGuest => {
    const guest = this.guests.get(name);
    assert(guest, `${name} was started`);
    return guest;
  };

  /** Starts machines for the first time, and proves that each is who it is to be. @param machines @default - all of the system */
  async bootAll(machines = this.system.machines): Promise<void> {
    const { lab } = this;
    await lab.step('every guest is set up at its first boot, without an error', () => this.each(machines, (machine) => this.boot(machine)));
    await lab.step('guests have their names and addresses', async () => {
      for (const { name, nic, guest: told } of machines) {
        assert.match(await this.guest(name).shell('ip -4 address show eth0'), new RegExp(`inet ${nic.address}/${told.network.prefix} `));
        assert.equal((await this.guest(name).shell('hostname')).trim(), told.hostname);
      }
    });
  }

  /** A machine is destroyed with its disk, and made anew. */
  async bootAgain(name: string): Promise<void> {
    await this.guest(name).destroy();
    await this.boot(this.machine(name));
  }

  /** Machines that are there are made anew on their old disks, as the system has them now, and others are started for the first time. */
  bring(names: readonly string[]): Promise<void> {
    const machines = names.map((name) => this.machine(name));
    return this.each(machines, async (machine) => {
      const guest = this.guests.get(machine.name);
      if (!guest) return this.boot(machine);
      await guest.reinstall(seedOf(machine, this.variables));
      await this.configured(guest);
    });
  }

  private async each(machines: readonly ResolvedMachine[], work: (machine: ResolvedMachine) => Promise<void>): Promise<void> {
    const start = performance.now();
    await Promise.all(
      machines.map(async (machine) => {
        await work(machine);
        this.lab.note(`${machine.name} after ${((performance.now() - start) / 1000).toFixed(0)} s`);
      }),
    );
  }

  private machine(name: string): ResolvedMachine {
    const machine = this.system.machines.find((each) => each.name === name);
    assert(machine, `${name} is one of the system`);
    return machine;
  }

  private async boot(machine: ResolvedMachine): Promise<void> {
    const [disk] = machine.data;
    const { bridge } = subnetOf(this.system, machine);
    const guest = await ContainerGuest.boot(this.lab, {
      ...{ name: machine.name, root: this.image, seed: seedOf(machine, this.variables), host: this.host, bridge, mac: machine.nic.mac },
      dataDisk: disk && { serial: disk.serial ?? '', bytes: disk.sizeBytes },
    });
    this.guests.set(machine.name, guest);
    await this.configured(guest);
  }

  private async configured(guest: ContainerGuest): Promise<void> {
    assert.deepEqual(await guest.configured(FIRST_BOOT), [], `${guest.name}: ${await guest.configurationLog()}`);
  }
}
