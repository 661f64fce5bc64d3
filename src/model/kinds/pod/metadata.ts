import type { Report } from '../../problem';
import * as problems from '../../problems';
import { labelDefect } from '../../values';

/** Labels and annotations of users' own, on pods and on what keeps them. */

/** Keys that are not users' to give: this library's, its meshes', and those by which network plug-ins and controllers tell pods. */
const RESERVED: readonly { readonly key: RegExp; readonly whose: string }[] = [
  { key: /^app\.kubernetes\.io\/(name|part-of|managed-by)$/, whose: 'this library tells its pods by it' },
  { key: /^isthmus\//, whose: 'this library writes it' },
  { key: /(^|\.)(istio\.io|linkerd\.io)\//, whose: 'it steers what a mesh does with the pods, which `mesh` is for' },
  {
    key: /(^|\.)(cncf\.io|multus-cni\.io|cilium\.io|projectcalico\.org|ovn\.org)\//,
    whose: 'it may lead traffic past the policies',
  },
  {
    key: /^(pod-template-hash|pod-template-generation|controller-revision-hash|controller-uid|job-name)$|^(statefulset|batch|apps)\.kubernetes\.io\//,
    whose: 'controllers of Kubernetes tell pods by it',
  },
  {
    key: /(^|\.)security\.(beta|alpha)\.kubernetes\.io\/|^(seccomp|container\.seccomp|container\.apparmor)\./,
    whose: '`hardening` is for it',
  },
];

const reservation = (key: string): string | undefined => RESERVED.find((each) => each.key.test(key))?.whose;

export function checkLabels(path: string, labels: Readonly<Record<string, string>>, report: Report): void {
  for (const [key, value] of Object.entries(labels)) {
    const defect = labelDefect(key, value);
    const whose = reservation(key);
    if (defect) report(problems.invalidMetadata(path, 'labels', key, defect));
    else if (whose) report(problems.reservedMetadata(path, 'labels', key, whose));
  }
}

/** Of all annotations of an object together (Kubernetes, `TotalAnnotationSizeLimitB`). */
const MOST_BYTES = 256 * 1024;

export function checkAnnotations(path: string, annotations: Readonly<Record<string, string>>, report: Report): void {
  for (const key of Object.keys(annotations)) {
    const defect = labelDefect(key, '');
    const whose = reservation(key);
    if (defect) report(problems.invalidMetadata(path, 'annotations', key, defect));
    else if (whose) report(problems.reservedMetadata(path, 'annotations', key, whose));
  }
  const bytes = Buffer.byteLength(Object.entries(annotations).flat().join(''));
  if (bytes > MOST_BYTES) report(problems.annotationsTooLong(path, bytes, MOST_BYTES));
}
