import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Lab } from '../harness/lab';
import { ownFolder, SOURCES } from '../harness/paths';
import { Space } from '../network/space';
import { Guest } from './guest';

/** Names of what a host has. */
export type Inventory = Readonly<Record<'domains' | 'networks' | 'volumes' | 'filters' | 'links', readonly string[]>>;

/** A libvirt host of its own: nothing of it is seen by the machine's libvirt, network or other hosts of the lab. */
export class Hypervisor extends Space {
  private constructor(
    lab: Lab,
    /** For the provider and virsh alike. */
    readonly uri: string,
    pid: number,
  ) {
    super(lab, pid);
  }

  /** Starts libvirtd with an empty pool `default`. */
  static async start(lab: Lab, name: string): Promise<Hypervisor> {
    const folder = ownFolder('hosts', name);
    const sockets = lab.folder();
    const logs = join(lab.logs, name);
    mkdirSync(logs);
    lab.defer(() => rmSync(folder, { recursive: true, force: true }));
    const namespaces = ['--mount', '--pid', '--net', '--fork', '--mount-proc', '--kill-child'];
    const daemon = lab.start(`libvirtd-${name}`, [
      'unshare',
      ...namespaces,
      'bash',
      join(SOURCES, 'hypervisor/inside.sh'),
      folder,
      sockets,
      logs,
    ]);
    const uri = `qemu:///system?socket=${join(sockets, 'libvirt-sock')}`;
    const inside = await lab.eventually(10, async () => {
      const [child] = readFileSync(`/proc/${daemon.pid}/task/${daemon.pid}/children`, 'utf8').trim().split(' ').filter(Boolean);
      if (child === undefined) throw new Error('the namespaces are not there yet');
      return Number(child);
    });
    const host = new Hypervisor(lab, uri, inside);
    const ended = (): string | undefined => (daemon.alive ? undefined : `libvirtd ended: see libvirtd-${name}.log`);
    await lab.eventually(30, async () => existsSync(join(sockets, 'libvirt-sock')) || Promise.reject(new Error('no socket')), ended);
    await lab.eventually(30, () => host.virsh('version'), ended);
    mkdirSync(join(folder, 'images'));
    await host.virsh('pool-define-as', 'default', 'dir', '--target', join(folder, 'images'));
    await host.virsh('pool-start', 'default');
    return host;
  }

  /** @throws CommandFailed when virsh does */
  virsh(...args: readonly string[]): Promise<string> {
    return this.lab.output(['virsh', '--quiet', '--connect', this.uri, ...args]);
  }

  /** Runs a command that reads XML, which it takes from files alone. @throws CommandFailed when virsh does */
  give(xml: string, ...command: readonly string[]): Promise<string> {
    const file = join(this.lab.folder(), 'given.xml');
    writeFileSync(file, xml);
    return this.virsh(...command, '--file', file);
  }

  /** Runs a program on the host itself, with its files. */
  inside(command: readonly string[]): Promise<string> {
    return this.lab.output(['nsenter', '--target', String(this.pid), '--mount', '--net', '--', ...command]);
  }

  /** The pool that a volume lies in. @throws Error when none has it, or several */
  async poolOf(volume: string): Promise<string> {
    const found: string[] = [];
    for (const pool of lines(await this.virsh('pool-list', '--name'))) {
      if (lines(await this.virsh('vol-list', pool)).some((line) => line.split(/\s+/)[0] === volume)) found.push(pool);
    }
    const [pool, ...others] = found;
    if (pool === undefined || others.length > 0) throw new Error(`${volume} lies in ${found.join() || 'no pool'}`);
    return pool;
  }

  guest(domain: string): Guest {
    return new Guest(this.lab, this, domain);
  }

  /** Names of what there is, sorted: after a destroy, what was left behind. `links` are network interfaces but for the lab's own cables. */
  async inventory(): Promise<Inventory> {
    interface Link {
      readonly ifname: string;
      readonly linkinfo?: { readonly info_kind?: string };
    }
    const links = JSON.parse(await this.run(['ip', '-json', '-details', 'link'])) as Link[];
    const filters = lines(await this.virsh('nwfilter-list')).map((line) => line.split(/\s+/)[1] ?? '');
    return {
      domains: lines(await this.virsh('list', '--all', '--name')),
      networks: lines(await this.virsh('net-list', '--all', '--name')),
      volumes: lines(await this.virsh('vol-list', 'default')).map((line) => line.split(/\s+/)[0] ?? ''),
      filters: filters.filter((name) => !BUILTIN.test(name)),
      links: links.flatMap(({ ifname, linkinfo }) => (linkinfo?.info_kind === 'veth' ? [] : [ifname])).sort(),
    };
  }
}

/** Sorted. */
const lines = (text: string): readonly string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
    .sort();

/** Filters that come with libvirt. */
const BUILTIN = /^(allow-|clean-traffic|no-|qemu-announce-self)/;
