const SPECIAL = /[&<>'"]|[^ -~]/u;

/**
 * Makes text safe inside an XML attribute in single quotes. Everything outside printable ASCII becomes a character
 * reference, so that the length in characters is the length in bytes.
 */
export function escapeXml(text: string): string {
  return SPECIAL.test(text) ? text.replace(/[&<>'"]|[^ -~]/gu, (character) => `&#${character.codePointAt(0)};`) : text;
}
