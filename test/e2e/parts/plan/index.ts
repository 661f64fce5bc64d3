export { planOfClusters } from './clusters';
export { planOfHosts } from './hosts';
export { planOfNodes } from './nodes';
export { planTimes } from './times';
