/**
 * Why the time zone database (IANA) has no zone of such a name, in words; undefined when it has. Clusters look names up as they are
 * written; here capitals do not matter, so that they are compared.
 */
export function timeZoneDefect(name: string): string | undefined {
  // Offsets such as +01:00 are zones to JavaScript, and to nobody else.
  if (!/^[A-Za-z]/.test(name) || name === 'Local') return 'it is no name of a zone';
  const known = knownZone(name);
  if (known === undefined) return 'the time zone database has none of that name';
  return known !== name && known.toLowerCase() === name.toLowerCase() ? `it is written ${known}` : undefined;
}

function knownZone(name: string): string | undefined {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}
