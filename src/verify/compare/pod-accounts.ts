import { unlike } from '../kubernetes/unlike';
import type { Difference } from './difference';
import type { Model } from './model';

/** Accounts that the system makes for its pods: clouds give them rights by annotations. */
export const podAccountDifferences = (model: Model): readonly Difference[] =>
  model.system.workloads.flatMap(({ cluster, namespace, pods }): readonly Difference[] => {
    const found = model.cluster(cluster);
    if (!found || !pods.ownAccount) return [];
    const about = `${namespace}/${pods.serviceAccount}`;
    const account = found.accounts.find((each) => each.namespace === namespace && each.name === pods.serviceAccount);
    if (!account) return [{ kind: 'missing', about, text: `the ServiceAccount ${about} is not there: no pod is made without it` }];
    const givesTokens = pods.access.length > 0 || pods.waivers.some(({ rule }) => rule === 'no-service-account-token');
    const wanted = { annotations: pods.accountAnnotations ?? {}, givesTokens };
    return unlike(wanted, { annotations: account.annotations, givesTokens: account.givesTokens }).map(
      ({ at, wanted: was, found: is }): Difference => ({
        kind: is === undefined ? 'missing' : 'too-wide',
        about,
        text: `the ServiceAccount ${about} has ${at} ${is ?? 'not'}${was === undefined ? '' : `, not ${was}`}`,
      }),
    );
  });
