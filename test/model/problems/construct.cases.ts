import { Construct } from 'constructs';
import {
  Duration,
  EnvSource,
  External,
  FileSource,
  Host,
  Job,
  KubernetesCluster,
  Microservice,
  Port,
  Size,
  System,
} from '../../../src/model';
import { cluster, database, HTTP, secretOf, service, vm, type Yard } from '../fixture';
import { type ProblemCase, wrong } from './case';

const IMAGE = 'registry.example/web:1.0.0';

/** Constructs as such: where they belong, what they are called, when they are made. */
export const CONSTRUCTS: readonly ProblemCase[] = [
  {
    when: 'a workload belongs to undefined',
    code: 'PARENT_MISSING',
    path: 'web',
    says: ['The Microservice "web" belongs to nothing', 'no system'],
    fix: ['before the id'],
    build: () => new Microservice(wrong(undefined), 'web', { image: IMAGE }),
  },
  {
    when: 'a machine belongs to what is no construct',
    code: 'PARENT_MISSING',
    path: 'kvm2',
    says: ['The Host "kvm2" belongs to an object'],
    fix: ['Give the system'],
    build: () => new Host(wrong({}), 'kvm2', { cpus: 1, memory: Size.gibibytes(1) }),
  },
  {
    when: 'a cluster belongs to constructs of somebody else',
    code: 'PARENT_MISSING',
    path: 'k8s',
    says: ['The KubernetesCluster "k8s" belongs to the Construct'],
    fix: ['Give the system'],
    build: () => KubernetesCluster.fromExisting(new Construct(wrong(undefined), 'app'), 'k8s', wrong({})),
  },
  {
    when: 'the id is a number',
    code: 'INVALID_ID',
    path: 'yard',
    says: ['5 is given to a VirtualMachine'],
    fix: ['lowercase letters'],
    build: (y) => vm(y, wrong(5)),
  },
  {
    when: 'the id is empty',
    code: 'INVALID_ID',
    path: 'yard/k8s',
    says: ['"" is given to a Microservice'],
    fix: ['text of its own'],
    build: (y) => service(cluster(y), ''),
  },
  {
    when: 'a slash is part of an id',
    code: 'INVALID_ID',
    path: 'yard',
    says: ['"a/b"'],
    fix: ['letters, digits and hyphens'],
    build: (y) => vm(y, 'a/b'),
  },
  {
    when: 'the id is what every object of JavaScript has',
    code: 'INVALID_ID',
    path: 'yard',
    says: ['"constructor"'],
    fix: ['text of its own'],
    build: (y) => vm(y, 'constructor'),
  },
  {
    when: 'a system has no id',
    code: 'INVALID_ID',
    path: 'System',
    says: ['No id is given to a system'],
    fix: ['text of its own'],
    build: () => new System(wrong(undefined)),
    with: ['INVALID_NAME', 'INVALID_DOMAIN'],
  },
  {
    when: 'two constructs of one parent have one id',
    code: 'ID_TWICE',
    path: 'yard/k8s/web',
    says: ['This Job', 'a Microservice'],
    fix: ['another id'],
    build: (y) => {
      const k8s = cluster(y);
      service(k8s, 'web');
      new Job(k8s, 'web', { image: IMAGE });
    },
  },
  {
    when: 'two subnets of a network have one id',
    code: 'ID_TWICE',
    path: 'yard/net/lan',
    says: ['This Subnet', 'a Subnet'],
    fix: ['another id'],
    build: (y) => y.net.addSubnet('lan', { cidr: '10.1.9.0/24' }),
  },
  ...(
    [
      ['a machine is added', (y: Yard) => vm(y, 'late'), 'new VirtualMachine'],
      ['a flow is allowed', (y: Yard) => y.system.policy.allow(External.cidr('192.0.2.0/24'), y.lan, { because: 'late' }), 'policy.allow'],
      ['a volume is retired', (y: Yard) => y.system.retire('web', { keepData: true, because: 'late' }), 'retire'],
    ] as const
  ).map(
    ([what, late, call]): ProblemCase => ({
      when: `${what} after resolve()`,
      code: 'RESOLVED_ALREADY',
      path: 'yard',
      says: [call, 'resolved already'],
      fix: ['before resolve()'],
      build: (y) => {
        y.system.resolve();
        late(y);
      },
    }),
  ),
];

/** What has no text, and is made part of one. */
const VALUE_TEXTS: readonly (readonly [what: string, kind: string, value: (y: Yard) => unknown, fix: string])[] = [
  ['a part of a connection', 'EnvSource', (y) => database(y, 'db').connection().host, 'connection.url('],
  ['a connection', 'DatabaseConnection', (y) => database(y, 'db').connection(), 'connection.url('],
  ['a variable out of a Secret', 'EnvSource', (y) => EnvSource.secret(secretOf(y, 's', 'key').key('key')), 'EnvSource.expand('],
  ['a key of a Secret', 'SecretKey', (y) => secretOf(y, 's', 'key').key('key'), 'EnvSource.secret(key)'],
  ['a file', 'FileSource', () => FileSource.text('a'), '`files`'],
  ['a span of time', 'Duration', () => Duration.seconds(5), 'toSeconds'],
  ['an External', 'External', () => External.cidr('192.0.2.0/24'), '`name`'],
];

