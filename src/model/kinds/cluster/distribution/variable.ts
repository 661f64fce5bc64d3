import type { Prerequisite } from '../../../resolved';

/** Of a variable that Terraform asks for. */
export const variable = (name: string, what: string): Prerequisite => ({
  text: `Terraform variable ${name}: ${what}`,
  proof: { is: 'variable', name },
});

/** Of a network plug-in that the reader installs. @param when in words */
export const plugIn = (cluster: string, text: string): Prerequisite => ({ text, proof: { is: 'policy-enforcement', cluster } });
