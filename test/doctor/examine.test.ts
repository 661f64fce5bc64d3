import { GuestOs, Image, Size } from '../../src';
import { examine, type Finding, findingsText, type Run } from '../../src/doctor';
import { PROOFS } from '../../src/doctor/proofs';
import { cluster, vm, yard } from '../model/fixture';
import { everything } from '../model/texts/everything';
import { asUsual } from '../model/texts/say';

const NOBODY: Run = async (program) => {
  throw Object.assign(new Error('failed'), { stderr: `${program}: nobody answers` });
};

test('whatever can be looked for is a prerequisite, and all kinds of it come up', () => {
  const y = yard();
  vm(y, 'one', { os: GuestOs.windowsServer2025(), image: Image.file('/images/w2025.qcow2', { version: '1' }), memory: Size.gibibytes(8) });
  const systems = [y.system, everything(asUsual)].map((each) => each.resolve().system);
  for (const { prerequisites, proofs } of systems) expect(proofs.filter(({ text }) => !prerequisites.includes(text))).toEqual([]);
  const kinds = systems.flatMap(({ proofs }) => proofs.map(({ proof }) => proof.is));
  expect([...new Set(kinds)].sort()).toEqual(Object.keys(PROOFS).sort());
});

test('every prerequisite is told of once, whatever can be asked', async () => {
  const { system } = everything(asUsual).resolve();
  const findings = await examine(system, { run: NOBODY, environment: {} });
  expect(findings.map(({ text }) => text).filter((text) => system.prerequisites.includes(text))).toEqual(system.prerequisites);
  expect(findings).toHaveLength(system.prerequisites.length + 2 * system.clusters.length);
  // Whoever is told of something is told what to do.
  expect(findings.filter(({ state, remedy }) => (state === 'missing' || state === 'unknown') !== (remedy !== undefined))).toEqual([]);
});

test('each question is asked once, and nothing but questions', async () => {
  const asked: string[] = [];
  const run: Run = async (program, args) => {
    asked.push([program, ...args].join(' '));
    return '';
  };
  await examine(everything(asUsual).resolve().system, {
    run: async (...call) => (call[1].includes('json') ? NOBODY(...call) : run(...call)),
  });
  expect(asked.length).toBeGreaterThan(20);
  expect(new Set(asked).size).toBe(asked.length);
  const asks =
    /^virsh -q -c \S+ (version|[a-z]+-info|[a-z]+-list|nodedev-dumpxml|dumpxml|vol-path|domcapabilities|capabilities)( |$)|^kubectl .*(api-versions|version|get) ?/;
  const onHosts = /^ssh [^;&|]* -- root@far\.example sh -c 'PATH=[^>]*\n\s*said=\$\(arping -D /;
  expect(asked.filter((line) => !asks.test(line) && !onHosts.test(line))).toEqual([]);
  expect(asked.filter((line) => onHosts.test(line))).toHaveLength(1);
});

describe('a cluster as a whole', () => {
  const run =
    (version: string, addresses: readonly string[], ready = 'True'): Run =>
    async (_, args) => {
      if (args.includes('version')) return JSON.stringify({ serverVersion: { major: '1', minor: version, gitVersion: `v1.${version}.2` } });
      if (args.includes('nodes'))
        return JSON.stringify({
          items: addresses.map((address) => ({
            metadata: { name: `n-${address}` },
            status: { addresses: [{ type: 'InternalIP', address }], conditions: [{ type: 'Ready', status: ready }] },
          })),
        });
      return '{"items":[]}';
    };
  const found = async (asks: Run): Promise<readonly Finding[]> => {
    const y = yard();
    cluster(y, 'k8s', { nodes: { count: 2 } });
    const { system } = y.system.resolve();
    return (await examine(system, { run: asks, environment: {} })).slice(0, 2);
  };

  const own = ((): readonly string[] => {
    const y = yard();
    cluster(y, 'k8s', { nodes: { count: 2 } });
    return y.system.resolve().system.clusters[0]?.nodeAddresses ?? [];
  })();

  test('of the version and with the nodes of the model', async () => {
    expect((await found(run('34', own))).map(({ state }) => state)).toEqual(['holds', 'holds']);
  });

  test('of another version', async () => {
    const [version] = await found(run('33+', own));
    expect(version).toMatchObject({ state: 'missing', found: 'it runs v1.33+.2', remedy: expect.stringContaining("version: '1.33'") });
  });

  test('with a node that nobody knows, without another, and one that is down', async () => {
    const [, nodes] = await found(run('34', [own[0] ?? '', '192.0.2.77'], 'False'));
    expect(nodes?.state).toBe('missing');
    expect(nodes?.found).toBe(`${own[1]} is no node; 192.0.2.77 is one, and not in the model; n-${own[0]}, n-192.0.2.77 are not Ready`);
  });

  test('that is not there yet: what opens it is told', async () => {
    const [version, nodes] = await found(NOBODY);
    expect(version).toMatchObject({ state: 'missing', found: 'kubectl: nobody answers' });
    expect(nodes?.state).toBe('unknown');
  });
});

test('hosts alone: nothing that a cluster would have to answer', async () => {
  const { system } = everything(asUsual).resolve();
  const programs = new Set<string>();
  const findings = await examine(system, {
    clusters: false,
    run: async (program) => {
      programs.add(program);
      return '';
    },
  });
  expect([...programs].sort()).toEqual(['ssh', 'virsh']);
  expect(findings.length).toBeGreaterThan(10);
  expect(findings.length).toBeLessThan(system.prerequisites.length);
});

test('the gravest comes first, each with what to do', () => {
  const findings: readonly Finding[] = [
    { text: 'A holds.', state: 'holds', found: '1' },
    { text: 'B is missing.', state: 'missing', found: 'nothing', remedy: 'Make it.' },
    { text: 'C is nobody’s to ask.', state: 'by hand', found: '' },
  ];
  expect(findingsText('shop', findings)).toBe(`shop: 3 prerequisites. missing: 1, for you to look at: 1, holds: 1

Missing:
  B is missing.
    found: nothing
    to do: Make it.

For you to look at:
  C is nobody’s to ask.

Holds:
  A holds.
    found: 1
`);
});
