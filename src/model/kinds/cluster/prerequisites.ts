import type { Prerequisite, ResolvedCluster } from '../../resolved';
import { installsPlugIn } from '../../resolved/declared-add-ons';

/** Of a variable that Terraform asks for. */
export const variable = (name: string, what: string): Prerequisite => ({
  text: `Terraform variable ${name}: ${what}`,
  proof: { is: 'variable', name },
});

/** Of a network plug-in that the reader installs. */
export const plugIn = (cluster: string, text: string): Prerequisite => ({ text, proof: { is: 'policy-enforcement', cluster } });

/** The same, where the system does not say how one is installed. */
export const plugInUnlessInstalled = (cluster: ResolvedCluster, text: string): readonly Prerequisite[] =>
  installsPlugIn(cluster) ? [] : [plugIn(cluster.name, text)];
