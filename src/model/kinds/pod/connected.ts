import type { Shape } from '../../shape';
import type { Connected } from '../../workload/env-source';

/** What a text is made of where it is of a connection. A text in the place of a reference to a Secret is not repeated. */
export const CONNECTED: Shape = (connected, _where, visit) => {
  const wrong = (connected as Connected<unknown> | undefined)?.end.wrong;
  if (!wrong) return;
  const { what, expected, value } = wrong;
  if (what.includes('{ password }') && typeof value === 'string') visit.secret(what, 'value');
  else visit.defect(what, expected, value);
};
