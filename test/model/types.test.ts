import {
  Anyone,
  type DatabaseEngine,
  External,
  type Forward,
  type Hardening,
  type Image,
  type Size,
  type StoragePool,
} from '../../src/model';
import { codesOf, problemsOf, vm, yard } from './fixture';

/** The compiler (`npm run typecheck`) judges the lines below "@ts-expect-error": each must be one that it refuses. */

const because = 'test';

test('only what can send and receive is an end of a flow, for the compiler and without it', () => {
  const y = yard();
  const [a, b] = [vm(y, 'a'), vm(y, 'b')];
  // @ts-expect-error: the class, in place of Anyone.ipv4()
  y.system.policy.allow(Anyone, b, { because: 'class' });
  // @ts-expect-error: a host sends nothing that could be filtered
  y.system.policy.allow(y.host, b, { because: 'host' });
  // @ts-expect-error: a network is more than one segment
  y.system.policy.allow(a, y.net, { because: 'network' });
  // @ts-expect-error: anything with a name
  y.system.policy.allow({ name: 'internet' }, [a, b], { because: 'name' });
  // @ts-expect-error: what looks like an External
  y.system.policy.allow(a, [b, { name: 'x', blocks: ['10.0.0.0/8'], props: {} }], { because: 'look-alike' });
  y.system.policy.allow(Anyone.ipv4(), b, { because });
  y.system.policy.allow(External.address('192.0.2.1'), b, { because });
  expect(problemsOf(y.system).map(({ code, path, message }) => `${code} ${path}: ${message}`)).toEqual([
    'INVALID_VALUE policy.allow "class": "from" is the class Anyone, which is not something that can send and receive.',
    'INVALID_VALUE policy.allow "host": "from" is the Host yard/kvm, which is not something that can send and receive.',
    'INVALID_VALUE policy.allow "look-alike": "to[1]" is an object with the name "x", which is not something that can be sent to.',
    'INVALID_VALUE policy.allow "name": "from" is an object with the name "internet", which is not something that can send and receive.',
    'INVALID_VALUE policy.allow "network": "to" is the Network yard/net, which is not something that can be sent to.',
  ]);
});

test('values are made by their own classes only', () => {
  // @ts-expect-error: no pool
  const pool: StoragePool = { name: 'default' };
  // @ts-expect-error: no size
  const size: Size = { bytes: 1, toMebibytes: 1, defect: undefined };
  // @ts-expect-error: no forward mode
  const forward: Forward = { mode: 'nat' };
  // @ts-expect-error: no hardening
  const hardening: Hardening = { waivers: [], except: () => hardening };
  // @ts-expect-error: no engine
  const engine: DatabaseEngine = { name: 'mysql', version: '8.0', port: undefined as never };
  // @ts-expect-error: no image
  const image: Image = { source: '/a', props: {}, format: 'raw', name: 'a', identity: 'a' };
  expect([pool, size, forward, hardening, engine, image]).toHaveLength(6);
  const y = yard({}, { pool });
  vm(y, 'a', { image });
  expect(codesOf(y.system)).toEqual(['INVALID_VALUE', 'INVALID_VALUE']);
});
