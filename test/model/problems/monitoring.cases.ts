import { DatabaseEngine, GuestOs, Image, Port } from '../../../src/model';
import { database, vm } from '../fixture';
import type { ProblemCase } from './case';

export const MONITORING: readonly ProblemCase[] = [
  {
    when: 'a distribution has no exporters',
    code: 'MONITORING_IMPOSSIBLE',
    path: 'yard/db',
    says: ['Red Hat Enterprise Linux 9'],
    fix: ['firstBoot', 'allow the scraper'],
    build: (y) => database(y, 'db', { os: GuestOs.rhel9(), monitoring: { from: y.lan } }),
  },
  {
    when: 'a machine with Windows is to have exporters',
    code: 'MONITORING_IMPOSSIBLE',
    path: 'yard/erp',
    says: ['Windows Server 2022'],
    fix: ['Leave `monitoring` out'],
    build: (y) => vm(y, 'erp', { os: GuestOs.windowsServer2022(), monitoring: { from: y.lan } }),
  },
  {
    when: 'an engine has no exporter that speaks with it',
    code: 'MONITORING_IMPOSSIBLE',
    path: 'yard/db',
    says: ['none that speaks with mongodb'],
    fix: ['firstBoot', 'allow the scraper'],
    build: (y) =>
      database(y, 'db', {
        engine: DatabaseEngine.mongodb('8.0'),
        image: Image.file('/images/guest.qcow2', { version: '1', preinstalled: true }),
        monitoring: { from: y.lan },
      }),
  },
  {
    when: 'a machine listens where its exporter does',
    code: 'MONITORING_PORT_TAKEN',
    path: 'yard/app',
    says: ['tcp/9100', 'tcp/9090-9110'],
    fix: ['another port'],
    build: (y) => vm(y, 'app', { listens: [Port.tcpRange(9090, 9110, 'many')], monitoring: { from: y.lan } }),
  },
];
