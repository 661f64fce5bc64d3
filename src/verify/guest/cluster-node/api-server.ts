import type { FirstBoot } from '../first-boot';

/** What is open by what an API server reads besides, in words. @param folder where that lies */
export function besides({ files }: FirstBoot, folder: string): readonly string[] {
  const [admission = '', audit = ''] = ['admission', 'audit-policy'].map((name) => files.get(`${folder}${name}.yaml`));
  return [
    ...(/^ +enforce: "?baseline"?$/m.test(admission) ? [] : ['pods are held to nothing where namespaces say nothing']),
    ...(/^ +- level: "?Metadata"?$/m.test(audit) ? [] : ['nobody writes down who did what']),
  ];
}
