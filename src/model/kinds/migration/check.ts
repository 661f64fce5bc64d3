import type { RouteTarget } from '../../edge/backend';
import type { Migration } from '../../edge/migration';
import type { Report } from '../../problem';
import * as problems from '../../problems';
import { type Port, portText } from '../../values';
import { isSinglePort, listensOn } from '../checks';

/** Checks what is said of one migration. */
export function checkMigration(migration: Migration, report: Report): void {
  const { node, props } = migration;
  const { from, to, because } = props;
  if (!because?.trim()) report(problems.migrationWithoutReason(node.path));
  if (from === to) report(problems.migrationToItself(node.path, to.name));
  checkWeight(migration, report);
  checkPorts(migration, report);
}

function checkWeight({ node: { path }, props: { from, to, weight } }: Migration, report: Report): void {
  if (!Number.isInteger(weight) || weight < 0 || weight > 100) report(problems.migrationWeight(path, weight));
  else if (!from && weight < 100) report(problems.migrationWithoutFrom(path, weight, to.name));
}

function checkPorts(migration: Migration, report: Report): void {
  const { node, port, backends, props } = migration;
  const { path } = node;
  if (!port) {
    report(problems.migrationPort(path, `${(props.from ?? props.to).name} listens on no port`, 'Give it one, or the migration a `port`.'));
    return;
  }
  const given = [...new Set([port, props.toPort].filter((each) => each !== undefined))];
  const impossible = given.filter(({ defect }) => defect !== undefined);
  for (const { defect = '' } of impossible) report(problems.invalidPort(path, defect));
  if (impossible.length > 0) return;
  for (const said of given)
    if (!isSinglePort(said)) report(problems.migrationPort(path, `${said} is no single TCP port`, 'Name one: Port.tcp(…).'));
  // Once it is done nothing says what clients dial but the migration itself.
  if (!props.from && props.toPort && !props.port)
    report(
      problems.migrationPort(
        path,
        `nothing says any more what clients dial: \`from\` is left out, and \`to\` listens on ${props.toPort}`,
        'Give it the `port` that clients dial.',
      ),
    );
  for (const { to, port: dialled } of backends)
    if (dialled && isSinglePort(dialled) && !listensOn(to, dialled)) report(deaf(migration, to, dialled));
}

/** An end does not listen where it is dialled: the other end's port, where nothing else is said. */
function deaf({ node: { path }, port, props }: Migration, to: RouteTarget, dialled: Port) {
  const listens = to.listens.map(String);
  const copied = to === props.to && props.from && !props.toPort && port;
  if (copied)
    return problems.migrationPortsDiffer(path, { name: props.from.name, port: portText(port.resolved) }, { name: to.name, listens });
  return problems.migrationPort(
    path,
    `${to.name} does not listen on ${dialled}; it does on ${listens.join(', ') || 'no port'}`,
    to === props.to && props.toPort ? 'Give `toPort` a port that it listens on.' : 'Give `port` a port that it listens on.',
  );
}
