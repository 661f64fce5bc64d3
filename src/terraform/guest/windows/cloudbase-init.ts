import type { ResolvedMachine, ResolvedWindowsSetup } from '../../../model/resolved';
import { toldNetwork } from '../network';
import { renderTemplate } from '../template';
import { setUpProgram, type TwoParts } from './setup';

/** The documents of cloudbase-init's NoCloud service (cloudbaseinit/metadata/services/nocloudservice.py), as Terraform strings. */
export interface CloudbaseInit {
  readonly metaData: string;
  readonly networkConfig: string;
  readonly userData: TwoParts;
}

/** No line of a document begins with it but those of the message itself: steps are indented, and texts are literals within lines. */
const BOUNDARY = '==isthmus==';

const part = (type: string): readonly string[] => [
  `--${BOUNDARY}`,
  `Content-Type: ${type}; charset="us-ascii"`,
  'Content-Transfer-Encoding: 7bit',
  '',
];

/**
 * A message of parts (RFC 2046): what cloudbase-init does itself, and the program. One that ends with 1003 is run again after a restart
 * (its documentation, "File execution").
 */
export function renderCloudbaseInit(machine: ResolvedMachine, setup: ResolvedWindowsSetup): CloudbaseInit {
  const { own, common } = setUpProgram(machine, setup, {
    head: ['#ps1_sysnative'],
    functions: ['function Restart-Setup { exit 1003 }', 'function Complete-Setup { }'],
  });
  const head = ['MIME-Version: 1.0', `Content-Type: multipart/mixed; boundary="${BOUNDARY}"`, ''];
  const config = setup.timeZone ? [...part('text/cloud-config'), cloudConfig(setup.timeZone.iana)] : [];
  return {
    metaData: renderTemplate({ 'instance-id': machine.objectName, 'local-hostname': setup.computerName }),
    // Of an image that has its addresses there is nothing to say: cloudbase-init takes no notice of an empty document.
    networkConfig: renderTemplate(toldNetwork(machine) ?? {}),
    userData: { own: [...head, ...config, ...part('text/x-shellscript'), own].join('\n'), common: `${common}--${BOUNDARY}--\n` },
  };
}

const cloudConfig = (zone: string): string => `#cloud-config\n${renderTemplate({ set_timezone: zone })}`;
