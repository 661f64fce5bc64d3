import { volume } from '@cdktf/provider-libvirt';
import type { Construct } from 'constructs';
import type { ResolvedMachine } from '../model/resolved';
import { escapeTemplate } from './guest';
import type { HostSide } from './host-side';
import { IGNITION_BYTES, type IgnitionConfig } from './ignition';
import { renderLocals } from './locals';
import { addressed, reference } from './names';
import { type PoolSide, poolName } from './pool';
import { LONGEST_FILLER } from './seed';
import type { Virsh, VirshSteps } from './virsh';

/** The file with a machine's configuration, as its domain speaks of it. */
export interface IgnitionFile {
  /** Expression for its path on the host. */
  readonly path: string;
  /** Address of what has written it. */
  readonly before: string;
}

/**
 * Files that QEMU shows to guests as its firmware's configuration, which Ignition reads when they are first started.
 *
 * Where a pool lies its host alone knows: each is a volume, whose path the provider tells. Its content is written by virsh, once, and filled
 * with blanks up to a size that is the same for all: like the CDs of others it is never in a state, and nothing that runs depends on what
 * the configuration says later. The provider's own `libvirt_ignition` writes a file for everybody to read where Terraform runs, keeps it in the state, and plans
 * it anew wherever that folder is empty.
 */
export class IgnitionFiles {
  private readonly steps: VirshSteps<'pool' | 'volume' | 'disk' | 'file'>;
  private readonly files: Record<string, string> = {};
  private readonly guests: Record<string, string> = {};

  constructor(
    private readonly scope: Construct,
    virsh: Virsh,
  ) {
    renderLocals(scope, 'ignition_files', this.files);
    renderLocals(scope, 'ignition_guests', this.guests);
    this.steps = virsh.steps('ignition', {
      facts: ['pool', 'volume'],
      // A guest that is installed anew is told what the system says now; a file that was lost is there again.
      triggers: { disk: 'disk', file: 'file' },
      environment: { IGNITION: `\${local.ignition_files[each.key]}` },
      create: { name: 'ignition', text: WRITE },
    });
  }

  /** @param root the disk that is set up from it; unset where it is there already */
  add(side: HostSide, pool: PoolSide, machine: ResolvedMachine, config: IgnitionConfig, root: volume.Volume | undefined): IgnitionFile {
    const resource = addressed(
      volume.Volume.tfResourceType,
      `${machine.name}-ignition`,
      (id) =>
        new volume.Volume(this.scope, id, {
          provider: side.provider,
          name: `${machine.objectName}-ignition.json`,
          pool: poolName(pool),
          capacity: IGNITION_BYTES,
          target: { format: { type: 'raw' } },
          lifecycle: { ignoreChanges: ['capacity'] },
        }),
    );
    this.guests[config.guest] = config.common;
    this.files[machine.name] = `${config.own}\${local.ignition_guests[${JSON.stringify(config.guest)}]}`;
    this.steps.add(machine.name, side.host, {
      pool: pool.name,
      volume: reference(resource, 'name'),
      file: reference(resource, 'id'),
      disk: root ? reference(root, 'id') : escapeTemplate(machine.root.volumeName),
    });
    return { path: reference(resource, 'path'), before: this.steps.address(machine.name) };
  }
}

const WRITE = `[ "$(printf '%s' "$IGNITION" | wc -c)" -le ${IGNITION_BYTES - LONGEST_FILLER} ] || { echo "The configuration of $VOLUME is larger than foreseen: is a variable very long?" >&2; exit 1; }
{ printf '%s' "$IGNITION"; head -c ${IGNITION_BYTES} /dev/zero | tr '\\0' ' '; } | head -c ${IGNITION_BYTES} | v vol-upload --pool "$POOL" "$VOLUME" /dev/stdin`;
