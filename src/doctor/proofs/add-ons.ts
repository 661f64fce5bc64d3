import { differences, pathText } from '../../plan/differences';
import type { Asking } from '../asking';
import { holds, missing, type ProofOf, unknown, type Verdict } from '../verdict';
import { clusterUnasked, reachesCluster } from './clusters';

/** What add-ons are asked. */

/** Releases of Helm, as `helm list --output json` prints them. */
interface Release {
  readonly name: string;
  /** Name and version with a dash between them. */
  readonly chart: string;
  readonly status: string;
}

export async function release({ cluster, namespace, name, chart, version, values }: ProofOf<'release'>, asking: Asking): Promise<Verdict> {
  if (!(await reachesCluster(asking, cluster))) return clusterUnasked(cluster);
  const install = `\`npx isthmus add-ons ${cluster}\` prints the commands.`;
  const listed = await asking.helm(cluster, 'list', '--all', '--namespace', namespace, '--output', 'json');
  if (!listed.ok) return unknown(listed.text, 'Ask where helm is installed, as somebody who may read the Secrets of its releases.');
  const found = (JSON.parse(listed.text) as readonly Release[]).find((each) => each.name === name);
  if (!found) return missing(`the namespace ${namespace} has no release ${name}`, `Install it: ${install}`);
  const wanted = `${chart}-${version}`;
  // Makers are not of one mind about the `v`, nor always with themselves.
  if (found.chart !== wanted && found.chart !== wanted.replace(/-v(?=\d)/, '-'))
    return missing(`the release ${name} is of ${found.chart}, not ${wanted}`, `Bring it to the version of the system: ${install}`);
  if (found.status !== 'deployed')
    return missing(`the release ${name} is ${found.status}`, `\`helm history ${name} --namespace ${namespace}\` tells why.`);
  const given = await asking.helm(cluster, 'get', 'values', name, '--namespace', namespace, '--output', 'json');
  if (!given.ok) return unknown(given.text, 'Ask as somebody who may read the Secrets of its releases.');
  // The names of values, and never what they are: somebody may have given it what is secret.
  const others = differences(values, JSON.parse(given.text) ?? {}).map(({ path: keys }) => pathText(keys));
  return others.length === 0
    ? holds(`${found.chart} is deployed, with these values`)
    : missing(`the release ${name} was given other values: ${others.join(', ')}`, `Give it those of the system: ${install}`);
}

export async function field({ cluster, resource, namespace, name, path, value }: ProofOf<'field'>, asking: Asking): Promise<Verdict> {
  if (!(await reachesCluster(asking, cluster))) return clusterUnasked(cluster);
  const place = namespace === undefined ? [] : ['--namespace', namespace];
  const { ok, text } = await asking.kubectl(cluster, 'get', resource, name, ...place, '--output', `jsonpath=${path}`);
  const install = `\`npx isthmus add-ons ${cluster}\` prints the commands.`;
  if (!ok)
    return /forbidden/i.test(text) ? unknown(text, `Ask as somebody who may read ${resource}.`) : missing(text, `Install it: ${install}`);
  return text === value
    ? holds(value)
    : missing(`${name} says ${text || 'nothing'}, not ${value}`, `Bring it to what the system says: ${install}`);
}
