import { byRole, type DatabaseRight, type DatabaseRole, endKey, type ResolvedDatabaseRole, type ResolvedSystem } from '../model/resolved';
import type { TitledTable } from './terminal';

/** Who may log in to a server of databases over the network, and what for. */
export interface ReportDatabaseRole {
  /** The machine that it runs on: id of a node of the graph. */
  readonly at: string;
  /** `PostgreSQL 16`. */
  readonly engine: string;
  /** Its name there. */
  readonly role: string;
  /** By database, virtual host or pattern of keys. */
  readonly rights: readonly { readonly in: string; readonly may: DatabaseRight }[];
  /** CIDRs that the server lets it log in from. */
  readonly from: readonly string[];
  /** The Secret that has its password for workloads of the system. Unset: none of theirs. */
  readonly password?: { readonly secret: string; readonly key: string };
}

const ENGINES: { readonly [E in DatabaseRole['engine']]: string } = {
  postgresql: 'PostgreSQL',
  mysql: 'MySQL',
  mariadb: 'MariaDB',
  redis: 'Redis',
  valkey: 'Valkey',
  rabbitmq: 'RabbitMQ',
  mongodb: 'MongoDB',
};

/** `PostgreSQL 16`. */
export const engineText = ({ engine, version }: DatabaseRole): string => `${ENGINES[engine]} ${version}`;

interface Logins {
  readonly engine: string;
  readonly roles: readonly ResolvedDatabaseRole[];
}

const NOBODY = (): undefined => undefined;

/** What a guest lets log in by names of its own. */
const loginsOf = byRole<Logins | undefined>({
  database: (role) => ({ engine: engineText(role), roles: role.roles }),
  'load-balancer': NOBODY,
  'cluster-node': NOBODY,
  plain: NOBODY,
});

type Machines = Pick<ResolvedSystem, 'machines'>;

/** Roles of all databases, by machine and name. */
export function databaseRoles({ machines }: Machines): readonly ReportDatabaseRole[] {
  return machines.flatMap(({ name: machine, guest: { role: guest } }) => {
    const { engine, roles } = loginsOf(guest) ?? { engine: '', roles: [] };
    return roles.map(({ name, rights, clients, password }) => ({
      at: endKey({ is: 'machine', name: machine }),
      engine,
      role: name,
      rights,
      from: clients,
      ...(password && { password }),
    }));
  });
}

/** Engines without a list of clients let in whoever reaches them. */
const EVERYWHERE = '0.0.0.0/0';

const MAY: { readonly [R in DatabaseRight]: string } = { own: 'owns', write: 'writes', read: 'reads' };

/** Who may do what in which database. Undefined where there is none. */
export function databaseTable(system: Machines): Omit<TitledTable, 'notes'> | undefined {
  const roles = databaseRoles(system);
  if (roles.length === 0) return undefined;
  return {
    title: 'Who may log in to databases, from where, and what for',
    head: ['Database', 'Role', 'May', 'From', 'Password for workloads'],
    shares: [3, 2, 3, 3, 3],
    rows: roles.map(({ at, engine, role, rights, from, password }) => [
      `${at.slice(at.indexOf('/') + 1)}\n${engine}`,
      role,
      rights.map(({ in: place, may }) => `${MAY[may]} ${place}`).join('\n'),
      from.map((cidr) => (cidr === EVERYWHERE ? 'whoever may reach it' : cidr)).join('\n') || 'nowhere',
      password ? `${password.secret}: ${password.key}` : 'none',
    ]),
  };
}
