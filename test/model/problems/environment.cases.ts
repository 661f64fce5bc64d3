import { EnvGroup, EnvSource } from '../../../src/model';
import { secretOf } from '../fixture';
import { type ProblemCase, wrong } from './case';
import { wrongService } from './microservice.cases';

/** What is wrong with variables of containers. */
export const ENVIRONMENTS: readonly ProblemCase[] = [
  wrongService('INVALID_WORKLOAD', 'a variable has a hyphen', { env: { 'A-B': '1' } }, ['"A-B"'], 'underscores'),
  wrongService('INVALID_VALUE', 'a variable is a number', { env: { A: wrong(7) } }, ['env.A', '7', 'text'], 'env.A'),
  wrongService(
    'INVALID_VALUE',
    'a variable is an object of before',
    { env: { A: wrong({ secret: 's', key: 'k' }) } },
    ['env.A', 'an EnvSource'],
    'env.A',
  ),
  wrongService(
    'INVALID_WORKLOAD',
    'a key of a ConfigMap is a path',
    { env: { A: EnvSource.configMapKey('m', 'a/b') } },
    ['env.A', '"a/b"', 'a ConfigMap'],
    'dots',
  ),
  wrongService(
    'INVALID_OBJECT_NAME',
    'a ConfigMap cannot have the name',
    { env: { A: EnvSource.configMapKey('My_M', 'k') } },
    ['env.A', '"My_M"'],
    'lower-case',
  ),
  wrongService(
    'INVALID_OBJECT_NAME',
    'a whole ConfigMap cannot have the name',
    { envFrom: [{ source: EnvGroup.configMap('My_M') }] },
    ['envFrom', '"My_M"'],
    'lower-case',
  ),
  wrongService(
    'INVALID_LABEL',
    'a label that a variable shows cannot be one',
    { env: { A: EnvSource.label('a b') } },
    ['env.A', '"a b"'],
    'a slash and a name',
  ),
  wrongService(
    'INVALID_WORKLOAD',
    'a field of the pod is none that Kubernetes tells',
    { env: { A: EnvSource.field(wrong('status.podIp')) } },
    ['env.A', '"status.podIp"'],
    'status.podIP',
  ),
  wrongService(
    'INVALID_WORKLOAD',
    'a resource is none that Kubernetes tells',
    { env: { A: EnvSource.resource(wrong<'limits.cpu'>('limits.gpu')) } },
    ['env.A', '"limits.gpu"'],
    'limits.memory',
  ),
  wrongService(
    'INVALID_WORKLOAD',
    'processor time is to be told in bytes',
    { env: { A: EnvSource.resource('limits.cpu', wrong('1Mi')) } },
    ['env.A', 'limits.cpu', '"1Mi"'],
    '1, 1m',
  ),
  wrongService(
    'UNKNOWN_VARIABLE',
    'a text stands on a variable that is called a little otherwise',
    { env: { A: EnvSource.expand('$(HOSTNMAE):80'), HOSTNAME: 'db' } },
    ['env.A', '"HOSTNMAE"'],
    '$(HOSTNAME)',
  ),
  wrongService(
    'UNKNOWN_VARIABLE',
    'a text stands on a variable that is called a little as it is itself',
    { env: { DB_URL: EnvSource.expand('postgres://$(DB_USR)@db') } },
    ['env.DB_URL', '"DB_USR"'],
    'Define',
  ),
  wrongService(
    'UNKNOWN_VARIABLE',
    'a text stands on a variable that is not there',
    { env: { A: EnvSource.expand('$$(B) $(TENANT)') } },
    ['env.A', '"TENANT"'],
    'Define',
  ),
  wrongService(
    'INVALID_WORKLOAD',
    'variables stand for each other',
    { env: { A: EnvSource.expand('$(B)'), B: EnvSource.expand('$(C)'), C: EnvSource.expand('$(B)') } },
    ['B, C'],
    'Let one',
  ),
  wrongService(
    'INVALID_WORKLOAD',
    'all variables of a ConfigMap are defined twice',
    (y) => ({
      envFrom: [
        { source: EnvGroup.configMap('m') },
        { source: EnvGroup.secret(secretOf(y, 'm')) },
        { source: EnvGroup.configMap('m'), prefix: '' },
      ],
    }),
    ['"m"', 'twice'],
    'prefix',
  ),
  wrongService(
    'INVALID_WORKLOAD',
    'a prefix cannot begin a name',
    { envFrom: [{ source: EnvGroup.configMap('m'), prefix: 'M-' }] },
    ['"M-"'],
    'underscores',
  ),
];
