import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript-5';

/** A type that says which members something can be: words, or shapes that a word tells apart. */
export interface Union {
  /** `src/model/resolved/machine.ts MachineKind`. */
  readonly key: string;
  readonly file: string;
  /** Where another member can be written. */
  readonly end: number;
  /** The members' words. */
  readonly words: readonly string[];
  readonly isEnum: boolean;
  /** The text of another member. */
  readonly member: (name: string) => string;
}

/** Types that pick keys of other types: no kinds of anything. */
const OF_KEYS = new Set(['Pick', 'Omit', 'Exclude', 'Extract', 'Record', 'VirshSteps']);

export const sourceFiles = (): readonly string[] =>
  readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join('src', name))
    .sort();

const PARSED = new Map<string, ts.SourceFile>();

/** A file of this repository, which every suite of the process looks at. */
export function parse(file: string): ts.SourceFile {
  const known = PARSED.get(file) ?? ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  PARSED.set(file, known);
  return known;
}

/** All unions that a source file declares. */
export function unionsOf(source: ts.SourceFile): readonly Union[] {
  const found: Union[] = [];
  const add = (node: ts.Node, end: number, words: readonly string[], member: Union['member']): void => {
    found.push({
      key: `${source.fileName} ${nameOf(node)}`,
      file: source.fileName,
      end,
      words,
      isEnum: ts.isEnumDeclaration(node),
      member,
    });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isEnumDeclaration(node)) add(node, node.members.end, wordsIn(node), (name) => ` ${constantCase(name)} = '${name}',`);
    else if (ts.isUnionTypeNode(node) && node.types.some(isWord) && !isOfKeys(node))
      add(node, node.end, node.types.flatMap(wordsIn), (name) => ` | '${name}'`);
    else if (ts.isTypeAliasDeclaration(node) && isWord(node.type)) add(node, node.type.end, wordsIn(node.type), (name) => ` | '${name}'`);
    else if (ts.isUnionTypeNode(node) && ts.isTypeAliasDeclaration(node.parent)) {
      const word = discriminator(node, source);
      if (word !== undefined) add(node, node.end, shapeWords(node, word, source), (name) => ` | { readonly ${word}: '${name}' }`);
    } else if (ts.isTypeAliasDeclaration(node)) {
      const keyed = keyedBy(node, source);
      if (keyed) add(node, keyed.members.end, keysOf(keyed), (name) => ` readonly '${name}': never;`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** The interface of the same file whose keys are the members of a type. */
function keyedBy({ type }: ts.TypeAliasDeclaration, source: ts.SourceFile): ts.InterfaceDeclaration | undefined {
  if (!ts.isTypeOperatorNode(type) || type.operator !== ts.SyntaxKind.KeyOfKeyword) return undefined;
  const found = source.statements.filter(ts.isInterfaceDeclaration);
  return found.find(({ name }) => name.text === type.type.getText());
}

const keysOf = ({ members }: ts.InterfaceDeclaration): readonly string[] =>
  members.flatMap(({ name }) => (name ? [ts.isStringLiteral(name) ? name.text : name.getText()] : []));

/** Words that stand in a type or an enum. */
function wordsIn(node: ts.Node): readonly string[] {
  const found: string[] = [];
  const visit = (each: ts.Node): void => {
    if (ts.isStringLiteral(each)) found.push(each.text);
    ts.forEachChild(each, visit);
  };
  visit(node);
  return found;
}

/** The words by which the members of a union of shapes are told apart. */
const shapeWords = (union: ts.UnionTypeNode, word: string, source: ts.SourceFile): readonly string[] =>
  union.types.flatMap((type) =>
    propertiesOf(type, source).flatMap((property) =>
      ts.isPropertySignature(property) && property.name.getText() === word ? wordsIn(property) : [],
    ),
  );

const isWord = (node: ts.TypeNode): boolean => ts.isLiteralTypeNode(node) && ts.isStringLiteral(node.literal);

const isOfKeys = ({ parent }: ts.Node): boolean => {
  const generic = ts.isTypeReferenceNode(parent)
    ? parent.typeName
    : ts.isExpressionWithTypeArguments(parent)
      ? parent.expression
      : undefined;
  return generic !== undefined && OF_KEYS.has(generic.getText());
};

const constantCase = (name: string): string => name.toUpperCase().replaceAll('-', '_');

/** `ResolvedOs.family`: the names of what a type stands in. */
function nameOf(node: ts.Node): string {
  const names: string[] = [];
  for (let at: ts.Node = node; !ts.isSourceFile(at); at = at.parent) {
    const { name } = at as { readonly name?: ts.Node };
    if (name && name !== node) names.unshift(name.getText());
  }
  return names.join('.');
}

/** The property by whose word the members of a union of shapes are told apart. */
function discriminator(union: ts.UnionTypeNode, source: ts.SourceFile): string | undefined {
  const shapes = union.types.map((type) => propertiesOf(type, source));
  const [first, ...others] = shapes.map((properties) => properties.flatMap(wordProperty));
  return first?.find((word) => others.length > 0 && others.every((each) => each.includes(word)));
}

function propertiesOf(type: ts.TypeNode, source: ts.SourceFile): readonly ts.TypeElement[] {
  if (ts.isTypeLiteralNode(type)) return type.members;
  const name = ts.isTypeReferenceNode(type) ? type.typeName.getText() : undefined;
  const declared = source.statements.find((each) => ts.isInterfaceDeclaration(each) && each.name.text === name);
  return declared && ts.isInterfaceDeclaration(declared) ? declared.members : [];
}

const wordProperty = (property: ts.TypeElement): readonly string[] =>
  ts.isPropertySignature(property) && property.type && isWordOrWords(property.type) ? [property.name.getText()] : [];

const isWordOrWords = (type: ts.TypeNode): boolean => isWord(type) || (ts.isUnionTypeNode(type) && type.types.every(isWord));
