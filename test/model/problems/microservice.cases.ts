import { Cpu, Duration, Hardening, Metric, type MicroserviceProps, Port, Probe, Rule, Size } from '../../../src/model';
import { existingCluster, HTTP, service, type Yard } from '../fixture';
import type { ProblemCase } from './case';

/** A service with one wrong prop. */
export const wrongService = (
  code: string,
  when: string,
  props: Partial<MicroserviceProps> | ((y: Yard) => Partial<MicroserviceProps>),
  says: readonly string[],
  fix: string,
  others: readonly string[] = [],
): ProblemCase => ({
  when,
  code,
  path: 'yard/k8s/api',
  says,
  fix: [fix],
  with: others,
  build: (y) => service(existingCluster(y), 'api', typeof props === 'function' ? props(y) : props),
});

const digest = `registry.example/api@sha256:${'a'.repeat(64)}`;

export const MICROSERVICES: readonly ProblemCase[] = [
  wrongService(
    'INVALID_WORKLOAD',
    'a user is named, and the rule that would heed it is waived',
    { runAs: 999, hardening: Hardening.default().except(Rule.RUN_AS_NON_ROOT, { because: 'old image' }) },
    ['runAs 999', '"run-as-non-root"'],
    'Leave out runAs',
  ),
  wrongService(
    'INVALID_WORKLOAD',
    'a drain is no time',
    { shutdown: { drain: Duration.seconds(-1) } },
    ['shutdown.drain', '-1 seconds'],
    'Duration.seconds',
  ),
  wrongService(
    'INVALID_WORKLOAD',
    'a process has no time to end',
    { shutdown: { grace: Duration.seconds(0) } },
    ['shutdown.grace', 'from 1'],
    'Duration.seconds',
  ),
  wrongService(
    'INVALID_WORKLOAD',
    'a process has half a minute and a bit to end',
    { shutdown: { grace: Duration.minutes(0.51) } },
    ['shutdown.grace', '30.6'],
    'Duration.seconds',
  ),
  wrongService(
    'FLOATING_IMAGE_TAG',
    'an image has no tag',
    { image: 'registry.example:5000/api' },
    ['"registry.example:5000/api"', 'no tag'],
    'digest',
  ),
  wrongService(
    'FLOATING_IMAGE_TAG',
    'an image is tagged latest',
    { image: 'api:latest' },
    ['"api:latest"', 'another image every time'],
    'fixed tag',
  ),
  wrongService('FLOATING_IMAGE_TAG', 'a digest is cut', { image: digest.slice(0, -1) }, ['64 hexadecimal'], 'digest'),
  wrongService(
    'INVALID_IMAGE_REFERENCE',
    'an image is in capitals',
    { image: 'registry.example/API:1' },
    ['"registry.example/API:1"', 'no reference to a container image'],
    'in lower case',
  ),
  wrongService(
    'INVALID_IMAGE_REFERENCE',
    'an image is an address of the web',
    { image: 'https://registry.example/api:1' },
    ['"https://registry.example/api:1"'],
    'without https://',
  ),
  ...['/tmp/', '/tmp'].map((folder) =>
    wrongService(
      'INVALID_WORKLOAD',
      `a path is mounted twice: ${folder}`,
      { scratch: ['/tmp', folder] },
      ['"/tmp" is listed twice'],
      'every path once',
    ),
  ),
  ...['/a:b', '/a/../b', '/a//b', '/'].map((folder) =>
    wrongService('INVALID_WORKLOAD', `a path is ${folder}`, { scratch: [folder] }, [`"${folder}"`, 'absolute path'], '/tmp'),
  ),
  wrongService(
    'INVALID_IMAGE_REFERENCE',
    'a repository with a digest holds a blank',
    { image: `my ${digest}` },
    ['no reference to a container image'],
    'without blanks',
  ),
  ...[0, -1, 1.5, Number.NaN].map((replicas) =>
    wrongService('INVALID_REPLICAS', `there are ${replicas} replicas`, { replicas }, [`${replicas} replicas`], 'from 1'),
  ),
  wrongService('INVALID_REPLICAS', 'the scaling has no range', { scaling: { min: 3, max: 3 } }, ['from 3 to 3'], 'maximum above'),
  wrongService(
    'INVALID_REPLICAS',
    'the number is fixed and not',
    { replicas: 2, scaling: { min: 1, max: 3 } },
    ['Both `replicas` (2)'],
    'Keep one',
  ),
  wrongService(
    'INVALID_REPLICAS',
    'the scaling aims at 0 %',
    { scaling: { min: 1, max: 3, metrics: [Metric.cpu(0)] } },
    ['Metric cpu: 0', 'from 1 to 100'],
    'per cent',
  ),
  wrongService('INVALID_WORKLOAD', 'a Service would have a range', { port: Port.tcpRange(8000, 8010) }, ['8000 to 8010'], 'one by one'),
  wrongService(
    'INVALID_WORKLOAD',
    'its health cannot be checked',
    { port: Port.udp(514, 'syslog'), morePorts: [HTTP] },
    ['udp/514', 'never be ready'],
    'morePorts',
  ),
  wrongService('INVALID_WORKLOAD', 'it runs as root', { runAs: 0 }, ['runAs 0'], 'ordinary user'),
  wrongService('INVALID_WORKLOAD', 'a scratch path is relative', { scratch: ['tmp'] }, ['"tmp"'], '/tmp'),
  wrongService('INVALID_WORKLOAD', 'a probe has no path', { health: { readiness: Probe.http('healthz') } }, ['"healthz"'], '"/"'),
  wrongService('INVALID_WORKLOAD', 'a liveness probe has no path', { health: { liveness: Probe.http('live') } }, ['"live"'], '"/"'),
  wrongService(
    'INVALID_WORKLOAD',
    'its health would be checked over UDP',
    { port: Port.udp(7000, 'beacons') },
    ['udp/7000', 'not TCP'],
    '`morePorts`',
  ),
  wrongService(
    'INVALID_WORKLOAD',
    'the limit is below the guarantee',
    { resources: { cpu: Cpu.units(1), cpuLimit: Cpu.millis(500) } },
    ['500', '1000'],
    'cpuLimit',
  ),
  wrongService(
    'INVALID_AMOUNT',
    'no processor time is asked for',
    { resources: { cpu: Cpu.millis(0) } },
    ['resources.cpu', '0 thousandths'],
    'greater',
  ),
  wrongService(
    'INVALID_AMOUNT',
    'the limit is a fraction',
    { resources: { cpuLimit: Cpu.millis(1.5) } },
    ['resources.cpuLimit', '1.5'],
    'greater',
  ),
  wrongService(
    'INVALID_AMOUNT',
    'no memory is asked for',
    { resources: { memory: Size.gibibytes(0) } },
    ['resources.memory', '0 GiB'],
    'greater',
  ),
  wrongService(
    'INVALID_AMOUNT',
    'no storage is asked for',
    { resources: { ephemeralStorage: Size.mebibytes(-1) } },
    ['resources.ephemeralStorage', '-1 MiB'],
    'greater',
  ),
  wrongService('INVALID_PORT', 'the port is out of range', { port: Port.tcp(65536) }, ['65536'], 'Correct'),
  wrongService('PORT_CLASH', 'two ports are one', { morePorts: [Port.tcp(8080, 'again')] }, ['tcp/8080 "http"', '"again"'], 'once'),
  wrongService('UNSUPPORTED_PROTOCOL', 'it listens on ICMP', { morePorts: [Port.icmp()] }, ['ICMP', 'a Service'], 'Leave that port out'),
  wrongService(
    'WAIVER_WITHOUT_REASON',
    'a rule is waived without a reason',
    { hardening: Hardening.default().except(Rule.READ_ONLY_ROOT, { because: ' ' }) },
    ['"read-only-root"'],
    'because',
  ),
];
