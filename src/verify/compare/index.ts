import type { ResolvedSystem } from '../../model/resolved';
import { NotUnderstoodError } from '../errors';
import type { World } from '../world/world';
import { accessDifferences } from './access';
import { backupDifferences } from './backups';
import { besideDifferences } from './beside';
import { cardDifferences } from './cards';
import { consentDifferences } from './consents';
import type { Difference } from './difference';
import { exporterDifferences } from './exporters';
import { firstBootDifferences } from './first-boot';
import { missingFlows } from './flows';
import { gatewayDifferences } from './gateways';
import { guestRouteDifferences } from './guest-routes';
import { guestDifferences } from './guests';
import { hostAccessDifferences } from './host-access';
import { hostRuleDifferences } from './host-rules';
import { lostPods } from './lost';
import { membershipDifferences } from './memberships';
import { meshDifferences } from './mesh';
import { migrationDifferences } from './migrations';
import { Model } from './model';
import { nameDifferences } from './names';
import { namespaceDifferences } from './namespaces';
import { networkDifferences } from './networks';
import { outsideDifferences } from './outside';
import { pairDifferences } from './pairs';
import { passingOnDifferences } from './passing-on';
import { podAccountDifferences } from './pod-accounts';
import { podDifferences } from './pods';
import { unfoundedClaims } from './points';
import { policyDifferences } from './policies';
import { poolDifferences } from './pools';
import { routeDifferences } from './routes';
import { scopeDifferences } from './scopes';
import { strangePods } from './strange-pods';
import { strangeRights } from './strange-rights';
import { strangeScalers } from './strange-scalers';
import { supplyDifferences } from './supplies';
import { textDifferences } from './texts';

export { addOnDifferences } from './add-ons';
export { adoptionDifferences } from './adoption';
export { clusterFacts } from './cluster-facts';
export { connectionDifferences } from './connections';
export type { Difference } from './difference';
export { hardwareDifferences } from './hardware';
export { storageDifferences } from './storage';
export { waitDifferences } from './waits';

const CHECKS: readonly ((model: Model) => readonly Difference[])[] = [
  cardDifferences,
  lostPods,
  guestDifferences,
  firstBootDifferences,
  backupDifferences,
  exporterDifferences,
  membershipDifferences,
  guestRouteDifferences,
  passingOnDifferences,
  pairDifferences,
  policyDifferences,
  meshDifferences,
  scopeDifferences,
  hostRuleDifferences,
  outsideDifferences,
  nameDifferences,
  routeDifferences,
  accessDifferences,
  podAccountDifferences,
  strangeRights,
  strangePods,
  strangeScalers,
  textDifferences,
  hostAccessDifferences,
  podDifferences,
  gatewayDifferences,
  migrationDifferences,
  consentDifferences,
  networkDifferences,
  poolDifferences,
  namespaceDifferences,
  supplyDifferences,
  besideDifferences,
  missingFlows,
  unfoundedClaims,
];

/**
 * Compares what outputs do with what the model says: every flow must be carried from end to end, for every port that its
 * sender may send from; and no network card, no NetworkPolicy and no proxy may let through more than the flows that pass it.
 * Where the model says that a place tells senders apart only coarsely, it may let through as much as these words mean.
 */
export function compare(system: ResolvedSystem, world: World): readonly Difference[] {
  const model = new Model(system, world);
  return CHECKS.flatMap((check) => {
    try {
      return check(model);
    } catch (error) {
      if (!(error instanceof NotUnderstoodError)) throw error;
      return [{ kind: 'unreadable', about: 'output', text: error.message }];
    }
  });
}
