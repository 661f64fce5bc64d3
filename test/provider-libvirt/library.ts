/** The bindings upon cdktf, or upon its community continuation under the name of cdktf as an npm alias would give it. */
export function load(library: 'cdktf' | 'cdktn'): { cdktf: typeof import('cdktf'); bindings: typeof import('@cdktf/provider-libvirt') } {
  jest.resetModules();
  if (library === 'cdktn') jest.doMock('cdktf', () => jest.requireActual('cdktn'));
  else jest.dontMock('cdktf');
  return { cdktf: require('cdktf'), bindings: require('@cdktf/provider-libvirt') };
}

export const LIBRARIES = ['cdktf', 'cdktn'] as const;

/** Terraform JSON as far as the tests look at it. */
export interface TerraformJson {
  readonly resource: { readonly [type: string]: { readonly [id: string]: Readonly<Record<string, unknown>> } };
  readonly [section: string]: unknown;
}
