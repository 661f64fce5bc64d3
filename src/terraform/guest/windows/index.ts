export { renderUnattended, UNATTEND_LABEL, type Unattended } from './answer-file';
export { type CloudbaseInit, renderCloudbaseInit } from './cloudbase-init';
export type { TwoParts } from './setup';
