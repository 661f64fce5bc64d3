import { synthKubernetes, synthTerraform } from '../../src/testing';
import { verify } from '../../src/verify';
import { stated } from './hardware';

type Json = ReturnType<typeof JSON.parse>;

function found(edit: (machines: Json) => void): readonly string[] {
  const terraform = structuredClone(synthTerraform(stated().system)) as Json;
  edit(terraform['stacks/yard/cdk.tf.json'].resource.libvirt_domain);
  const all = verify({ system: stated().system.resolve().system, terraform, kubernetes: synthKubernetes(stated().system) });
  return all.map(({ kind, text }) => `${kind}: ${text}`);
}

test('of hardware as the model has it nothing is said', () => expect(found(() => undefined)).toEqual([]));

/** Attributes of a domain that say what hardware it has. */
const TOP = ['cpu', 'cpu_tune', 'memory', 'memory_backing', 'memory_unit', 'numa_tune', 'vcpu', 'vcpu_cpuset'];

/** Every place below an object that holds something. */
const placesIn = (value: Json, path: readonly (string | number)[] = []): (readonly (string | number)[])[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, item]) => {
        const at = [...path, Array.isArray(value) ? Number(key) : key];
        return [at, ...placesIn(item, at)];
      })
    : [];

test('whatever of it is gone or another is noticed', () => {
  let machine: Json;
  found((machines) => {
    machine = machines.web;
  });
  const elsewhere = new Set(['controllers', 'disks', 'filesystems', 'interfaces']);
  const places = placesIn(machine).filter(([first, second]) =>
    first === 'devices' ? second !== undefined && !elsewhere.has(String(second)) : TOP.includes(String(first)),
  );
  expect(places.length).toBeGreaterThan(90);
  const terraform = synthTerraform(stated().system) as Json;
  const { system } = stated().system.resolve();
  const kubernetes = synthKubernetes(stated().system);
  const unseen = places.filter((path) => {
    const copy = structuredClone(terraform);
    const owner = path.slice(0, -1).reduce((at: Json, key) => at[key], copy['stacks/yard/cdk.tf.json'].resource.libvirt_domain.web);
    delete owner[path.at(-1) as string];
    return verify({ system, terraform: copy, kubernetes }).length === 0;
  });
  expect(unseen.map((path) => path.join('.'))).toEqual([]);
});

test.each<[string, (machines: Json) => void, string]>([
  [
    'a device of the host that nobody gave it',
    ({ api }) =>
      (api.devices.hostdevs = [{ managed: true, subsys_pci: { source: { address: { domain: 0, bus: 1, slot: 0, function: 0 } } } }]),
    'too-wide: api: it has hardware that nothing states: devices.hostdevs has {"managed":true,"subsys_pci":{"source":{"address":{"bus":1,"domain":0,"function":0,"slot":0}}}}',
  ],
  [
    'a screen on the network',
    ({ web }) => (web.devices.graphics[0].vnc.listen = '0.0.0.0'),
    'too-wide: web: it has hardware that nothing states: devices.graphics has {"vnc":{"auto_port":true,"listen":"0.0.0.0"}}',
  ],
  [
    'a serial port on the network',
    ({ api }) => (api.devices.serials[0].source = { tcp: { mode: 'bind', host: '0.0.0.0', service: '4555' } }),
    'too-wide: api: it has hardware that nothing states: devices.serials has {"source":{"tcp":{"host":"0.0.0.0","mode":"bind","service":"4555"}},"target":{"port":0}}',
  ],
  [
    'memory that it shares with others',
    ({ api }) => (api.devices.shmems = [{ name: 'common' }]),
    'too-wide: api: it has hardware that nothing states: devices.shmems has {"name":"common"}',
  ],
  ['the host’s processor', ({ web }) => (web.cpu.mode = 'host-passthrough'), 'missing: web: it lacks hardware: cpu.mode = "custom"'],
  [
    'other processors of the host',
    ({ web }) => (web.cpu_tune.vcpu_pin[0].cpu_set = '0'),
    'missing: web: it lacks hardware: cpu_tune.vcpu_pin has {"cpu_set":"8","vcpu":0}',
  ],
  ['those that are dedicated', ({ api }) => delete api.vcpu_cpuset, 'missing: api: it lacks hardware: vcpu_cpuset = "0-7,16-63"'],
])('%s is noticed', (_what, edit, said) => expect(found(edit)).toContain(said));

test('so is a machine of others with devices of a host', () => {
  const said = found((machines) => {
    machines.mine = { name: 'mine', provider: machines.api.provider, devices: { hostdevs: [{ managed: true }] } };
  });
  expect(said).toContain('too-wide: mine: it is given devices of its host, of which network cards are not filtered');
});
