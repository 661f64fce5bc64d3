'use strict';
Object.defineProperty(exports, '__esModule', { value: true });
exports.backendsDiffer =
  exports.guestNotConfigurable =
  exports.noSoftwareSource =
  exports.invalidBackup =
  exports.engineUnavailable =
  exports.addressingImpossible =
  exports.invalidImage =
  exports.imageWithoutIdentity =
  exports.portClash =
  exports.invalidPort =
  exports.invalidAmount =
  exports.foreignConstruct =
  exports.missing =
  exports.derivedNameClash =
  exports.nameClash =
  exports.invalidDomain =
  exports.invalidName =
    void 0;
const invalidName = (path, name) => ({
  code: 'INVALID_NAME',
  path,
  message: `"${name}" is not an RFC 1035 label.`,
  fix: 'Use 1 to 63 lower-case letters, digits and hyphens, starting with a letter and not ending with a hyphen.',
});
exports.invalidName = invalidName;
const invalidDomain = (path, domain) => ({
  code: 'INVALID_DOMAIN',
  path,
  message: `"${domain}" is not a DNS domain.`,
  fix: 'Use RFC 1035 labels with dots between them, such as shop.internal.',
});
exports.invalidDomain = invalidDomain;
const nameClash = (path, name, otherPath) => ({
  code: 'NAME_CLASH',
  path,
  message: `The name "${name}" is used by ${otherPath} too.`,
  fix: 'Give one of them another id, or a `name` of its own.',
});
exports.nameClash = nameClash;
const derivedNameClash = (path, what, name, otherPath) => ({
  code: 'DERIVED_NAME_CLASH',
  path,
  message: `The ${what} "${name}" that follows from this name is the one of ${otherPath} too.`,
  fix: 'Rename one of them.',
});
exports.derivedNameClash = derivedNameClash;
const missing = (path, prop) => ({
  code: 'MISSING_VALUE',
  path,
  message: `"${prop}" is missing.`,
  fix: `Give "${prop}" a value.`,
});
exports.missing = missing;
const foreignConstruct = (path, prop, otherPath) => ({
  code: 'FOREIGN_CONSTRUCT',
  path,
  message: `"${prop}" is ${otherPath}, which belongs to another system.`,
  fix: 'Use constructs of this system only.',
});
exports.foreignConstruct = foreignConstruct;
const invalidAmount = (path, prop, reason) => ({
  code: 'INVALID_AMOUNT',
  path,
  message: `${prop}: ${reason}.`,
  fix: 'Write a whole amount greater than 0.',
});
exports.invalidAmount = invalidAmount;
const invalidPort = (path, reason) => ({
  code: 'INVALID_PORT',
  path,
  message: `${reason}.`,
  fix: 'Correct the port.',
});
exports.invalidPort = invalidPort;
const portClash = (path, first, second) => ({
  code: 'PORT_CLASH',
  path,
  message: `${first} and ${second} are the same port or have the same name.`,
  fix: 'List every port once, each with a name of its own.',
});
exports.portClash = portClash;
const imageWithoutIdentity = (path, source) => ({
  code: 'IMAGE_WITHOUT_IDENTITY',
  path,
  message: `Nothing tells the image ${source} from its next version.`,
  fix: "State it: Image.file(path, { version: '…' }) or { sha256: '…' }.",
});
exports.imageWithoutIdentity = imageWithoutIdentity;
const invalidImage = (path, source, reason) => ({
  code: 'INVALID_IMAGE',
  path,
  message: `The image "${source}" ${reason}.`,
  fix: 'Give an absolute path, or an http or https URL; the version may hold letters, digits, dots, hyphens and underscores.',
});
exports.invalidImage = invalidImage;
const addressingImpossible = (path, how, reason) => ({
  code: 'ADDRESSING_IMPOSSIBLE',
  path,
  message: `The machine cannot get its address by ${how}: ${reason}.`,
  fix: 'Set `addressedBy` to a way that works for this guest and subnet (AddressedBy.IMAGE: the image has the address configured).',
});
exports.addressingImpossible = addressingImpossible;
const engineUnavailable = (path, engine, os, known) => ({
  code: 'ENGINE_UNAVAILABLE',
  path,
  message: `${os} does not carry ${engine}; it has: ${known.join(', ') || 'none that is known'}.`,
  fix: 'Choose a version from that list, another operating system, or an image that has the engine (preinstalled: true).',
});
exports.engineUnavailable = engineUnavailable;
const invalidBackup = (path, reason) => ({
  code: 'INVALID_BACKUP',
  path,
  message: `backup: ${reason}.`,
  fix: "Write { daily: '02:00', keep: 14 }: a time of day in UTC and a number of dumps from 1.",
});
exports.invalidBackup = invalidBackup;
const noSoftwareSource = (path, what, reason) => ({
  code: 'NO_SOFTWARE_SOURCE',
  path,
  message: `The machine installs ${what}, but ${reason}.`,
  fix: "Declare the source in the system's `provisioning` and a subnet from which it can be reached, or state that the image has the software (preinstalled: true).",
});
exports.noSoftwareSource = noSoftwareSource;
const guestNotConfigurable = (path, what, os) => ({
  code: 'GUEST_NOT_CONFIGURABLE',
  path,
  message: `${what} is set up by cloud-init, which ${os} does not have.`,
  fix: 'Choose a Linux guest, or describe the machine as a LegacyVm whose image brings everything.',
});
exports.guestNotConfigurable = guestNotConfigurable;
const backendsDiffer = (path, first, second) => ({
  code: 'BACKENDS_DIFFER',
  path,
  message: `The backends listen on different ports: ${first}; ${second}.`,
  fix: 'Use one load balancer for each set of ports.',
});
exports.backendsDiffer = backendsDiffer;
