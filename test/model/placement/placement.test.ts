import { FailureDomain, Host, InvalidSystemError, type Lock, Network, Size, System, type VirtualMachineProps } from '../../../src/model';
import { bridged, cluster, codesOf, machineProps, problemsOf, subnet, vm, type Yard, yard } from '../fixture';

interface Estate extends Yard {
  readonly others: readonly Host[];
}

/** Hosts `kvm`, `kvm2`, … of 16 GiB each, and a network of bridges. */
function estate(hosts: number, props: (index: number) => { readonly zone?: string; readonly gibibytes?: number } = () => ({})): Estate {
  const facts = (index: number) => {
    const { zone, gibibytes = 16 } = props(index);
    return { cpus: 8, memory: Size.gibibytes(gibibytes), ...(zone !== undefined && { zone }) };
  };
  const y = yard({}, facts(0));
  const others = Array.from({ length: hosts - 1 }, (_, index) => {
    const name = `kvm${index + 2}`;
    return new Host(y.system, name, { uri: `qemu+tls://${name}/system`, ...facts(index + 1) });
  });
  return { ...y, others, lan: bridged(y) };
}

/** Without a host, on the bridge. */
const somewhere = (y: Yard, id: string, gibibytes: number, props: Partial<VirtualMachineProps> = {}) =>
  vm(y, id, { host: undefined, memory: Size.gibibytes(gibibytes), stateless: true, ...props });

const hostsOf = (y: Yard, lock?: Lock) => {
  const { system, lock: next } = y.system.resolve({ lock });
  return { hosts: Object.fromEntries(system.machines.map(({ name, host }) => [name, host])), lock: next };
};

const attempt = <T>(make: () => T): T | undefined => {
  try {
    return make();
  } catch (error) {
    if (error instanceof InvalidSystemError) return undefined;
    throw error;
  }
};

describe('first-fit decreasing', () => {
  test('places the most memory first, each on the first host with room', () => {
    const y = estate(2);
    for (const [name, size] of [
      ['a', 3],
      ['b', 9],
      ['c', 4],
      ['d', 4],
    ] as const)
      somewhere(y, name, size);
    expect(hostsOf(y).hosts).toEqual({ b: 'kvm', c: 'kvm', d: 'kvm2', a: 'kvm2' });
  });

  test('counts processors, too', () => {
    const y = estate(2);
    for (const name of ['a', 'b', 'c']) somewhere(y, name, 1, { cpus: name === 'c' ? 8 : 16 - 1 });
    expect(codesOf(y.system)).toContain('NO_ROOM');
    const z = estate(2);
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) somewhere(z, name, 1, { cpus: 8 });
    expect(Object.values(hostsOf(z).hosts)).toEqual(['kvm', 'kvm', 'kvm', 'kvm', 'kvm2', 'kvm2']);
  });

  test('takes the hosts that are named, in that order', () => {
    const y = estate(3);
    somewhere(y, 'a', 2, { host: [y.others[1] as Host, y.host] });
    expect(hostsOf(y).hosts).toEqual({ a: 'kvm3' });
  });

  test('does not depend on the order of statements', () => {
    const sizes = [
      ['a', 3],
      ['b', 9],
      ['c', 4],
      ['d', 4],
    ] as const;
    const placed = (list: typeof sizes | (typeof sizes)[number][]) => {
      const y = estate(2);
      for (const [name, size] of list) somewhere(y, name, size);
      return hostsOf(y).hosts;
    };
    expect(placed([...sizes].reverse())).toEqual(placed(sizes));
  });
});

describe('what goes together', () => {
  test('machines of a network that exists on one host', () => {
    const y = estate(2);
    const routed = subnet(y, 'routed', 4);
    somewhere(y, 'large', 12);
    for (const name of ['a', 'b']) somewhere(y, name, 3, { subnet: routed });
    // Alone, one of them would fit in beside the large one.
    expect(hostsOf(y).hosts).toEqual({ large: 'kvm', a: 'kvm2', b: 'kvm2' });
  });

  test('machines of networks between which nobody else routes', () => {
    const y = estate(2);
    const [one, two] = [subnet(y, 'one', 4), subnet(y, 'two', 5)];
    somewhere(y, 'a', 9, { subnet: one });
    somewhere(y, 'b', 9, { subnet: two });
    expect(problemsOf(y.system).map(({ code, message }) => [code, message])).toEqual([
      ['NO_ROOM', expect.stringMatching(/No host takes a, b, which have to be on one .*kvm lacks/)],
    ]);
    const z = estate(2);
    const net = new Network(z.system, 'wan', { cidr: '10.2.0.0/16', routes: 'provided' });
    for (const [index, name] of ['a', 'b'].entries())
      somewhere(z, name, 9, { subnet: net.addSubnet(`there-${name}`, { cidr: `10.2.${index}.0/24` }) });
    expect(hostsOf(z).hosts).toEqual({ a: 'kvm', b: 'kvm2' });
  });

  test('machines of two networks that a flow joins', () => {
    const joined = (flow: boolean) => {
      const y = estate(2);
      const far = new Network(y.system, 'far', { cidr: '10.2.0.0/16' }).addSubnet('far', { cidr: '10.2.1.0/24' });
      const a = somewhere(y, 'a', 6, { subnet: subnet(y, 'near', 4) });
      const b = somewhere(y, 'b', 4, { subnet: far });
      somewhere(y, 'large', 9);
      if (flow) y.system.policy.allow(a, b, { because: 'test' });
      return hostsOf(y).hosts;
    };
    expect(joined(false)).toEqual({ large: 'kvm', a: 'kvm2', b: 'kvm' });
    expect(joined(true)).toEqual({ a: 'kvm', b: 'kvm', large: 'kvm2' });
  });

  test('a machine goes where its network is', () => {
    const y = estate(2);
    const routed = subnet(y, 'routed', 4);
    vm(y, 'first', { host: y.others[0], subnet: routed });
    somewhere(y, 'second', 2, { subnet: routed });
    expect(hostsOf(y).hosts).toEqual({ first: 'kvm2', second: 'kvm2' });
  });
});

