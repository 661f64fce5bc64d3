import type { ResolvedPodTemplate } from '../../resolved';
import { needOfVariable } from './env-sources';
import { HOLDERS, type Need } from './key-holders';

/** What must be there before pods can start, and is not rendered with them. */
export const needsOf = ({ containers }: ResolvedPodTemplate): readonly Need[] =>
  containers.flatMap(({ env, envFrom }) => [
    ...envFrom.flatMap(({ from, name, optional }) => (optional ? [] : [{ kind: HOLDERS[from], name }])),
    ...env.flatMap((variable) => needOfVariable(variable) ?? []),
  ]);
