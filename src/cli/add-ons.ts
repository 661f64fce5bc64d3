import { addOnTitle } from '../model/kinds/add-on';
import { outputMissing, outputStale, unknownName } from '../model/problems';
import { addOnCommands, installedAddOns } from '../plan';
import { CommandError } from './command-error';
import { readConfig } from './config';
import { readDigest } from './output/written';
import { print } from './print';
import { resolveIn } from './run-app';
import { digestOf } from './stage';

/**
 * Prints the commands that install the add-ons of a cluster, or bring them to what the system says: a script for bash, in the order that
 * is needed.
 * @param cluster name of one; undefined: all
 * @param names of add-ons; empty: all
 * @throws CommandError for names that the system does not know, and where the output is not there or of another state of the system
 */
export function addOns(cluster: string | undefined, names: readonly string[]): void {
  const system = resolveIn('.');
  const { output } = readConfig('kubernetes', '.');
  const known = system.clusters.map(({ name }) => name);
  if (cluster !== undefined && !known.includes(cluster)) throw new CommandError([unknownName(system.name, 'cluster', cluster, known)]);
  const wanted = system.clusters.filter(({ name }) => cluster === undefined || name === cluster);
  const there = wanted.flatMap(installedAddOns).map(({ name }) => String(name));
  const strange = names.find((name) => !there.includes(name));
  if (strange !== undefined) throw new CommandError([unknownName(system.name, 'add-on that is installed', strange, there)]);
  const made = readDigest(output);
  if (made === undefined) throw new CommandError([outputMissing(output)]);
  if (made !== digestOf(JSON.stringify(system))) throw new CommandError([outputStale(output)]);
  const several = known.length > 1;
  const lines = wanted.flatMap((each) =>
    installedAddOns(each)
      .filter(({ name }) => names.length === 0 || names.includes(name))
      .flatMap((addOn) => [
        `# ${several ? `Cluster ${each.name}: ` : ''}${addOnTitle(addOn)}`,
        ...addOnCommands(addOn, { cluster: each.name, several, kubernetes: output }),
      ]),
  );
  print(lines.length === 0 ? '# Nothing: the system has no add-on that it says how to install.\n' : [...HEAD, ...lines, ''].join('\n'));
}

/** What the commands take. `kubectl wait --for=create` came with 1.31, `helm template --set-json` with 3.10. */
const HEAD: readonly string[] = ['# For bash -euo pipefail, with kubectl 1.31 and helm 3.10, or later.'];
