import { Anyone, External, FlowWaiver, Port } from '../../src';
import { changesText, comparePolicies, isUnchanged, policySnapshot } from '../../src/report';
import type { Shop } from '../../system';
import { shop } from './fixture';

const before = policySnapshot(shop());
const text = (change: (system: Shop) => void): string => changesText(comparePolicies(before, policySnapshot(shop(change))));

test('nothing changed', () => {
  expect(text(() => undefined)).toBe('The policy is the same: no flow, address or exposure differs.\n');
});

test('order is no change', () => {
  const turned = {
    ...before,
    flows: before.flows.toReversed(),
    addresses: before.addresses.toReversed(),
    exposures: before.exposures.toReversed(),
  };
  expect(isUnchanged(comparePolicies(before, turned))).toBe(true);
});

test('a snapshot survives being written and read', () => {
  expect(isUnchanged(comparePolicies(JSON.parse(JSON.stringify(before)), before))).toBe(true);
});

test('a new flow between services', () => {
  expect(text((shop) => shop.policy.allow(shop.payment, shop.user, { because: 'refunds' }))).toBe(
    'Declared flows\n  + payment-service may now reach user-service on tcp/8080 (refunds)\n',
  );
});

test('a first flow from a machine to a service brings an address', () => {
  expect(text((shop) => shop.policy.allow(shop.erp, shop.user, { because: 'address book' }))).toMatch(
    /^Declared flows\n {2}\+ legacy-app-vm \(VM\) may now reach user-service on tcp\/8080, in plaintext \(address book\)\n\nAddresses\n {2}\+ virtual address user-service has 10\.10\.30\.\d+\n$/,
  );
});

test('another reason for the same flow', () => {
  expect(text((shop) => shop.policy.allow(shop.erp, shop.order, { because: 'returns' }))).toBe(
    'Declared flows\n  ~ legacy-app-vm (VM) to order-service: the reason was "nightly stock feed" and is now "nightly stock feed; returns"\n',
  );
});

test('more ports on a flow, and fewer the other way round', () => {
  const more = policySnapshot(
    shop((system) => system.policy.allow(system.order, system.erp, { because: 'checkout', ports: [Port.tcp(9000)] })),
  );
  expect(changesText(comparePolicies(before, more))).toBe('Declared flows\n  ~ order-service to legacy-app-vm (VM): now also tcp/9000\n');
  expect(changesText(comparePolicies(more, before))).toBe('Declared flows\n  ~ order-service to legacy-app-vm (VM): no longer tcp/9000\n');
});

test('a database opened to the world is the first thing to read, and taking it back says so', () => {
  const open = (shop: Shop) =>
    shop.policy.allow(Anyone.ipv4(), shop.erp, { because: 'partners', waive: [FlowWaiver.publicDatabase({ because: 'x' })] });
  const after = policySnapshot(shop(open));
  expect(changesText(comparePolicies(before, after))).toBe(
    'Open to the outside\n  + anyone can now reach legacy-app-vm (VM), dialling tcp/8080\n\nDeclared flows\n  + anyone may now reach legacy-app-vm (VM) on tcp/8080 (partners)\n',
  );
  expect(changesText(comparePolicies(after, before))).toMatch(/- anyone can no longer reach legacy-app-vm/);
});

test('another block for the same external', () => {
  const partner = (block: string) =>
    policySnapshot(shop((shop) => shop.policy.allow(External.cidr(block, { name: 'partner' }), shop.erp, { because: 'orders' })));
  expect(changesText(comparePolicies(partner('192.0.2.0/25'), partner('192.0.2.0/24')))).toBe(
    'Addresses\n  ~ external partner had 192.0.2.0/25 and now has 192.0.2.0/24\n',
  );
});

test('weaker enforcement is named with its reason', () => {
  const flows = before.flows.map((flow) =>
    flow.from.name === 'order-service' && flow.to.name === 'payment-service'
      ? {
          ...flow,
          plaintextPorts: flow.ports,
          enforcement: flow.enforcement.map((one) =>
            one.point === 'mesh' ? ({ ...one, precision: 'coarse', why: 'no identity' } as const) : one,
          ),
        }
      : flow,
  );
  expect(changesText(comparePolicies(before, { ...before, flows }))).toBe(
    'Declared flows\n  ~ order-service to payment-service: now in plaintext\n  ~ order-service to payment-service: mesh was exact and is now coarse (no identity)\n',
  );
});
