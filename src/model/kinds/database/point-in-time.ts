import type { Report } from '../../problem';
import * as problems from '../../problems';
import type { EngineName } from '../../resolved';
import { isSince } from '../../values';
import type { DatabaseVm } from '../../workload/database-vm';

/** Recovery is asked for by a file of its own since then, beside settings that a command line can give (release notes of 12). */
const POSTGRESQL_SINCE = '12';

/** A binary log is played back as statements: whoever could write to one database would have an administrator run them. */
const BY_STATEMENTS = "what it brings back from its log are statements of its users, which an administrator's login would run";

/** In a clause, by engine. */
const REFUSED: { readonly [E in EngineName]: (version: string) => string | undefined } = {
  postgresql: (version) => (isSince(version, POSTGRESQL_SINCE) ? undefined : `it takes PostgreSQL ${POSTGRESQL_SINCE} or later`),
  mysql: () => BY_STATEMENTS,
  mariadb: () => BY_STATEMENTS,
  redis: () => 'its log does not say when what was written',
  valkey: () => 'its log does not say when what was written',
  rabbitmq: () => 'its messages are on their way, and in no log that is kept',
  mongodb: () => 'it keeps a log of that kind as the member of a replica set alone',
};

/** Why a database of an engine is not brought back to a point in time; undefined: it is. */
export const refusesPointInTime = (engine: EngineName, version: string): string | undefined => REFUSED[engine](version);

/** Checks whether the engine can be brought back to a point in time, where that is asked for. */
export function checkPointInTime({ node, props: { engine, backup } }: DatabaseVm, report: Report): void {
  if (!backup?.pointInTime || engine.defect) return;
  const refused = refusesPointInTime(engine.name, engine.version);
  if (refused !== undefined) report(problems.pointInTimeImpossible(node.path, `${engine}: ${refused}`));
}
