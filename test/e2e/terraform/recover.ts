import type { Hypervisor } from '../hypervisor/hypervisor';
import type { Root } from './root';

/** Something that libvirt has and the state does not know, as an apply that fails for it tells. */
interface Unknown {
  readonly kind: Kind;
  /** Its key in Terraform. */
  readonly key: string;
  /** Its name in libvirt. */
  readonly name: string;
}

type Kind = keyof typeof ADOPT;

/** How each kind is taken into the state, in the order in which that has to be done: what others lie in, or are made of, comes first. */
const ADOPT = {
  pool: (root: Root, host: Hypervisor, it: Unknown) => renewPool(root, host, it.name, addressOf(it)),
  network: (root: Root, host: Hypervisor, it: Unknown) => adoptByUuid(root, host, it, 'net-uuid'),
  // A plan must not see a machine without its disks.
  volume: adoptVolume,
  domain: (root: Root, host: Hypervisor, it: Unknown) => adoptByUuid(root, host, it, 'domuuid'),
};

/**
 * After an apply that was killed, or with a state that is lost: what libvirt has and the state does not know is taken into the state,
 * then applied again. As docs/recovery.md tells it.
 * @returns addresses of what was taken in, sorted
 */
export async function recover(root: Root, host: Hypervisor): Promise<readonly string[]> {
  const taken = new Set<string>();
  for (let tries = 0; tries < 12; tries++) {
    const { status, stderr } = await root.attemptApply();
    if (status === 0) return [...taken].sort();
    const unknown = unknownOf(stderr);
    const [kind] = (Object.keys(ADOPT) as Kind[]).filter((it) => unknown.some((one) => one.kind === it));
    const fresh = unknown.filter((it) => it.kind === kind && !taken.has(addressOf(it)));
    if (kind === undefined || fresh.length === 0) throw new Error(`the apply fails with something else:\n${stderr}`);
    for (const it of fresh) {
      await ADOPT[kind](root, host, it);
      taken.add(addressOf(it));
    }
    const lost = (await root.plan()).filter(({ address, action }) => /^libvirt_/.test(address) && ['replace', 'delete'].includes(action));
    if (lost.length > 0) throw new Error(`after that the plan would take something away: ${JSON.stringify(lost)}`);
  }
  throw new Error('the recovery does not end');
}

const addressOf = ({ kind, key }: Unknown): string => `libvirt_${kind}.${key}`;

/** What an apply that failed says of things that are there already. */
function unknownOf(stderr: string): readonly Unknown[] {
  return stderr
    .replace(/^[│╷╵ ]+/gm, '')
    .split(/^Error: /m)
    .flatMap((text): readonly Unknown[] => {
      const [, kind, key] = /with libvirt_(pool|network|volume|domain)\.([\w-]+),/.exec(text) ?? [];
      const [, name] = /(?:pool|network|volume|domain)\s+'([^']+)'\s+(?:already\s+exists|exists\s+already)/.exec(text) ?? [];
      return kind === undefined || key === undefined || name === undefined ? [] : [{ kind: kind as Kind, key, name }];
    });
}

async function adoptByUuid(root: Root, host: Hypervisor, it: Unknown, command: string): Promise<unknown> {
  return root.import(addressOf(it), (await host.virsh(command, it.name)).trim());
}

/** A pool that is there becomes one that Terraform has made: its files stay, and machines that run notice nothing. */
export async function renewPool(root: Root, host: Hypervisor, pool: string, address: string): Promise<void> {
  await host.virsh('pool-destroy', pool);
  await host.virsh('pool-undefine', pool);
  await root.applyOnly(address);
}

async function adoptVolume(root: Root, host: Hypervisor, it: Unknown): Promise<void> {
  const pool = await host.poolOf(it.name);
  const path = (await host.virsh('vol-path', '--pool', pool, it.name)).trim();
  await host.inside(['mv', path, `${path}.aside`]);
  await host.virsh('pool-refresh', pool);
  await root.applyOnly(addressOf(it));
  await host.inside(['mv', `${path}.aside`, path]);
  await host.virsh('pool-refresh', pool);
}
