import { Anyone, External } from '../../src';
import { Shop } from '../../system';
import { FILTER_MUTATIONS, MANIFEST_MUTATIONS, type Mutation } from '../properties/mutations';
import { differences, render } from '../properties/outputs';

/** Verification is worth something only if it notices mistakes: every kind of mistake, wherever it can be made. */
const shop = new Shop();
shop.policy.allow(Anyone.ipv4(), shop.payment, { because: 'callbacks' });
shop.policy.allow(External.cidr('192.0.2.0/24', { name: 'partner' }), [shop.order, shop.erp], { because: 'orders' });
const { system } = shop.resolve();
const rendered = render(system);
/** Nodes let packets of pods out to all nodes of their cluster, and send none to themselves. */
const HARMLESS = /^(\S+): (?=.*direction='out')(?=.*srcipaddr='10\.244\.0\.0').* dstipaddr='([\d.]+)'/;
const isHarmless = (place: string): boolean => {
  const [, machine, to] = HARMLESS.exec(place) ?? [];
  return machine !== undefined && system.machines.some(({ name, nic }) => name === machine && nic.address === to);
};
/** Made where they can be, in test/properties/mutations.test.ts: the reference system has no traffic policies, and its pair stands on one host. */
const ELSEWHERE = new Set([
  'whatever the other machine of a pair sends is let in',
  'how a port is called is gone',
  'a VirtualService is gone',
  'requests may take longer',
  'every request is made again',
]);
/** Of each kind as many, spread over all places. */
const TRIES = 8;

test('without a mistake nothing is found', () => {
  expect(differences(system, rendered)).toEqual([]);
});

describe.each([
  ['manifests', MANIFEST_MUTATIONS],
  ['filters', FILTER_MUTATIONS],
])('in %s', (_, mutations) => {
  test.each(Object.entries<Mutation>(mutations).filter(([kind]) => !ELSEWHERE.has(kind)))('%s', (_name, mutate) => {
    const all = mutate(rendered).filter(({ place }) => !isHarmless(place));
    const step = Math.max(1, Math.floor(all.length / TRIES));
    const tried = all.filter((_mutant, index) => index % step === 0);
    expect(tried.length).toBeGreaterThan(0);
    expect(tried.filter((mutant) => differences(system, mutant.rendered).length === 0).map(({ place }) => place)).toEqual([]);
  });
});
