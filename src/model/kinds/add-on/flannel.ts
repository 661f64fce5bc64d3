import type { AddOnProfile } from './profile';

/** flannel, which carries packets and judges none (flannel-io/flannel, README: "it does not … network policy"). */
export const FLANNEL: AddOnProfile = {
  title: 'flannel',
  isPlugIn: true,
  stage: 10,
  enforces: false,
  oldest: () => ({ version: '0', because: 'is known' }),
  installable: undefined,
  read: '0.27.0',
  source: () => 'https://flannel-io.github.io/flannel',
  prefixed: true,
  byChart: false,
  joinsMesh: false,
  registries: [],
  needs: [],
  refuses: () => [],
  namespace: () => undefined,
  privileged: true,
  parts: () => [],
  ready: () => [],
  marks: () => [],
};
