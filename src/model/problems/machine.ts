import { onOneLine } from '../printable';
import type { Problem } from '../problem';
import type { ForeignCharacter } from '../shape';
import { sentence, valueInWords } from './words';

export const invalidName = (path: string, name: string): Problem => ({
  code: 'INVALID_NAME',
  path,
  message: `"${name}" is not an RFC 1035 label.`,
  fix: 'Use 1 to 63 lower-case letters, digits and hyphens, starting with a letter and not ending with a hyphen.',
});

export const invalidDomain = (path: string, domain: string): Problem => ({
  code: 'INVALID_DOMAIN',
  path,
  message: `"${domain}" is no domain that hosts can be found by.`,
  fix: 'Use RFC 1035 labels with dots between them, of which the last is no number, such as shop.internal.',
});

export const nameTooLong = (path: string, what: string, name: string, most: number, shorten: string): Problem => ({
  code: 'NAME_TOO_LONG',
  path,
  message: `Its ${what} "${name}" has ${name.length} characters, and ${most} is the most there can be.`,
  fix: `Shorten ${shorten}.`,
});

export const customValidation = (path: string, message: string): Problem => ({
  code: 'VALIDATION',
  path,
  message: onOneLine(message),
  fix: 'See the message: it comes from a validation that your program added.',
});

export const nameClash = (path: string, name: string, otherPath: string): Problem => ({
  code: 'NAME_CLASH',
  path,
  message: `The name "${name}" is used by ${otherPath} too.`,
  fix: 'Give one of them another id, or a `name` of its own.',
});

export const derivedNameClash = (path: string, what: string, name: string, otherPath: string): Problem => ({
  code: 'DERIVED_NAME_CLASH',
  path,
  message: `The ${what} "${name}" that follows from this name is the one of ${otherPath} too.`,
  fix: 'Rename one of them.',
});

