import type { Report } from '../problem';
import * as problems from '../problems';
import { annotationDefect, annotationsDefect, labelDefect } from '../values';

type Texts = Readonly<Record<string, string>>;

/** Keys that are not users' to give to namespaces and pods, and why. */
const RESERVED: readonly { readonly key: RegExp; readonly whose: string }[] = [
  {
    key: /^app\.kubernetes\.io\/(name|part-of|managed-by)$|^isthmus\/|^kubernetes\.io\/metadata\.name$/,
    whose: 'it is set by this library',
  },
  { key: /^pod-security\.kubernetes\.io\//, whose: '`podSecurity` is for it' },
  { key: /^istio-injection$|(^|\.)(istio\.io|linkerd\.io)\//, whose: 'it steers what a mesh does, which `mesh` is for' },
  { key: /(^|\.)(cncf\.io|multus-cni\.io|cilium\.io|projectcalico\.org|ovn\.org)\//, whose: 'it may lead traffic past the policies' },
  {
    key: /^(pod-template-hash|pod-template-generation|controller-revision-hash|controller-uid|job-name)$|^(statefulset|batch|apps)\.kubernetes\.io\//,
    whose: 'controllers of Kubernetes tell pods by it',
  },
  { key: /^ingress\.kubernetes\.io\/|(^|\.)konghq\.com\//, whose: 'gateways read it, which `ApiGateway` is for' },
  { key: /^metallb\.(io|universe\.tf)\//, whose: 'addresses are planned by this library' },
  { key: /(^|\.)security\.(alpha|beta)\.kubernetes\.io\//, whose: '`hardening` is for it' },
];

const reservation = (key: string): string | undefined => RESERVED.find((each) => each.key.test(key))?.whose;

/** Labels that users add to an object of this library. */
export function checkLabels(path: string, prop: string, labels: Texts, report: Report): void {
  for (const [key, value] of Object.entries(labels)) {
    const defect = labelDefect(key, value);
    const whose = reservation(key);
    if (whose !== undefined) report(problems.reservedKey(path, prop, key, whose));
    else if (defect) report(problems.invalidMetadata(path, prop, 'label', key, defect));
  }
}

/** Annotations that users add to an object of this library. */
export function checkAnnotations(path: string, prop: string, annotations: Texts, report: Report): void {
  for (const key of Object.keys(annotations)) {
    const defect = annotationDefect(key);
    const whose = reservation(key);
    if (whose !== undefined) report(problems.reservedKey(path, prop, key, whose));
    else if (defect) report(problems.invalidMetadata(path, prop, 'annotation', key, defect));
  }
  const defect = annotationsDefect(annotations);
  if (defect) report(problems.tooManyAnnotations(path, prop, defect));
}
