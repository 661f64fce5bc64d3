import { isDatabaseName } from '../../../src/model/guest/database-name';
import { databasePackages, databaseVersions } from '../../../src/model/guest/database-packages';
import { OPERATING_SYSTEMS } from '../../../src/model/guest/os';

describe('packages of a database engine', () => {
  test.each([
    ['rhel-8', 'postgresql', '15', ['@postgresql:15/server', 'postgresql-contrib']],
    ['rhel-8', 'mysql', '8.0', ['@mysql:8.0/server']],
    ['rhel-8', 'mariadb', '10.3', ['@mariadb:10.3/server']],
    ['rhel-9', 'postgresql', '13', ['postgresql-server', 'postgresql-contrib']],
    ['rocky-9', 'postgresql', '16', ['@postgresql:16/server', 'postgresql-contrib']],
    ['alma-9', 'mysql', '8.4', ['@mysql:8.4/server']],
    ['rhel-10', 'mysql', '8.4', ['mysql8.4-server']],
    ['debian-12', 'postgresql', '15', ['postgresql-15']],
    ['debian-13', 'mariadb', '11.8', ['mariadb-server']],
    ['ubuntu-22.04', 'postgresql', '14', ['postgresql-14']],
    ['ubuntu-24.04', 'mysql', '8.0', ['mysql-server-8.0']],
    ['debian-12', 'mongodb', '8.0', ['mongodb-org-server', 'mongodb-mongosh', 'mongodb-database-tools']],
    ['rocky-9', 'mongodb', '7.0', ['mongodb-org-server', 'mongodb-mongosh', 'mongodb-database-tools']],
  ] as const)('%s: %s %s', (os, engine, version, install) => {
    expect(databasePackages(OPERATING_SYSTEMS[os].facts, engine, version)).toEqual(install);
  });

  test.each([
    ['debian-12', 'postgresql', '16'],
    ['debian-12', 'mysql', '8.0'],
    ['rhel-9', 'mariadb', '10.3'],
    ['windows-server-2012', 'postgresql', '15'],
    // Not on Oracle's own kernel, and none for what is newer than it.
    ['oracle-9', 'mongodb', '8.0'],
    ['debian-13', 'mongodb', '8.0'],
    ['rhel-10', 'mongodb', '8.0'],
    ['ubuntu-24.04', 'mongodb', '7.0'],
    ['rhel-8', 'postgresql', 'toString'],
  ] as const)('%s does not carry %s %s', (os, engine, version) => {
    expect(databasePackages(OPERATING_SYSTEMS[os].facts, engine, version)).toBeUndefined();
  });

  test('versions are listed oldest first', () => {
    expect(databaseVersions(OPERATING_SYSTEMS['rhel-8'].facts, 'mariadb')).toEqual(['10.3', '10.5', '10.11']);
    expect(databaseVersions(OPERATING_SYSTEMS['debian-12'].facts, 'mysql')).toEqual([]);
    expect(databaseVersions(OPERATING_SYSTEMS['windows-server-2012'].facts, 'mysql')).toEqual([]);
  });

  test('every Linux guest that packages are installed on carries PostgreSQL', () => {
    const systems = Object.values(OPERATING_SYSTEMS).filter(({ facts }) => facts.packages !== undefined);
    expect(systems.length).toBeGreaterThan(15);
    expect(systems.filter(({ facts }) => databaseVersions(facts, 'postgresql').length === 0)).toEqual([]);
  });
});

describe('names of databases', () => {
  test.each(['app', 'my_app', 'shop-orders', 'a', 'a'.repeat(32)])('%s', (name) => {
    expect(isDatabaseName(name)).toBe(true);
  });

  test.each(['', '1app', 'App', 'a b', 'a"b', "a'b", 'a`b', 'a$b', 'a'.repeat(33), 'postgres', 'mysql', 'template0'])('not %s', (name) => {
    expect(isDatabaseName(name)).toBe(false);
  });
});