describe('what stays apart', () => {
  test('a machine and those that it names', () => {
    const y = estate(2);
    const first = somewhere(y, 'first', 2);
    somewhere(y, 'second', 2, { apartFrom: first });
    expect(new Set(Object.values(hostsOf(y).hosts)).size).toBe(2);
    const z = estate(2);
    const one = somewhere(z, 'first', 2);
    somewhere(z, 'third', 2, { apartFrom: [one, somewhere(z, 'second', 2, { apartFrom: one })] });
    expect(problemsOf(z.system).map(({ code, message, fix }) => [code, message, fix])).toEqual([
      ['NO_ROOM', expect.stringMatching(/on kvm2? it would share its host with/), expect.stringMatching(/^Make it smaller, or add a host/)],
    ]);
  });

  test('by zones, where that is asked for', () => {
    const y = estate(3, (index) => ({ zone: index < 2 ? 'north' : 'south' }));
    const first = somewhere(y, 'first', 2);
    somewhere(y, 'second', 2, { apartFrom: first, apartBy: FailureDomain.ZONE });
    expect(hostsOf(y).hosts).toEqual({ first: 'kvm', second: 'kvm3' });
  });

  test('hosts that are stated are held to it', () => {
    const y = estate(2);
    const first = vm(y, 'first');
    vm(y, 'second', { apartFrom: first });
    expect(problemsOf(y.system).map(({ code, path }) => [code, path])).toEqual([['NOT_APART', 'yard/second']]);
  });

  test('nodes of a cluster, over zones and hosts as evenly as there is room', () => {
    const nodes = (props: object, gibibytes = 2) => {
      const y = estate(4, (index) => ({ zone: index < 3 ? 'north' : 'south' }));
      cluster(y, 'k8s', { nodes: { count: 4, host: undefined, memory: Size.gibibytes(gibibytes), subnet: y.lan, ...props } });
      return y;
    };
    expect(hostsOf(nodes({})).hosts).toEqual({
      'k8s-node-1': 'kvm',
      'k8s-node-2': 'kvm4',
      'k8s-node-3': 'kvm2',
      'k8s-node-4': 'kvm4',
    });
    expect(Object.values(hostsOf(nodes({}, 9)).hosts).sort()).toEqual(['kvm', 'kvm2', 'kvm3', 'kvm4']);
    expect(Object.values(hostsOf(nodes({ apartBy: FailureDomain.HOST })).hosts).sort()).toEqual(['kvm', 'kvm2', 'kvm3', 'kvm4']);
    expect(codesOf(nodes({ apartBy: FailureDomain.ZONE }).system)).toContain('NO_ROOM');
  });

  test('nodes of one pool apart, and pools apart where there is room', () => {
    const y = estate(4);
    const apartBy = FailureDomain.HOST;
    cluster(y, 'k8s', {
      nodes: {
        count: 3,
        host: undefined,
        apartBy,
        memory: Size.gibibytes(2),
        subnet: y.lan,
        pools: { a: { count: 3 }, b: { count: 1, host: y.others[2] } },
      },
    });
    const { hosts } = hostsOf(y);
    const of = (pool: string) => Object.entries(hosts).flatMap(([name, host]) => (name.startsWith(`k8s-${pool}-`) ? [host] : []));
    expect([of('node'), of('a')].map((used) => new Set(used).size)).toEqual([3, 3]);
    expect(of('b')).toEqual(['kvm4']);
    expect(new Set(Object.values(hosts)).size).toBe(4);
  });
});

