import assert from 'node:assert/strict';
import { nicsOf, type ResolvedSystem } from '../../../../src/model/resolved';
import { readLive, verifyLive } from '../../../../src/verify';
import type { Lab } from '../../harness/lab';
import { assertTold } from '../../harness/told';
import type { Hypervisor } from '../../hypervisor/hypervisor';
import type { Root } from '../../terraform/root';

/** `verify --live` of what was applied: it has nothing to say, and tells of what somebody does by hand until it is undone. */
export async function checkLive(
  lab: Lab,
  root: Root,
  resolved: ResolvedSystem,
  hosts: Readonly<Record<string, Hypervisor>>,
): Promise<void> {
  const told = async (): Promise<readonly string[]> =>
    verifyLive(resolved, root.stacks, await readLive(resolved, { guests: false })).map(({ text }) => text);
  const [machine] = resolved.machines.filter(
    (each) => nicsOf(each).length === 1 && each.nic.filter !== undefined && each.listens.length > 0,
  );
  assert(machine?.nic.filter);
  const { name, objectName } = machine;
  const filter = machine.nic.filter.name;
  const host = hosts[machine.host] as Hypervisor;
  const tells = async (...says: readonly RegExp[]): Promise<void> => assertTold(await told(), says);
  const cards = async (): Promise<readonly string[]> =>
    (await host.virsh('dumpxml', objectName)).match(/<interface [\s\S]*?<\/interface>/g) ?? [];

  await lab.step('`verify --live` has nothing to say of what was applied', async () => assert.deepEqual(await told(), []));
  await lab.step('it tells of a card whose filter somebody took off while the machine runs', async () => {
    const [card = ''] = await cards();
    await host.give(card.replace(/<filterref [\s\S]*?(\/>|<\/filterref>)/, ''), 'update-device', objectName, '--live');
    await tells(new RegExp(`^${name}: its network card has no filter$`));
    await host.give(card, 'update-device', objectName, '--live');
    assert.deepEqual(await told(), []);
  });
  await lab.step('and of a filter that lets more in', async () => {
    const xml = await host.virsh('nwfilter-dumpxml', filter);
    const rule = "<rule action='accept' direction='in' priority='-900'><ip protocol='tcp' dstportstart='8404'/></rule>";
    await host.give(xml.replace('</filter>', `${rule}</filter>`), 'nwfilter-define');
    await tells(new RegExp(`^${name}: it lets in tcp 8404, .*which no flow allows`));
    await host.give(xml, 'nwfilter-define');
    assert.deepEqual(await told(), []);
  });
}
