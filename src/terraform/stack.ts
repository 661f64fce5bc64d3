import { type domain, literals, type network, type provider, type volume } from '@cdktf/provider-libvirt';
import { LocalBackend, TerraformBackend, TerraformElement, TerraformStack } from 'cdktf';
import type { Construct, IConstruct } from 'constructs';
import { stateFile } from '../cli/state';
import { POOLS } from '../model/kinds/pool';
import { nicsOf, type ResolvedHost, type ResolvedSubnet, type ResolvedSystem } from '../model/resolved';
import { groupBy } from '../model/values';
import { AdoptedFilters, renderAdopted } from './adoption';
import { renderContents } from './disk-content';
import { renderSizes } from './disk-sizes';
import { type CardParts, renderDomain, renderStart } from './domain';
import type { DiskParts } from './domain-disks';
import { renderFirstBootWaits, type Started } from './first-boot-wait';
import type { HostSide } from './host-side';
import { IgnitionFiles } from './ignition-files';
import { Images } from './images';
import { type MachineParts, preparedParts, systemOn } from './machine-parts';
import { byName, type Named } from './named';
import { terraformAddress } from './names';
import { Networks } from './network';
import { renderOutputs } from './outputs';
import { FilterCompiler } from './policy';
import { renderFilters } from './policy/render';
import { type PoolSide, renderPools } from './pool';
import { renderProvider } from './provider';
import { renderRetirements } from './retirement';
import { isLandmark, renderSameHost } from './same-host';
import { SeedVolumes } from './seed-volumes';
import { renderVariables } from './variables';
import { Virsh } from './virsh';
import { renderVolume } from './volume';

/** Props of a {@link VirtualMachinesStack}. */
export interface VirtualMachinesStackProps {
  /** What `resolve()` answered. */
  readonly system: ResolvedSystem;
  /**
   * Which of several environments it is: its configuration lies in a folder of that name within the output, and its state is called after it.
   * @default - the only one
   */
  readonly environment?: string;
  /** Those whose machines, networks and disks it holds. @default - all */
  readonly hosts?: readonly ResolvedHost[];
  /** Compiles filters of the same system. @default - one of its own */
  readonly filters?: FilterCompiler;
}

/** What machines have in common. */
interface Shared {
  readonly virsh: Virsh;
  readonly networks: Networks;
  /** Address of what puts a card's filter in force. */
  readonly filterOf: (card: string) => string;
  readonly adopted: AdoptedFilters;
  readonly seeds: SeedVolumes;
  /** Unset: no machine has one. */
  readonly ignitionFiles: IgnitionFiles | undefined;
}

interface SubnetSide {
  readonly subnet: ResolvedSubnet;
  /** Unset for an existing bridge. */
  readonly resource?: network.Network;
}

/**
 * The system's virtual machines, their disks, networks and filters, for Terraform and libvirt (provider dmacvicar/libvirt).
 *
 * - Where Terraform runs, `virsh` must be there as well: filters, names and the start of machines are applied with it.
 * - Terraform addresses follow from names: moving a construct changes none, renaming a machine makes another machine.
 * - The state is a file beside `cdktf.out`, which `cdktf synth` may empty. For another place create any backend of cdktf
 *   with this stack as its scope.
 * - Constructs of your own may live in the same stack. They must name a provider, see {@link providerOf}.
 */
export class VirtualMachinesStack extends TerraformStack {
  private readonly environment: string | undefined;
  private readonly sides = new Map<string, HostSide & { readonly pools: ReadonlyMap<string, PoolSide> }>();
  private readonly networks = new Map<string, SubnetSide>();
  private readonly images: Images;
  private readonly volumes = new Map<string, volume.Volume>();
  /** What the constructor has made. */
  private readonly own: ReadonlySet<IConstruct>;
  private readonly domains = new Map<string, domain.Domain>();
  /** Most of a stack is plain text: cdktf need not look for tokens in it. */
  [literals.KEEPS_LITERALS] = true;

