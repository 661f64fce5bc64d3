import { database, problemsOf, resolved, vm, yard } from '../fixture';

/** What is like a password, and none. */
const HARMLESS: readonly string[] = [
  'CREATE TABLE users (name text, password varchar(64) NOT NULL, "password_hash" bytea);',
  "INSERT INTO users (name, password) SELECT name, hash FROM old WHERE password IS NOT NULL AND name = 'x';",
  "COMMENT ON COLUMN users.password IS 'as bcrypt writes it';",
  'UPDATE users u SET password = o.password FROM old o;',
  "ALTER ROLE reader PASSWORD NULL; UPDATE users SET password = '';",
  'CREATE FUNCTION check_password() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;',
  'DROP USER IF EXISTS reader;\r\n\tSELECT 1;',
];

test.each(HARMLESS)('statements that hold no password are none: %s', (initialSql) => {
  const y = yard();
  database(y, 'db', { databases: { app: { initialSql } } });
  expect(problemsOf(y.system)).toEqual([]);
});

test('is part of the machine, word for word, and of nothing that is compared after its creation', () => {
  const described = (initialSql?: string) =>
    resolved((y) => {
      database(y, 'db', { databases: { app: { initialSql } } });
      vm(y, 'web');
    });
  const { system, lock } = described('SELECT 1;\n');
  expect(system.machines.find(({ name }) => name === 'db')?.guest.role).toMatchObject({
    databases: [{ name: 'app', owner: 'app', initialSql: 'SELECT 1;\n' }],
  });
  expect(lock.machines.db?.told?.databases).toEqual([expect.stringMatching(/^app with 10 bytes of SQL \([0-9a-f]{8}\)$/)]);
  expect(lock.machines.web?.told).not.toHaveProperty('databases');
  expect(described().lock.machines.db?.told?.databases).toEqual(['app']);
});