const JSON_ONLY: typeof VALUE_TEXTS = [
  ['a port', 'Port', () => HTTP, 'port.number'],
  ['an amount', 'Size', () => Size.gibibytes(1), 'size.bytes'],
];

const INTO: readonly (readonly [how: string, says: string, make: (value: unknown) => string])[] = [
  ['a template', 'a text', (value) => `http://${value}/`],
  ['text that goes on', 'a text', (value) => `http://${''}`.concat(wrong(value))],
  ['a list that is joined', 'a text', (value) => [value, 'x'].join(',')],
];
const INTO_JSON: typeof INTO = [['JSON', 'JSON', (value) => JSON.stringify({ value })]];

const asText = (values: typeof VALUE_TEXTS, into: typeof INTO): readonly ProblemCase[] =>
  values.flatMap(([what, kind, value, fix]) =>
    into.map(
      ([how, says, make]): ProblemCase => ({
        when: `${what} is made part of ${how}`,
        code: 'VALUE_AS_TEXT',
        path: kind,
        says: [kind, says],
        fix: [fix],
        build: (y) => service(cluster(y), 'api', { env: { A: make(value(y)) } }),
      }),
    ),
  );

/** Somebody else's object, and constructs, in every kind of text. */
const LOST: readonly (readonly [prop: string, build: (y: Yard, text: string) => unknown])[] = [
  ['env.URL', (y, text) => service(cluster(y), 'api', { env: { URL: text } })],
  ['env.URL', (y, text) => service(cluster(y), 'api', { env: { URL: EnvSource.expand(text) } })],
  ['args[0]', (y, text) => service(cluster(y), 'api', { args: [text] })],
  ['files./etc/a', (y, text) => service(cluster(y), 'api', { files: { '/etc/a': text } })],
  ['files./etc/a', (y, text) => service(cluster(y), 'api', { files: { '/etc/a': FileSource.text(text) } })],
  ['annotations.a', (y, text) => service(cluster(y), 'api', { annotations: { a: text } })],
];

export const VALUES_AS_TEXT: readonly ProblemCase[] = [
  ...asText(VALUE_TEXTS, [...INTO, ...INTO_JSON]),
  ...asText(JSON_ONLY, INTO_JSON),
  ...LOST.flatMap(([prop, build]) =>
    [
      ['an object of the user', () => `http://${{ host: 'db' }}/`, '[object Object]'],
      ['a construct', (y: Yard) => `http://${vm(y, 'web')}/`, '[object VirtualMachine yard/web]'],
      ['a construct as JSON', (y: Yard) => JSON.stringify({ at: y.lan }), '[object Subnet yard/net/lan]'],
    ].map(
      ([what, text, says]): ProblemCase => ({
        when: `${prop} holds ${what}`,
        code: 'OBJECT_IN_TEXT',
        path: 'yard/k8s/api',
        says: [prop, says as string],
        fix: ['its name'],
        build: (y) => build(y, (text as (y: Yard) => string)(y)),
      }),
    ),
  ),
  ...[
    ['http://undefined:80/', 'undefined'],
    ['http://user@null', 'null'],
    ['http://db:undefined/app', 'undefined'],
    [`http://db:${HTTP}/app`, 'tcp/8080'],
  ].map(
    ([text = '', lost]): ProblemCase => ({
      when: `a variable holds ${text}`,
      code: 'OBJECT_IN_TEXT',
      path: 'yard/k8s/api',
      says: ['env.URL', `"${lost}"`],
      fix: ['port.number'],
      build: (y) => service(cluster(y), 'api', { env: { URL: text } }),
    }),
  ),
  ...[new Map([['A', 'b']]), Promise.resolve({})].map(
    (env): ProblemCase => ({
      when: `variables are those of a ${env.constructor.name}`,
      code: 'INVALID_VALUE',
      path: 'yard/k8s/api',
      says: ['"env" is an object of the class', env.constructor.name],
      fix: ['{ key: value }'],
      build: (y) => service(cluster(y), 'api', { env: wrong(env) }),
    }),
  ),
  {
    when: 'the system itself is made part of a reason',
    code: 'OBJECT_IN_TEXT',
    path: 'policy.allow "for [object System yard]"',
    says: ['because', '[object System yard]'],
    fix: ['its name'],
    build: (y) => y.system.policy.allow(vm(y, 'a'), vm(y, 'b'), { because: `for ${y.system}`, ports: [Port.tcp(8080, 'http')] }),
  },
];
