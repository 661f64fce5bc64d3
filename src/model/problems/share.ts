import type { Problem } from '../problem';

/** What can be wrong with what servers of network file systems export to pods. */

export const invalidShare = (path: string, message: string): Problem => ({
  code: 'INVALID_SHARE',
  path,
  message: `${message}.`,
  fix: 'Write the absolute path that its /etc/exports names, such as /srv/pictures, without blanks and colons.',
});

export const serverNotListening = (path: string, place: string, server: string, port: string): Problem => ({
  code: 'INVALID_SHARE',
  path,
  message: `${place}: ${server} does not listen on ${port}, where nodes would mount what it exports.`,
  fix: `Add Port.tcp(2049, 'nfs') to what it listens on.`,
});

export const serverWithoutAddress = (path: string, place: string, server: string): Problem => ({
  code: 'INVALID_SHARE',
  path,
  message: `${place}: the External "${server}" is not one address, by which nodes would mount what it exports.`,
  fix: "Name the server's own: External.address('192.0.2.10', { name: '…' }).",
});

export const shareTwice = (path: string, id: string): Problem => ({
  code: 'INVALID_SHARE',
  path,
  message: `Two of its volumes are called "${id}".`,
  fix: 'Call one of them otherwise; what containers share is one Volume that each is given.',
});
