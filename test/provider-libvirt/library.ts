import type { App } from 'cdktf';

/** The bindings upon cdktf, or upon its community continuation under the name of cdktf as an npm alias would give it. */
export function load(library: 'cdktf' | 'cdktn'): Loaded {
  jest.resetModules();
  if (library === 'cdktn') jest.doMock('cdktf', () => jest.requireActual('cdktn'));
  else jest.dontMock('cdktf');
  const cdktf: Loaded['cdktf'] = require('cdktf');
  // Left to itself it makes a temporary folder, which nobody takes away.
  const app = (): App => cdktf.Testing.app({ outdir: 'cdktf.out' });
  return { cdktf, bindings: require('@cdktf/provider-libvirt'), app };
}

interface Loaded {
  readonly cdktf: typeof import('cdktf');
  readonly bindings: typeof import('@cdktf/provider-libvirt');
  /** A new one for tests. */
  readonly app: () => App;
}

export const LIBRARIES = ['cdktf', 'cdktn'] as const;

/** Terraform JSON as far as the tests look at it. */
export interface TerraformJson {
  readonly resource: { readonly [type: string]: { readonly [id: string]: Readonly<Record<string, unknown>> } };
  readonly [section: string]: unknown;
}
