import { answered } from '../values/answered';
import type { AddOnName, ResolvedAddOn, ResolvedInstallation } from './add-on';
import type { ResolvedCluster } from './kubernetes';

type WithAddOns = Pick<ResolvedCluster, 'addOns'>;

/** An add-on of a cluster, if it is declared. */
export const addOnOf = ({ addOns = [] }: WithAddOns, name: AddOnName): ResolvedAddOn | undefined =>
  addOns.find((addOn) => addOn.name === name);

/** What a cluster is declared to have that the system says how to install, in the order of installation. */
export const installedAddOns = ({ addOns = [] }: Pick<ResolvedCluster, 'addOns'>): readonly ResolvedAddOn[] =>
  addOns.filter(({ existing }) => !existing);

/** Whether the system says how an add-on is installed: what it has to know of the system stands in its values. */
export const isInstalled = (cluster: WithAddOns, name: AddOnName): boolean => addOnOf(cluster, name)?.existing === false;

/** The network plug-in that a cluster is declared to have. */
export const plugInOf = ({ addOns = [] }: WithAddOns): ResolvedAddOn | undefined => addOns.find(({ plugIn }) => plugIn);

/** Whether the system says how the network plug-in is installed. */
export const installsPlugIn = (cluster: WithAddOns): boolean => plugInOf(cluster)?.existing === false;

/** What is asked of every step of an installation: one answer for each kind of it. */
export const byStep = answered<ResolvedInstallation, 'by'>('by');
