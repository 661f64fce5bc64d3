import type { ClaimedAddress } from '../../model/resolved';
import type { Asking } from '../asking';
import { holds, missing, type ProofOf, unknown, type Verdict } from '../verdict';

/** Who answers for addresses, as a host in the same network sees it. */

/** How many addresses are asked for at once. */
const TOGETHER = 64;

/**
 * Asks a bridge for addresses, as somebody who has none there himself (RFC 5227, "Probing an Address"). Where `arping` is missing or may not,
 * the host's own neighbour table tells, if the host stands in the subnet. Prints a line for each address: what it is, and what was said.
 */
function scriptFor(bridge: string, addresses: readonly string[]): string {
  const groups = addresses.flatMap((_, index) => (index % TOGETHER === 0 ? [addresses.slice(index, index + TOGETHER)] : []));
  return [
    'PATH=$PATH:/usr/sbin:/sbin',
    'ask() {',
    `  said=$(arping -D -c 2 -w 3 -I '${bridge}' "$1" 2>&1)`,
    '  case $said in *[Rr]eceived*) ;; *)',
    '    ping -c 1 -W 1 "$1" > /dev/null 2>&1',
    `    said="$said $(ip -4 neighbour show to "$1" dev '${bridge}' 2>&1)" ;;`,
    '  esac',
    '  echo "$1" $said',
    '}',
    `ip -4 -oneline address show | sed 's/^/own /'`,
    ...groups.flatMap((group) => [...group.map((address) => `ask ${address} &`), 'wait']),
  ].join('\n');
}

/** What was seen of an address: the MAC address that answers, `host` where the host itself has it, or nothing. */
type Seen = { readonly by?: string } | undefined;

const MAC = /(?<![0-9a-f:])(?:[0-9a-f]{2}:){5}[0-9a-f]{2}(?![0-9a-f:])/i;
/** As `arping` ends when it was answered by nobody, and as the kernel says that it has asked in vain. */
const NOBODY = /received 0 (response|reply|replies)|\b(FAILED|INCOMPLETE)\b/i;

function seenIn(text: string, address: string): Seen {
  const lines = text.split('\n');
  if (lines.some((line) => line.startsWith('own ') && line.includes(` ${address}/`))) return { by: HOST };
  const line = lines.find((each) => each.startsWith(`${address} `)) ?? '';
  const mac = MAC.exec(line)?.[0].toLowerCase();
  if (mac !== undefined) return { by: mac };
  return NOBODY.test(line) ? {} : undefined;
}

const HOST = 'the host itself';

export async function addresses({ host, bridge, addresses: claimed }: ProofOf<'addresses'>, asking: Asking): Promise<Verdict> {
  const nodes = claimed.flatMap((each) => each.nodes);
  const answer = await asking.shell(host, scriptFor(bridge, [...new Set([...claimed.map(({ address }) => address), ...nodes])]));
  const byHand = `Look by hand, on ${host}: \`arping -D -c 2 -I ${bridge} ${claimed[0]?.address}\`, and so on for each address.`;
  if (answer === undefined) return unknown(`the way to libvirt on ${host} is none to ask its networks`, byHand);
  const { ok, text } = answer;
  if (!ok) return unknown(text, byHand);
  const seen = new Map([...claimed.map(({ address }) => address), ...nodes].map((address) => [address, seenIn(text, address)]));
  const others = claimed.flatMap((each) => {
    const by = seen.get(each.address)?.by;
    return by === undefined || mayAnswer(each, by, seen) ? [] : [{ ...each, by }];
  });
  if (others.length > 0) {
    const found = others.map(({ name, address, by }) => `${by}${ownerOf(by, claimed)} has ${address} of ${name}, seen from ${host}`);
    return missing(found.join('; '), remedyFor(others));
  }
  const open = claimed.filter(({ address }) => seen.get(address) === undefined);
  if (open.length === 0) return holds(`nobody else answers for them on ${bridge} of ${host}`);
  return unknown(
    `${host} cannot ask for ${open.map(({ address }) => address).join(', ')} on ${bridge}: ${wordsOn(text, open[0])}`,
    `Install arping of iputils on ${host} (Debian and Ubuntu: iputils-arping), for whoever logs in there. ${byHand}`,
  );
}

function remedyFor(taken: readonly ClaimedAddress[]): string {
  const movable = taken.filter(({ ofServices }) => !ofServices);
  const kept = movable.map(({ address }) => `'${address}'`).join(', ');
  return [
    'Give that device another address.',
    ...(movable.length < taken.length
      ? ["The subnet's block `services` is for Services alone: nothing else may have an address out of it."]
      : []),
    ...(movable.length > 0
      ? [
          `If it is to stay, and ${movable.map(({ name }) => name).join(', ')} ${movable.length === 1 ? 'was' : 'were'} never applied: \`reserved: [${kept}]\` of the subnet, the lock of the last commit (\`git restore isthmus.lock.json\`), and \`npx isthmus synth\` plans another address.`,
        ]
      : []),
  ].join(' ');
}

/** Nodes that are no machines of the system announce addresses under MAC addresses that their own addresses tell. */
const mayAnswer = ({ macs, nodes }: ClaimedAddress, by: string, seen: ReadonlyMap<string, Seen>): boolean =>
  macs.includes(by) || nodes.some((node) => seen.get(node)?.by === by);

/** Another card of the system, where it is one. */
function ownerOf(mac: string, claimed: readonly ClaimedAddress[]): string {
  const owner = claimed.find(({ macs: [only, ...more] }) => only === mac && more.length === 0);
  return owner ? ` (${owner.name})` : '';
}

const wordsOn = (text: string, claimed: ClaimedAddress | undefined): string =>
  text
    .split('\n')
    .find((line) => line.startsWith(`${claimed?.address} `))
    ?.slice((claimed?.address.length ?? 0) + 1)
    .replace(/^sh: \d+: /, '')
    .trim() || 'it says nothing';
