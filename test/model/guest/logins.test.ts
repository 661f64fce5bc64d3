import { DatabaseEngine } from '../../../src/model';
import { type Login, meantLogin, passwordOf, rolesOf } from '../../../src/model/configuration/database-logins';
import { secretOf, yard } from '../fixture';

const engine = DatabaseEngine.postgresql('15');
const secret = secretOf(yard(), 'login', 'reader').key('reader');
const SEVERAL = {
  engine,
  databases: { shop: { owner: 'keeper' }, audit: {} },
  roles: { reader: { reads: ['shop'], password: secret }, clerk: { reads: ['shop'], writes: ['shop', 'audit'] } },
};
const KEYS = { engine: DatabaseEngine.redis('7'), roles: { clerk: { writes: ['orders:*'] } } };

test.each([
  ['the owner of the only database', { engine }, {}, { user: 'app', database: 'app' }],
  ['the owner of a database', SEVERAL, { database: 'shop' }, { user: 'keeper', database: 'shop' }],
  ['the only database of a role', SEVERAL, { user: 'reader' }, { user: 'reader', database: 'shop' }],
  ['the only database of an owner', SEVERAL, { user: 'audit' }, { user: 'audit', database: 'audit' }],
  ['none of several', SEVERAL, {}, {}],
  ['none of several that a role has rights in', SEVERAL, { user: 'clerk' }, { user: 'clerk' }],
  ['everything of a store of keys', KEYS, {}, { user: 'default', database: '0' }],
  ['the first number of a store of keys', KEYS, { user: 'clerk' }, { user: 'clerk', database: '0' }],
] as const)('a login that leaves something out means %s', (_, server, said: Login, meant: Login) => {
  expect(meantLogin(server, said)).toEqual(meant);
});

test('the password is that of the role which logs in, and of no other', () => {
  expect(passwordOf(SEVERAL, 'reader')).toBe(secret);
  expect(passwordOf(SEVERAL, 'keeper')).toBeUndefined();
});

test('whoever may do more may do less: of two rights in one database the greater counts', () => {
  expect(rolesOf(SEVERAL)).toEqual([
    { name: 'audit', rights: [{ in: 'audit', may: 'own' }] },
    {
      name: 'clerk',
      rights: [
        { in: 'audit', may: 'write' },
        { in: 'shop', may: 'write' },
      ],
    },
    { name: 'keeper', rights: [{ in: 'shop', may: 'own' }] },
    { name: 'reader', rights: [{ in: 'shop', may: 'read' }] },
  ]);
});
