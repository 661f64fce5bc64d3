import { External, Volume } from '../../../src/model';
import { vm } from '../fixture';
import { type ProblemCase, wrong } from './case';
import { wrongService } from './microservice.cases';

const NAS = External.address('192.0.2.9', { name: 'nas' });

/** What is wrong with what servers of network file systems export. */
export const SHARES: readonly ProblemCase[] = [
  wrongService(
    'INVALID_SHARE',
    'a machine that exports something does not listen',
    (y) => ({ volumes: { '/p': Volume.nfs('pictures', { server: vm(y, 'files'), path: '/srv' }) } }),
    ['files', 'tcp/2049'],
    "Port.tcp(2049, 'nfs')",
  ),
  wrongService(
    'INVALID_SHARE',
    'a server outside has many addresses',
    { volumes: { '/p': Volume.nfs('pictures', { server: External.cidr('192.0.2.0/28', { name: 'nas' }), path: '/srv' }) } },
    ['"nas"', 'one address'],
    'External.address',
  ),
  wrongService(
    'INVALID_SHARE',
    'what is exported is no path',
    { volumes: { '/p': Volume.nfs('pictures', { server: NAS, path: 'srv' }) } },
    ['"srv"'],
    '/srv/pictures',
  ),
  wrongService(
    'INVALID_SHARE',
    'two volumes of a server have one id',
    { volumes: { '/p': Volume.nfs('one', { server: NAS, path: '/a' }), '/q': Volume.nfs('one', { server: NAS, path: '/b' }) } },
    ['"one"'],
    'otherwise',
  ),
  wrongService(
    'INVALID_NAME',
    'the id of a volume of a server is none',
    { volumes: { '/p': Volume.nfs('My P', { server: NAS, path: '/a' }) } },
    ['"My P"'],
    '1 to 63',
  ),
  wrongService(
    'INVALID_VALUE',
    'a server is given by its name',
    { volumes: { '/p': Volume.nfs('one', { server: wrong('nas.example'), path: '/a' }) } },
    ['"nas.example"', 'a machine, or an External'],
    'server',
  ),
  wrongService(
    'MOUNT_CLASH',
    'something is mounted inside of a read-only volume of a server',
    { volumes: { '/p': Volume.nfs('one', { server: NAS, path: '/a', readOnly: true }), '/p/q': Volume.scratch() } },
    ['"/p/q"', 'read-only'],
    'path of its own',
  ),
];
