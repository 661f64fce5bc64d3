import type { ResolvedTexts } from '../../resolved';
import { inKeyOrder, sha256 } from '../../values';
import type { Content } from './file-sources';

/** What a ConfigMap may hold, in bytes (k8s.io/kubernetes, pkg/apis/core: MaxSecretSize). */
export const MOST_BYTES = 1024 * 1024;

/** Content of files under keys of one ConfigMap. The same content under the same file name stands there once. */
export class Texts {
  private readonly contents = new Map<string, Content>();

  /** The key of a file's content. */
  add(path: string, content: Content): string {
    const plain = keyFor(path);
    const known = this.contents.get(plain);
    const key = known === undefined || sameContent(known, content) ? plain : `${plain}-${digestOf(content).slice(0, 8)}`;
    this.contents.set(key, content);
    return key;
  }

  get bytes(): number {
    return [...this.contents.values()].reduce((sum, content) => sum + bytesOf(content), 0);
  }

  /** Undefined when there is none. */
  resolve(workload: string): ResolvedTexts | undefined {
    if (this.contents.size === 0) return undefined;
    const [text, binary] = (['utf8', 'base64'] as const).map((encoding) => {
      const those = [...this.contents].filter(([, content]) => content.encoding === encoding);
      return inKeyOrder(Object.fromEntries(those.map(([key, { data }]) => [key, data])));
    }) as [ResolvedTexts['text'], ResolvedTexts['binary']];
    return { name: `${workload}-files-${sha256(JSON.stringify([text, binary])).slice(0, 10)}`, text, binary };
  }
}

/** A key that tells people which file it is: keys hold letters, digits, dots, hyphens and underscores, and do not begin with two dots. */
const keyFor = (path: string): string =>
  path
    .slice(path.lastIndexOf('/') + 1)
    .replace(/[^A-Za-z0-9._-]/g, '-')
    .slice(0, 200);

const bytesOf = ({ encoding, data }: Content): number => Buffer.byteLength(data, encoding);

const digestOf = (content: Content): string => sha256(JSON.stringify(content));
const sameContent = (a: Content, b: Content): boolean => a.encoding === b.encoding && a.data === b.data;