  /**
   * @throws InvalidSystemError when libvirt could not take what machines need: all problems of all machines
   */
  constructor(
    scope: Construct,
    id: string,
    { system: whole, environment, hosts = whole.hosts, filters: compiler = new FilterCompiler(whole) }: VirtualMachinesStackProps,
  ) {
    super(scope, id);
    const system = systemOn(hosts, whole);
    this.environment = environment;
    // `removed` blocks with a lifecycle.
    this.addOverride('terraform.required_version', '>= 1.7.0');
    for (const host of system.hosts) {
      const side = { host, provider: renderProvider(this, host) };
      this.sides.set(host.name, { ...side, pools: renderPools(this, side) });
    }
    const parts = preparedParts(system.machines, compiler);
    const virsh = new Virsh(this);
    const networks = new Networks(this, virsh);
    this.images = new Images(this, virsh);
    const residents = groupBy(
      system.machines.flatMap((machine) => nicsOf(machine).map(({ subnet }) => ({ machine, subnet }))),
      ({ subnet }) => subnet,
    );
    for (const subnet of system.subnets) {
      const [host] = subnet.hosts;
      if (host === undefined) continue; // nobody lives there
      const machines = (residents.get(subnet.name) ?? []).map(({ machine }) => machine);
      this.networks.set(subnet.name, {
        subnet,
        resource: networks.add(this.sideOf(host), { subnet, domain: system.domain, sharedDomain: system.sharedDomain, machines }),
      });
    }
    const filters = parts.flatMap(({ machine, filters: own }) =>
      own.map(({ card, filter }) => ({ card, filter, side: this.sideOf(machine.host) })),
    );
    const defined = renderFilters(virsh, filters);
    const hasAdopted = system.leftAlone !== undefined || system.machines.some((machine) => machine.adopted !== undefined);
    const adopted = new AdoptedFilters(virsh, defined.all, hasAdopted);
    const seeds = new SeedVolumes(this, virsh);
    const ignitionFiles = parts.some(({ ignition }) => ignition) ? new IgnitionFiles(this, virsh) : undefined;
    const shared = { virsh, networks, filterOf: defined.of, adopted, seeds, ignitionFiles };
    renderVariables(this, system.machines);
    const started = parts.flatMap((each) => this.renderMachine(each, shared) ?? []);
    renderFirstBootWaits(virsh, started);
    renderRetirements(this, system, this.images.keys);
    renderOutputs(this, system);
    this.own = new Set(this.node.findAll());
  }

  /** The native domain of a machine, to change what this library has no option for. */
  domainOf(machine: Named): domain.Domain {
    return this.named(this.domains, 'machine', machine);
  }

  /** The native network of a subnet, but for those on an existing bridge. */
  networkOf(subnet: Named): network.Network | undefined {
    return this.named(this.networks, 'subnet with machines', subnet).resource;
  }

  /** The native volume of a disk, by `<machine>-<disk id>`, e.g. `database-vm-root`. */
  volumeOf(disk: string): volume.Volume {
    return this.named(this.volumes, 'disk', disk);
  }

  /** The provider configuration of a host, for resources of your own. */
  providerOf(host: Named): provider.LibvirtProvider {
    return this.named(this.sides, 'host', host).provider;
  }

  /** cdktf's own default lies in `cdktf.out` or holds an absolute path. */
  override ensureBackendExists(): TerraformBackend {
    const own = this.node.findAll().find(TerraformBackend.isBackend);
    const toProject = this.environment === undefined ? '../../..' : '../../../..';
    return own ?? new LocalBackend(this, { path: `${toProject}/${stateFile(this.node.id, this.environment)}` });
  }

