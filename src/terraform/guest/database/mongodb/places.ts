import { DATA_DISK } from '../../../../model/guest/data-disk';
import { ETC, type WhereSetUp } from '../../part';

/** How a distribution's packages of MongoDB lay it out. */
export interface MongodbLayout {
  readonly user: string;
  /** Data directory. */
  readonly home: string;
}

/** MongoDB, "Install MongoDB Community Edition" on Debian, and on Red Hat: directory paths. */
export const MONGODB_LAYOUTS: WhereSetUp<MongodbLayout> = {
  apt: { user: 'mongodb', home: '/var/lib/mongodb' },
  dnf: { user: 'mongod', home: '/var/lib/mongo' },
  zypper: undefined,
};

export const UNIT = 'mongod.service';
export const SETTINGS_FILE = `${ETC}/mongod.conf`;
/** Of this project's own programs for its shell, and of passwords that never leave the machine. Root alone reads those. */
export const MONGODB_FOLDER = `${ETC}/mongodb`;
/** A certificate and its key in one file, as the server wants them. */
export const BOTH = `${ETC}/tls/both.pem`;
/** Password of the machine's own administrator: beside the data that know it, for a machine that is made again. */
export const ADMIN_FILE = `${DATA_DISK}/mongodb-admin`;
export const ADMINISTRATOR = 'isthmus';
/** Those of the machine's own who log in for dumps, by the built-in role of MongoDB that each has. */
export const OWN_ACCOUNTS = ['backup', 'restore'] as const;
export type OwnAccount = (typeof OWN_ACCOUNTS)[number];
/** Password of an account of the machine's own, as MongoDB's database tools read it. */
export const passwordFile = (account: OwnAccount): string => `${MONGODB_FOLDER}/${account}.yaml`;
export const accountName = (account: OwnAccount): string => `${ADMINISTRATOR}-${account}`;