export const derivedNameHeld = (path: string, what: string, name: string, holder: string, release: string | undefined): Problem => ({
  code: 'DERIVED_NAME_HELD',
  path,
  message: `The ${what} "${name}" that follows from this name is that of ${holder}, which has left the system: what it holds would be taken for the new one's.`,
  fix: `Give it another name${release === undefined ? '' : `; or, once the removal is applied and what was kept is renamed or gone, \`npx isthmus lock release ${release}\``}.`,
});

export const missing = (path: string, prop: string): Problem => ({
  code: 'MISSING_VALUE',
  path,
  message: `"${prop}" is missing.`,
  fix: `Give "${prop}" a value.`,
});

export const invalidValue = (path: string, prop: string, value: unknown, expected: string): Problem => ({
  code: 'INVALID_VALUE',
  path,
  message: `"${prop}" is ${valueInWords(value)}, which is not ${expected}.`,
  fix: `Give "${prop}" ${expected}.`,
});

/** The text itself is not repeated: it may be a secret, and terminals obey control characters. */
export const foreignCharacter = (path: string, prop: string, { name, rule, position }: ForeignCharacter): Problem => ({
  code: 'FOREIGN_CHARACTER',
  path,
  message: `"${prop}" has the character ${name} at position ${position}.`,
  fix: `Remove it. ${rule}`,
});

export const secretGiven = (path: string, prop: string, what: string, fix: string): Problem => ({
  code: 'SECRET_GIVEN',
  path,
  message: `"${prop}" holds ${what}, which would stand in the outputs. It is not repeated here.`,
  fix,
});

export const unknownProp = (path: string, prop: string, near: string | undefined, known: readonly string[]): Problem => ({
  code: 'UNKNOWN_PROP',
  path,
  message: `"${prop}" is no prop that is known, so it has no effect.`,
  fix: near === undefined ? `Remove it. There are: ${[...known].sort().join(', ')}.` : `Did you mean "${near}"? Else remove it.`,
});

export const circularReference = (path: string, prop: string, otherPath: string): Problem => ({
  code: 'CIRCULAR_REFERENCE',
  path,
  message: `"${prop}" is ${otherPath}, which leads back to it.`,
  fix: 'Break the circle.',
});

export const foreignConstruct = (path: string, prop: string, otherPath: string): Problem => ({
  code: 'FOREIGN_CONSTRUCT',
  path,
  message: `"${prop}" is ${otherPath}, which belongs to another system.`,
  fix: 'Use constructs of this system only.',
});

export const invalidAmount = (path: string, prop: string, reason: string): Problem => ({
  code: 'INVALID_AMOUNT',
  path,
  message: sentence(`${prop}: ${reason}`),
  fix: 'Write a whole amount greater than 0.',
});

export const invalidDiskId = (path: string, id: string): Problem => ({
  code: 'INVALID_DISK_ID',
  path,
  message: `"${id}" is no disk id.`,
  fix: 'Use 1 to 15 lower-case letters, digits and hyphens, starting with a letter and not ending with a hyphen.',
});

export const invalidPort = (path: string, reason: string): Problem => ({
  code: 'INVALID_PORT',
  path,
  message: `${reason}.`,
  fix: 'Correct the port.',
});

export const portClash = (path: string, first: string, second: string): Problem => ({
  code: 'PORT_CLASH',
  path,
  message: `${first} and ${second} are the same port or have the same name.`,
  fix: 'List every port once, each with a name of its own.',
});

export const imageWithoutIdentity = (path: string, source: string): Problem => ({
  code: 'IMAGE_WITHOUT_IDENTITY',
  path,
  message: `Nothing tells the image ${source} from its next version.`,
  fix: "State it: Image.file(path, { version: '…' }) or { sha256: '…' }.",
});

export const invalidImage = (path: string, source: string, reason: string): Problem => ({
  code: 'INVALID_IMAGE',
  path,
  message: `The image "${source}" ${reason}.`,
  fix: 'Give an absolute path, or an http or https URL; the version may hold letters, digits, dots, hyphens and underscores.',
});

export const imageClash = (path: string, source: string, volume: string, otherSource: string, otherPath: string): Problem => ({
  code: 'IMAGE_CLASH',
  path,
  message: `The images ${source} and ${otherSource} (${otherPath}) would both be the volume "${volume}" of one pool.`,
  fix: 'Give one of them another file name or version.',
});

export const impossibleHardware = (path: string, os: string, what: string): Problem => ({
  code: 'IMPOSSIBLE_HARDWARE',
  path,
  message: `libvirt cannot make the virtual hardware of ${os}: ${what}.`,
  fix: 'Give `withHardware` properties that go together, or leave out the one that you do not need.',
});

export const tooManyDisks = (path: string, disks: number, bus: string, places: number): Problem => ({
  code: 'TOO_MANY_DISKS',
  path,
  message: `The machine has ${disks} disks with its root disk; its ${bus} controller takes ${places}.`,
  fix: "Use fewer, larger disks, or an image with drivers for virtio: os.withHardware({ diskBus: 'virtio' }).",
});

export const addressingImpossible = (path: string, how: string, reason: string): Problem => ({
  code: 'ADDRESSING_IMPOSSIBLE',
  path,
  message: `The machine cannot get its address by ${how}: ${reason}.`,
  fix: 'Set `addressedBy` to a way that works for this guest and subnet (AddressedBy.IMAGE: the image has the address configured).',
});

export const noSoftwareSource = (path: string, what: string, reason: string): Problem => ({
  code: 'NO_SOFTWARE_SOURCE',
  path,
  message: `The machine installs ${what}, but ${reason}.`,
  fix: "Declare the source in the system's `provisioning` and a subnet from which it can be reached, or state that the image has the software (preinstalled: true).",
});

export const guestNotConfigurable = (path: string, what: string, os: string): Problem => ({
  code: 'GUEST_NOT_CONFIGURABLE',
  path,
  message: `${what} is set up by cloud-init, which ${os} does not have.`,
  fix: 'Choose a Linux guest, or describe the machine as a LegacyVm whose image brings everything.',
});

export const imageBasedGuest = (path: string, what: string, os: string): Problem => ({
  code: 'IMAGE_BASED_GUEST',
  path,
  message: `${what} is made of packages that are installed when it is first started, and nothing is installed on ${os}, which comes as a whole image.`,
  fix: 'Choose a Linux with packages, such as GuestOs.debian13(), or run its software in a container on a VirtualMachine.',
});

/** @param why as the end of a sentence */
export const notSetUpOn = (path: string, what: string, os: string, why: string): Problem => ({
  code: 'NOT_SET_UP_ON_SYSTEM',
  path,
  message: `${what} is not set up on ${os}: ${why}.`,
  fix: 'Choose another operating system for it, such as GuestOs.debian13() or GuestOs.rocky9(); or set it up by yourself on a VirtualMachine (`firstBoot`).',
});

export const protocolLacking = (path: string, os: string, port: string): Problem => ({
  code: 'PROTOCOL_LACKING',
  path,
  message: `It listens on ${port}, and ${os} has no such protocol.`,
  fix: 'Leave it out of `listens`, or choose a Linux guest.',
});

export const backendsDiffer = (path: string, first: string, second: string): Problem => ({
  code: 'BACKENDS_DIFFER',
  path,
  message: `The backends listen on different ports: ${first}; ${second}.`,
  fix: 'Use one load balancer for each set of ports.',
});

export const filterTooLarge = (machine: string, rules: number, most: number): Problem => ({
  code: 'FILTER_TOO_LARGE',
  path: machine,
  message: `Its flows need ${rules} packet rules, more than the ${most} that libvirt applies in reasonable time.`,
  fix: 'Allow whole subnets or wider External blocks instead of many single ones.',
});

export const cloudInitTooLarge = (machine: string, document: string, bytes: number, most: number): Problem => ({
  code: 'CLOUD_INIT_TOO_LARGE',
  path: machine,
  message: `The ${document} that sets it up has ${bytes} bytes, more than the ${most} that can be handed over.`,
  fix: 'Give it less to know: fewer and smaller `firstBoot.files` (large ones are fetched, or in the image), fewer `sshAuthorizedKeys`, a shorter `initialSql`, fewer backends of one load balancer, fewer and wider networks.',
});
