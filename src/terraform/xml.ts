/**
 * Makes plain text safe inside a Terraform string: `${` and `%{` begin expressions there.
 * Escape first, mix in references afterwards. (cdktf's `Fn.rawString` leaves `%{` and doubles backslashes.)
 */
export function escapeTemplate(text: string): string {
  return text.replace(/[$%]\{/g, (opening) => opening[0] + opening);
}

/**
 * Makes text safe inside an XML attribute in single quotes. Everything outside printable ASCII becomes a character
 * reference, so that the length in characters is the length in bytes.
 */
export function escapeXml(text: string): string {
  return text.replace(/[&<>'"]|[^ -~]/gu, (character) => `&#${character.codePointAt(0)};`);
}
