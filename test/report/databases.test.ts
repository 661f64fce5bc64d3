import { DatabaseEngine, External, Secret, Size } from '../../src';
import { policyMarkdown, reportOf } from '../../src/report';
import { databaseTable } from '../../src/report/databases';
import { cluster, database, resolved, service, vm } from '../model/fixture';

const OFFICE = External.cidr('198.51.100.0/24', { name: 'office' });

const { system, warnings } = resolved((y) => {
  const password = Secret.fromExisting(y.system, 'clerk-password', { keys: ['password'] });
  const db = database(y, 'db', {
    engine: DatabaseEngine.postgresql('15'),
    dataDisk: Size.gibibytes(10),
    databases: { orders: { owner: 'keeper' }, audit: { owner: 'keeper' } },
    roles: { clerk: { writes: ['orders'], reads: ['audit'], from: [OFFICE], password: password.key('password') } },
  });
  y.system.policy.allow(OFFICE, db, { because: 'test' });
  vm(y, 'web');
});

test('reports say who may log in to a database, from where, and what for', () => {
  expect(
    reportOf(system, warnings).databaseRoles.map(({ role, rights }) => [role, ...rights.map((right) => `${right.may} ${right.in}`)]),
  ).toEqual([
    ['clerk', 'read audit', 'write orders'],
    ['keeper', 'own audit', 'own orders'],
  ]);
  expect(reportOf(system, warnings).databaseRoles[0]).toMatchObject({
    at: 'machine/db',
    engine: 'PostgreSQL 15',
    from: ['198.51.100.0/24'],
    password: { secret: 'clerk-password', key: 'password' },
  });
  expect(policyMarkdown(system)).toContain(
    '| db<br>PostgreSQL 15 | clerk | reads audit<br>writes orders | 198.51.100.0/24 | clerk-password: password |',
  );
});

test('a system without databases has no such part', () => {
  const other = resolved((y) => service(cluster(y), 'web')).system;
  expect(databaseTable(other)).toBeUndefined();
  expect(policyMarkdown(other)).not.toContain('Database roles');
});
