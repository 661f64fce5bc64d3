export { planOfClusters } from './clusters';
export { planOfHosts } from './hosts';
export { planTimes } from './times';