describe('decided once', () => {
  test('a host that is stated later and is the same changes nothing; another is the problem that moves are', () => {
    const placed = (host?: (y: Estate) => Host) => {
      const y = estate(2);
      somewhere(y, 'a', 2, { host: host?.(y) });
      return y;
    };
    const { lock } = hostsOf(placed());
    expect(
      hostsOf(
        placed((y) => y.host),
        lock,
      ).lock,
    ).toEqual(lock);
    expect(problemsOf(placed((y) => y.others[0] as Host).system, lock).map(({ code, message }) => [code, message])).toEqual([
      ['LOCK_CONTRADICTION', 'host: the machine exists with kvm, the system says kvm2.'],
    ]);
  });

  test('a machine that comes back is where it was', () => {
    const built = (names: readonly string[]) => {
      const y = estate(2);
      for (const name of names) somewhere(y, name, 9);
      return y;
    };
    const { lock } = hostsOf(built(['a', 'b']));
    const without = hostsOf(built(['b']), lock).lock;
    expect(hostsOf(built(['a', 'b']), without).hosts).toEqual({ a: 'kvm', b: 'kvm2' });
  });

  test('a machine whose host has left is a contradiction, not a silent move', () => {
    const built = (hosts: number, first: number) => {
      const y = estate(hosts);
      somewhere(y, 'a', 9, { host: hosts > 1 ? [y.others[first] as Host, y.host] : undefined });
      return y;
    };
    const { lock } = hostsOf(built(2, 0));
    expect(problemsOf(built(1, 0).system, lock).map(({ code, message }) => [code, message])).toContainEqual([
      'LOCK_CONTRADICTION',
      'host: the machine exists with kvm2, the system says kvm.',
    ]);
  });

  test('whatever else is added, removed or grown, nothing moves by itself', () => {
    let seed = 20261128;
    const random = (below: number): number => {
      // A linear congruential generator: Numerical Recipes.
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
      return seed % below;
    };
    let sizes: ReadonlyMap<string, number> = new Map();
    let lock: Lock | undefined;
    let edits = 0;
    for (let round = 0; round < 50; round++) {
      const next = new Map(sizes);
      const name = `m${random(12)}`;
      if (next.has(name) && random(3) === 0) next.delete(name);
      else next.set(name, 1 + random(7));
      const y = estate(round > 25 ? 4 : 3);
      const routed = subnet(y, 'routed', 4);
      for (const [id, size] of next) somewhere(y, id, size, id.endsWith('3') || id.endsWith('7') ? { subnet: routed } : {});
      // What does not fit in is refused, and nothing is decided.
      const found = attempt(() => hostsOf(y, lock));
      if (!found) continue;
      for (const [id, { host }] of Object.entries(lock?.machines ?? {})) if (next.has(id)) expect(found.hosts[id]).toBe(host);
      ({ lock } = found);
      sizes = next;
      edits++;
    }
    expect(edits).toBeGreaterThan(25);
  });
});

describe('full hosts', () => {
  /** Machines that exist on hosts of that size, and one that is new. */
  const refused = (sizes: readonly number[], before: Readonly<Record<string, number>>, more: number) => {
    const built = (names: Readonly<Record<string, number>>) => {
      const y = estate(sizes.length, (index) => ({ gibibytes: sizes[index] as number }));
      for (const [name, size] of Object.entries(names)) somewhere(y, name, size);
      return y;
    };
    const { hosts, lock } = hostsOf(built(before));
    return { hosts, problems: problemsOf(built({ ...before, new: more }).system, lock) };
  };

  test('are a problem with what each of them lacks, and the smallest change that would do', () => {
    const { hosts, problems } = refused([12, 8], { a: 7, b: 2, c: 5 }, 3);
    expect(hosts).toEqual({ a: 'kvm', b: 'kvm', c: 'kvm2' });
    expect(problems).toEqual([
      {
        code: 'NO_ROOM',
        path: 'yard/new',
        at: expect.any(String),
        message: 'No host takes new (3.16 GiB of memory in all): kvm lacks 2.48 GiB of memory; kvm2 lacks 2.32 GiB of memory.',
        fix: 'The smallest change that would do: give kvm2 2.32 GiB of memory more. Else make it smaller, or add a host.',
      },
    ]);
  });

  test('a move by hand is named where it would do', () => {
    const { hosts, problems } = refused([12, 8], { a: 5, b: 3 }, 5.5);
    expect(hosts).toEqual({ a: 'kvm', b: 'kvm' });
    expect(problems).toEqual([]);
    const full = refused([12, 8], { a: 5, b: 3 }, 6.25);
    expect(full.problems.map(({ fix }) => fix)).toEqual([
      'The smallest change that would do: give kvm2 423 MiB of memory more, or move a (5.17 GiB) from kvm to kvm2 by hand. Else make it smaller, or add a host.',
    ]);
  });

  test('without any host there is nowhere to be', () => {
    const system = new System('bare', {});
    const net = new Network(system, 'net', { cidr: '10.1.0.0/16' });
    const y = { ...yard(), system, net, lan: net.addSubnet('lan', { cidr: '10.1.1.0/24' }) };
    vm(y, 'a', { ...machineProps(y), host: undefined });
    expect(codesOf(system)).toContain('NO_HOST');
  });
});
