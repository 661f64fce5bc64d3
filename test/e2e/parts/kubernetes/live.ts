import assert from 'node:assert/strict';
import type { ResolvedSystem } from '../../../../src/model/resolved';
import { synthTerraform } from '../../../../src/testing';
import { readLive, verifyLive } from '../../../../src/verify';
import { Shop } from '../../../../system';
import { asVirshPrints } from '../../../verify/as-virsh-prints';
import type { Cluster } from '../../control-plane/cluster';
import type { Lab } from '../../harness/lab';
import { assertTold } from '../../harness/told';
import { referenceLock } from '../../systems/synth';

/**
 * `verify --live` of the objects of a real API server: it has nothing to say of what was applied, and tells of what somebody does by hand.
 * There are no hosts here: what virsh would say of them is as it was applied.
 * @param apply brings all objects back
 */
export async function checkLive(
  lab: Lab,
  cluster: Cluster,
  system: ResolvedSystem,
  namespace: string,
  apply: () => Promise<unknown>,
): Promise<void> {
  const stacks = synthTerraform(new Shop(), { lock: referenceLock() });
  const virsh = asVirshPrints(stacks);
  const domains = new Map(system.machines.map(({ name, objectName }) => [name, virsh.domains.get(objectName) ?? '']));
  const told = async (): Promise<readonly string[]> => {
    const { objects } = await readLive({ ...system, machines: [] }, { guests: false, run: (_, args) => cluster.kubectl(args) });
    return verifyLive(system, stacks, { filters: [...virsh.filters.values()], domains, guests: new Map(), objects }).map(
      ({ text }) => text,
    );
  };
  const tells = async (...says: readonly RegExp[]): Promise<void> => assertTold(await told(), says);
  const settled = (): Promise<unknown> => cluster.eventually(async () => assert.deepEqual(await told(), []));
  const own = `--namespace=${namespace}`;

  await lab.step('`verify --live` has nothing to say of what was applied', settled);
  await lab.step('it tells of a NetworkPolicy that is gone, and of the flow that it was for', async () => {
    await cluster.kubectl(['delete', own, 'networkpolicy', 'allow-order-service-to-database-vm']);
    await tells(/^order-service → database-vm/);
    await apply();
    await settled();
  });
  await lab.step('of another image, a container beside the own one, and a further quota', async () => {
    await cluster.kubectl(['set', 'image', own, 'deployment/order-service', '*=registry.example/evil:1']);
    const beside = { name: 'beside', image: 'registry.example/beside:1', env: [{ name: 'TOKEN', value: 'hunter2' }] };
    const add = JSON.stringify([{ op: 'add', path: '/spec/template/spec/containers/-', value: beside }]);
    await cluster.kubectl(['patch', own, 'deployment/user-service', '--type=json', `--patch=${add}`]);
    await cluster.kubectl(['create', own, 'quota', 'small', '--hard=pods=1']);
    await tells(
      /order-service.*image is "registry.example\/evil:1", not /,
      /user-service.* containers\[beside\] is there, which is not in the model/,
      /the namespace .* has further quota "small": pods 1/,
    );
    assert.equal((await told()).filter((text) => text.includes('hunter2')).length, 0);
    const { spec } = await cluster.get<{ spec: { template: { spec: { containers: readonly { name: string }[] } } } }>(
      own,
      'deployment',
      'user-service',
    );
    const index = spec.template.spec.containers.findIndex(({ name }) => name === 'beside');
    const remove = JSON.stringify([{ op: 'remove', path: `/spec/template/spec/containers/${index}` }]);
    await cluster.kubectl(['patch', own, 'deployment/user-service', '--type=json', `--patch=${remove}`]);
    await cluster.kubectl(['delete', own, 'quota', 'small']);
    await apply();
    await settled();
  });
}
