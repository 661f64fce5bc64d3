/** Models of processors that lack a feature (libvirt 9.0, src/cpu_map: each model with those that it builds on). */
const WITHOUT: Readonly<Record<string, readonly string[]>> = {
  avx: [
    ...[
      '486',
      'athlon',
      'Conroe',
      'core2duo',
      'coreduo',
      'cpu64-rhel5',
      'cpu64-rhel6',
      'kvm32',
      'kvm64',
      'n270',
      'Nehalem',
      'Nehalem-IBRS',
    ],
    ...['Opteron_G1', 'Opteron_G2', 'Opteron_G3', 'Penryn', 'pentium', 'pentium2', 'pentium3', 'pentiumpro', 'phenom', 'qemu32', 'qemu64'],
    ...['Snowridge', 'Westmere', 'Westmere-IBRS'],
  ],
};

/** Whether a model of libvirt's is known to lack a feature. */
export const modelLacks = (model: string, feature: string): boolean => (WITHOUT[feature] ?? []).includes(model);
