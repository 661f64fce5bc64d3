import { dataLibvirtDomainInterfaceAddresses, type domain } from '@cdktf/provider-libvirt';
import type { Construct } from 'constructs';
import type { HostSide } from './host-side';
import { addressed, reference, terraformAddress } from './names';
import { TerraformData } from './terraform-data';

/** A machine by which its host is known again. */
export interface Landmark {
  readonly name: string;
  readonly domain: domain.Domain;
  /** What starts it. */
  readonly start: TerraformData;
}

/**
 * Lets a plan fail where a host is not the one that it was, before Terraform takes what it does not find there for gone and makes all of
 * it a second time. The state remembers the UUID of one machine of each host, which no other host has; every plan asks the host for it.
 *
 * Asked for is an address, since only machines can be looked up without being managed; which one does not matter. The UUID is ignored
 * once it is known, so that a machine which is not found does not make it unknown again; it is noted anew when the machine is changed or
 * made anew on purpose, which a machine that is missing is not.
 */
export function renderSameHost(scope: Construct, { host, provider }: HostSide, { name, domain, start }: Landmark): void {
  const known = addressed(
    TerraformData.tfResourceType,
    `${host.name}-landmark`,
    (id) =>
      new TerraformData(scope, id, {
        input: { uuid: reference(domain, 'uuid') },
        triggersReplace: { machine: name },
        dependsOn: [terraformAddress(start)],
        lifecycle: { ignoreChanges: ['input'], replaceTriggeredBy: [terraformAddress(domain)] },
      }),
  );
  const { DataLibvirtDomainInterfaceAddresses: Lookup } = dataLibvirtDomainInterfaceAddresses;
  addressed(
    `data.${Lookup.tfResourceType}`,
    `${host.name}-is-the-same-host`,
    (id) => new Lookup(scope, id, { provider, domain: `\${${terraformAddress(known)}.output.uuid}`, source: 'lease' }),
  );
}
