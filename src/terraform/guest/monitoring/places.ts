import { ETC } from '../part';

/** Of the exporters' own. */
export const MONITORING = `${ETC}/monitoring`;

/** The account that Debian's packages run exporters under; by that name they log in to engines, too. */
export const WATCHER = 'prometheus';

/** What exporters prove themselves with: copies that they may read. */
export const EXPORTER_TLS = { certificate: `${MONITORING}/certificate.pem`, key: `${MONITORING}/key.pem` };

/** Password of the exporter of a store of keys, which knows nobody by an account of the system. */
export const STORE_PASSWORD = `${MONITORING}/redis.env`;
