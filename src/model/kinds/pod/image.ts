import type { Report } from '../../problem';
import * as problems from '../../problems';

/** Registry with an optional port, path in lower case, tag (the grammar of OCI image references). */
const REFERENCE =
  /^([A-Za-z0-9][A-Za-z0-9.-]*(:\d+)?\/)?[a-z0-9]+((\.|_{1,2}|-+)[a-z0-9]+)*(\/[a-z0-9]+((\.|_{1,2}|-+)[a-z0-9]+)*)*(:\w[\w.-]{0,127})?$/;

export function checkImage(path: string, image: string, report: Report): void {
  const why = floating(image);
  if (!REFERENCE.test(image.replace(/@[^@]*$/, ''))) report(problems.invalidImageReference(path, image));
  else if (why) report(problems.floatingImageTag(path, image, why));
}

/** Why an image reference does not name one image for good. */
function floating(image: string): string | undefined {
  if (/@sha256:[0-9a-f]{64}$/.test(image)) return undefined;
  if (image.includes('@')) return 'has a digest that is not sha256 with 64 hexadecimal digits';
  const tag = /:([^:/]+)$/.exec(image)?.[1];
  if (tag === undefined) return 'has no tag';
  return tag === 'latest' ? 'is tagged "latest", which means another image every time' : undefined;
}
