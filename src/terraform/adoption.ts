import { domain } from '@cdktf/provider-libvirt';
import { TerraformElement, type TerraformResource } from 'cdktf';
import type { Construct } from 'constructs';
import { nicsOf, type ResolvedHost, type ResolvedMachine } from '../model/resolved';
import type { CardParts } from './domain';
import { type Drives, drivesConfig } from './domain-disks';
import { escapeTemplate } from './guest';
import type { HostSide } from './host-side';
import { addressed } from './names';
import type { Virsh, VirshSteps } from './virsh';

/** What an adopted domain is told of for those who read the configuration. */
export interface AdoptedParts extends Drives {
  readonly cards: readonly CardParts[];
}

/**
 * A domain that somebody else has made. The provider redefines a domain for whatever differs, which stops it: so Terraform ignores all of it,
 * and what stands here is for readers alone. What the state does not know yet is imported by its UUID; where that is not found, the plan fails.
 */
export function renderAdopted(scope: Construct, { host, provider }: HostSide, parts: AdoptedParts, uuid: string): domain.Domain {
  const { machine, cards } = parts;
  const resource = addressed(
    domain.Domain.tfResourceType,
    machine.name,
    (id) =>
      new domain.Domain(scope, id, {
        provider,
        name: escapeTemplate(machine.objectName),
        type: host.virtualization,
        memory: machine.memoryMiB,
        memoryUnit: 'MiB',
        vcpu: machine.cpus,
        devices: {
          disks: drivesConfig(parts).disks.map(({ source, driver, target, readOnly, shareable }) => ({
            source,
            driver: { name: driver?.name, type: driver?.type },
            target,
            readOnly,
            shareable,
          })),
          interfaces: cards.map(({ nic, subnet }) => ({
            mac: { address: nic.mac },
            source: { bridge: { bridge: subnet.bridge } },
            ip: [{ address: nic.address, family: 'ipv4' }],
          })),
        },
        lifecycle: { ignoreChanges: 'all', preventDestroy: true },
      }),
  );
  new ImportBlock(scope, `import-${machine.name}`, resource, uuid);
  return resource;
}

/** `import` for what a host knows already. cdktf has it as `importFrom`, but that one runs `terraform version` for each and fails without Terraform. */
class ImportBlock extends TerraformElement {
  constructor(
    scope: Construct,
    id: string,
    private readonly to: TerraformResource,
    private readonly from: string,
  ) {
    super(scope, id);
  }

  override toTerraform(): { import: readonly { readonly to: string; readonly id: string }[] } {
    const { terraformResourceType, friendlyUniqueId } = this.to;
    return { import: [{ to: `${terraformResourceType}.${friendlyUniqueId}`, id: this.from }] };
  }
}

type CardFilter = 'domain' | 'mac' | 'filter';

/** Puts filters before the cards of adopted domains, and takes them off again: live, and for whenever they are started next. */
export class AdoptedFilters {
  private readonly steps: VirshSteps<CardFilter> | undefined;

  /**
   * @param rules address of what defines filters
   * @param wanted whether a stack has, or had, adopted machines: what is gone as a whole Terraform does not undo
   */
  constructor(virsh: Virsh, rules: string, wanted: boolean) {
    if (!wanted) return;
    this.steps = virsh.steps<CardFilter>('adopted-filter', {
      facts: ['domain', 'mac', 'filter'],
      create: { name: 'adopted_filter', text: ATTACH },
      destroy: DETACH,
      dependsOn: [rules],
    });
  }

  add(host: ResolvedHost, machine: ResolvedMachine, uuid: string): void {
    for (const { name, mac, filter } of nicsOf(machine))
      if (filter) this.steps?.add(name, host, { domain: uuid, mac, filter: filter.name });
  }
}

/**
 * The definition of the card comes from libvirt and goes back as it is, but for the filter: that of the running domain to the running one, that
 * of its next start to that one, since places on the bus may differ. libvirt prints definitions in one layout.
 */
const put = (edit: string): string => `card() {
  v dumpxml "$DOMAIN" $1 | awk -v mac="$MAC" -v filter="$FILTER" '
    /^ *<interface / { inside = 1; xml = "" }
    inside { xml = xml $0 "\\n" }
    inside && /<filterref / { split($0, part, "\\047"); if (part[2] != filter) other = part[2] }
    /^ *<\\/interface>/ {
      if (inside && index(xml, "<mac address=\\047" mac "\\047/>")) { ${edit} found = 1; printf "%s", xml; if (other) exit 3 }
      inside = 0; other = ""
    }
    END { if (!found) exit 4 }'
}
put() {
  code=0; xml=$(card "$1") || code=$?
  case $code in
    0) printf '%s\\n' "$xml" | v update-device "$DOMAIN" /dev/stdin "$2" >/dev/null ;;
    *) problem "$code" ;;
  esac
}
all() {
  put --inactive --config
  case $(v domstate "$DOMAIN") in "shut off" | crashed) ;; *) put "" --live ;; esac
}`;

const TAKE_OUT = 'gsub(/ *<filterref [^>]*\\/>\\n/, "", xml); gsub(/ *<filterref [^>]*[^\\/]>.*<\\/filterref>\\n/, "", xml);';
const PUT_IN = `${TAKE_OUT} sub(/ *<\\/interface>\\n$/, "      <filterref filter=\\047" filter "\\047/>\\n&", xml);`;

const ATTACH = `problem() {
  case $1 in
    3) echo "the network card $MAC of the domain $DOMAIN has another filter already: take it off (virsh edit), or leave \\\`filtered\\\` out" >&2 ;;
    4) echo "the domain $DOMAIN has no network card $MAC" >&2 ;;
  esac
  exit 1
}
${put(PUT_IN)}
all`;

/** A domain or a card that is gone has no filter any more, and a filter of somebody else stays. */
const DETACH = `problem() { case $1 in 3 | 4) ;; *) exit 1 ;; esac; }
${put(TAKE_OUT)}
domains=$(v list --all --uuid)
case "$domains" in *"$DOMAIN"*) all ;; esac`;
