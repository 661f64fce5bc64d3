export { comparePolicies, isUnchanged, type PolicyChanges } from './changes';
export { changesText } from './changes-text';
export { type Exposure, exposures } from './exposure';
export { type EnforcementMatrix, enforcementMatrix, type MatrixCell, type MatrixRow } from './matrix';
export { policyMarkdown } from './policy-markdown';
export { policyTable } from './policy-table';
export { type NamedAddress, type PolicySnapshot, policySnapshot } from './snapshot';