  /** What cdktf resolves beforehand are references to other stacks: there are none as long as nobody has added anything. */
  override prepareStack(): void {
    const backend = this.ensureBackendExists();
    const elements = this.node.findAll().filter((element) => element !== backend && !this.own.has(element));
    const others = this.node.root.node
      .findAll()
      .filter(TerraformStack.isStack)
      .some((stack) => !(stack instanceof VirtualMachinesStack));
    if (others || elements.some(TerraformElement.isTerraformElement)) super.prepareStack();
  }

  /** As in cdktf. */
  override addOverride(path: string, value: unknown): void {
    super.addOverride(path, value);
    if (/^(resource|data|locals)(\.|$)/.test(path)) this[literals.KEEPS_LITERALS] = false;
  }

  /** The stack in Terraform's JSON syntax, as in cdktf. */
  override toTerraform(): object {
    const configuration = super.toTerraform();
    return this[literals.KEEPS_LITERALS] ? (literals.withoutLiterals(configuration) as object) : configuration;
  }

  private renderMachine(
    { machine, seed, ignition }: MachineParts,
    { virsh, networks, filterOf, adopted, seeds, ignitionFiles }: Shared,
  ): Started | undefined {
    const side = this.sideOf(machine.host);
    const poolOf = (name: string): PoolSide => this.named(side.pools, `pool on ${machine.host}`, name);
    const cards = nicsOf(machine).map((nic): CardParts => {
      const { subnet, resource: network } = this.named(this.networks, 'subnet with machines', nic.subnet);
      return { nic, subnet, ...(network && { network }) };
    });
    const disks = [machine.root, ...machine.data].map((disk): DiskParts => {
      const pool = poolOf(disk.pool);
      if (disk.existing) return { disk, pool };
      const layered = disk === machine.root && POOLS[pool.facts.type].layers ? machine.image : undefined;
      const backing = layered && this.images.backing(side, pool, layered);
      return { disk, pool, resource: this.keep(disk.key, renderVolume(this, side, pool, disk, backing)) };
    });
    if (machine.adopted !== undefined) {
      const parts = { machine, cards, disks, files: undefined, cds: [], configured: false };
      this.domains.set(machine.name, renderAdopted(this, side, parts, machine.adopted));
      adopted.add(side.host, machine, machine.adopted);
      return undefined;
    }
    const cdImages = machine.cds.map(({ image, pool }) => this.images.in(side, poolOf(pool), image));
    const cds = cdImages.map(({ resource }) => resource);
    const before = cards.flatMap(({ nic, subnet }) => [networks.inUse(subnet) ?? [], filterOf(nic.name)].flat());
    before.push(...cdImages.flatMap((image) => image.before));
    const content = renderContents(virsh, side, machine, disks);
    if (content) before.push(terraformAddress(content));
    const files = seed || ignition || cds.length > 0 ? poolOf(machine.filesPool) : undefined;
    if (seed && files) before.push(seeds.add(side, files, machine, seed, disks[0]?.resource));
    const told = ignition && files && ignitionFiles?.add(side, files, machine, ignition, disks[0]?.resource);
    if (told) before.push(told.before);
    const parts = { machine, cards, disks, files, cds, configured: seed !== undefined, before, ...(told && { ignition: told.path }) };
    const resource = renderDomain(this, side, parts);
    this.domains.set(machine.name, resource);
    const started = renderStart(virsh, side, resource, parts);
    const start = terraformAddress(started);
    if (isLandmark(side.host, machine)) renderSameHost(this, side, started);
    renderSizes(virsh, side, { machine, disks, start, domain: terraformAddress(resource) });
    return { side, machine, domain: resource, start: started };
  }

  private keep(key: string, resource: volume.Volume): volume.Volume {
    this.volumes.set(key, resource);
    return resource;
  }

  /** @throws InvalidSystemError when there is none of that name */
  private named<T>(map: ReadonlyMap<string, T>, what: string, named: Named): T {
    return byName(map, this.node.id, what, named);
  }

  private sideOf(host: string): HostSide & { readonly pools: ReadonlyMap<string, PoolSide> } {
    return this.named(this.sides, 'host', host);
  }
}
