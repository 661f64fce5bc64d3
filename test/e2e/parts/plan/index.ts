export { planOfClusters } from './clusters';
export { planOfHosts } from './hosts';
