import { ApiGateway, External, Gateway, Image, Network, Size, System } from '../../../src/model';
import { cluster, HTTP, service, vm, yard } from '../fixture';
import type { ProblemCase } from './case';

/** 250 characters. */
const LONG_DOMAIN = [...Array(3).fill('d'.repeat(63)), 'd'.repeat(58)].join('.');
const labels = ['Web', 'web_1', '1web', 'web-', '', 'a.b', 'x'.repeat(64)];

export const NAMES: readonly ProblemCase[] = [
  ...labels.map(
    (name): ProblemCase => ({
      when: `the name of a machine is "${name}"`,
      code: 'INVALID_NAME',
      path: 'yard/web',
      says: [`"${name}"`, 'RFC 1035'],
      fix: ['1 to 63'],
      build: (y) => vm(y, 'web', { name }),
    }),
  ),
  {
    when: 'the name of the system is no label',
    code: 'INVALID_NAME',
    path: 'My System',
    says: ['"My System"'],
    fix: ['lower-case'],
    build: () => new System('My System', { domain: 'my.internal' }),
  },
  {
    when: 'the domain is none',
    code: 'INVALID_DOMAIN',
    path: 'yard',
    says: ['"shop..internal"'],
    fix: ['dots between'],
    build: () => yard({ domain: 'shop..internal' }).system,
  },
  {
    when: 'a name and the domain together are longer than DNS takes',
    code: 'NAME_TOO_LONG',
    path: 'yard/web',
    says: [`web.${LONG_DOMAIN}`, '254 characters', '253'],
    fix: ['`domain`'],
    build: () => {
      const y = yard({ domain: LONG_DOMAIN });
      vm(y, 'web');
      return y.system;
    },
  },
  {
    when: 'the file name of an image is longer than a file name with the system before it',
    code: 'NAME_TOO_LONG',
    path: 'yard/web',
    says: [`"yard-${'d'.repeat(240)}-12.5.qcow2"`, '256 characters', '255'],
    fix: ['file name or version'],
    build: (y) => vm(y, 'web', { image: Image.file(`/images/${'d'.repeat(240)}.qcow2`, { version: '12.5' }) }),
  },
  ...(
    [
      ['INVALID_DOMAIN', 'is no name in DNS', { 'a b': '192.0.2.1' }, '"a b"', 'dots between'],
      ['INVALID_ADDRESS', 'is given no address', { 'a.example': 'b.example' }, 'hostnames.a.example: "b.example"', 'four numbers'],
      ['HOSTNAME_OUTSIDE', 'is given an address elsewhere', { 'a.example': '192.0.3.1' }, '"a.example" is 192.0.3.1', 'that has it'],
      ['NAME_CLASH', 'is the one of a machine', { 'web.yard.internal': '192.0.2.1' }, '"web.yard.internal"', 'another id'],
    ] as const
  ).map(
    ([code, what, hostnames, says, fix]): ProblemCase => ({
      when: `a host name of an External ${what}`,
      code,
      path: 'External "mirror"',
      says: [says],
      fix: [fix],
      build: (y) => {
        const web = vm(y, 'web');
        y.system.policy.allow(web, External.cidr('192.0.2.0/24', { name: 'mirror', hostnames }), { because: 'x', ports: [HTTP] });
      },
    }),
  ),
  {
    when: 'two Externals have the same host name',
    code: 'NAME_CLASH',
    path: 'External "b"',
    says: ['"nas.example"', 'External "a"'],
    fix: ['another id'],
    build: (y) => {
      const hosts = [
        External.address('192.0.2.1', { name: 'a', hostname: 'nas.example' }),
        External.address('192.0.2.2', { name: 'b', hostname: 'nas.example' }),
      ];
      y.system.policy.allow(vm(y, 'web'), hosts, { because: 'x', ports: [HTTP] });
    },
  },
  {
    when: 'a machine and a service have the same name',
    code: 'NAME_CLASH',
    path: 'yard/k8s/shop',
    says: ['"shop"', 'yard/shop'],
    fix: ['another id, or a `name`'],
    build: (y) => {
      vm(y, 'shop');
      service(cluster(y), 'shop');
    },
  },
  {
    when: 'a machine is called like a node of a cluster',
    code: 'NAME_CLASH',
    path: 'yard/web',
    says: ['"k8s-node-1"', 'yard/k8s/node-1'],
    fix: ['another id'],
    build: (y) => {
      cluster(y);
      vm(y, 'web', { name: 'k8s-node-1' });
    },
  },
  {
    when: 'subnets of two networks have the same id',
    code: 'NAME_CLASH',
    path: 'yard/other/lan',
    says: ['"lan"', 'yard/net/lan'],
    fix: ['another id'],
    build: (y) => new Network(y.system, 'other', { cidr: '10.9.0.0/16' }).addSubnet('lan', { cidr: '10.9.1.0/24' }),
  },
  {
    when: 'two disks of a machine have the same id',
    code: 'NAME_CLASH',
    path: 'yard/web',
    says: ['"data"'],
    fix: ['another id'],
    build: (y) =>
      vm(y, 'web', {
        dataDisks: [
          { id: 'data', size: Size.gibibytes(1) },
          { id: 'data', size: Size.gibibytes(2) },
        ],
      }),
  },
  {
    when: 'two externals of one name mean different blocks',
    code: 'NAME_CLASH',
    path: 'External "office"',
    says: ['"office"', '198.51.100.0/24'],
    fix: ['another id'],
    build: (y) => {
      const web = vm(y, 'web');
      y.system.policy.allow(External.cidr('198.51.100.0/24', { name: 'office' }), web, { because: 'test' });
      y.system.policy.allow(External.cidr('203.0.113.0/24', { name: 'office' }), web, { because: 'test' });
    },
  },
  {
    when: 'the volumes of two machines would have one name',
    code: 'DERIVED_NAME_CLASH',
    path: 'yard/db-main',
    says: ['volume', '"db-main-data"', 'yard/db'],
    fix: ['Rename'],
    build: (y) => {
      vm(y, 'db', { dataDisks: [{ id: 'main-data', size: Size.gibibytes(1) }] });
      vm(y, 'db-main', { dataDisks: [{ id: 'data', size: Size.gibibytes(1) }] });
    },
  },
  {
    when: 'two flows would have one id',
    code: 'DERIVED_NAME_CLASH',
    path: 'External "a.b"',
    says: ['flow', '"web-to-external-a-b"'],
    fix: ['Rename'],
    build: (y) => {
      const web = vm(y, 'web');
      for (const [name, block] of [
        ['a.b', '198.51.100.1'],
        ['a-b', '198.51.100.2'],
      ] as const)
        y.system.policy.allow(web, External.address(block, { name }), { because: 'test', ports: [HTTP] });
    },
  },
  {
    when: 'a gateway answers for a host that is none',
    code: 'INVALID_DOMAIN',
    path: 'yard/k8s/api',
    says: ['"api_1.example"'],
    fix: ['RFC 1035'],
    build: (y) => {
      const k8s = cluster(y);
      new ApiGateway(k8s, 'api', { provider: Gateway.KONG, routes: { '/': service(k8s, 'a') }, hosts: ['*.example', 'api_1.example'] });
    },
  },
];
