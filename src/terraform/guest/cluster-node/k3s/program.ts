import { BINARY } from './places';

/** Shell text that defines `get <url> <sha256>`: nothing is put into the place of k3s that is not what was asked for. */
export const GET = `
get() {
  curl --fail --silent --show-error --location --retry 5 --output ${BINARY}.new "$1"
  echo "$2  ${BINARY}.new" | sha256sum --check --status || { rm -f ${BINARY}.new; fail "what $1 holds is not what was asked for: its SHA-256 is another"; }
  chmod 0755 ${BINARY}.new
  mv ${BINARY}.new ${BINARY}
}
`;

/** Shell text that prints the release that is there. */
export const RELEASE_HERE = "k3s --version | sed -n 's/^k3s version \\([^ ]*\\).*/\\1/p'";
