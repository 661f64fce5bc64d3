import type { GuestFile, GuestPart } from '../part';
import { renderWith, type Template, TerraformExpression } from '../template';

/** The version of Ignition's specification that both systems read. */
const VERSION = '3.4.0';

/** A unit of systemd, as Ignition has it. */
export interface IgnitionUnit {
  readonly name: string;
  readonly enabled?: boolean;
  readonly mask?: boolean;
  readonly contents?: string;
}

/** An account, as Ignition has it. */
export interface IgnitionUser {
  readonly name: string;
  readonly sshAuthorizedKeys: readonly string[];
  readonly shell?: string;
}

/** What one subject adds to the first start of a guest. */
export interface IgnitionPart extends Pick<GuestPart, 'files' | 'steps'> {
  readonly links?: readonly { readonly path: string; readonly target: string }[];
  readonly units?: readonly IgnitionUnit[];
  readonly users?: readonly IgnitionUser[];
}

/** Ignition's configuration of a guest, as a Terraform string in two parts, of which the second is the same text for all machines that differ in nothing but names, addresses and secrets. */
export interface Ignition {
  readonly own: string;
  readonly common: string;
}

/** All parts as one, in their order. */
export const joinIgnition = (parts: readonly IgnitionPart[]): Required<IgnitionPart> => ({
  files: parts.flatMap((part) => part.files ?? []),
  steps: parts.flatMap((part) => part.steps ?? []),
  links: parts.flatMap((part) => part.links ?? []),
  units: parts.flatMap((part) => part.units ?? []),
  users: parts.flatMap((part) => part.users ?? []),
});

const json = (template: Template): string => renderWith(template, JSON.stringify, (expression) => `data:;base64,\${${expression}}`);

export function ignitionText({ files, links, units, users }: Required<IgnitionPart>): Ignition {
  const own = files.filter(({ individual }) => individual);
  const rest = files.filter(({ individual }) => !individual);
  const after = {
    ignition: { version: VERSION },
    passwd: users.length === 0 ? undefined : { users: users.map(asTemplate) },
    systemd: { units: units.map(asTemplate) },
  };
  const tail = links.length === 0 ? '' : `,"links":${json(links.map((link) => ({ ...link, overwrite: true })))}`;
  return {
    own: `{"storage":{"files":[${own.map((file) => json(ignitionFile(file))).join(',')}`,
    common: `${rest.map((file) => `,${json(ignitionFile(file))}`).join('')}]${tail}},${json(after).slice(1)}`,
  };
}

const asTemplate = (each: IgnitionUnit | IgnitionUser): Template => ({ ...each });

function ignitionFile({ path, content, mode, isBase64 = false, owner = 'root:root' }: GuestFile): Template {
  const [user = 'root', group = user] = owner.split(':');
  return {
    path,
    mode: Number.parseInt(mode, 8),
    // The image may have one of that name.
    overwrite: true,
    ...(user !== 'root' && { user: { name: user } }),
    ...(group !== 'root' && { group: { name: group } }),
    contents: { source: sourceOf(content, isBase64) },
  };
}

/** RFC 2397. */
function sourceOf(content: GuestFile['content'], isBase64: boolean): Template {
  if (content instanceof TerraformExpression) return content;
  return isBase64 ? `data:;base64,${content}` : `data:,${encodeURIComponent(Buffer.from(content).toString())}`;
}
